"""Files of the known formats as other hands write them: nothing is lost without a word."""

import json
from typing import Any

import pytest

from apps.countries.models import Country
from apps.recommendations.received_import_models import RecommendationRow
from apps.recommendations.received_models import ReceivedRecommendation, RecommendingState
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, MemberStateFactory, actor
from tests.recommendations.received.conftest import bring_in, preview
from tests.recommendations.received.files import HEAD, as_csv, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("states")]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
ENTRY = {
    "AnnotationId": "a-1",
    "Symbol": "A/HRC/62/14",
    "Body": "- UPR",
    "AnnotationType": "- Recommendations",
    "Countries": ["- Georgia"],
    "AffectedPersons": [],
    "Text": "148.1 Ratify it (Ghana) (Togo);",
}


def only() -> Any:
    return ReceivedRecommendation.objects.get()


def names() -> list[str]:
    rows = RecommendingState.objects.order_by("recommendation__paragraph", "order")
    return [str(each.country or f"?{each.name}") for each in rows]


def aside() -> list[tuple[Any, ...]]:
    return list(RecommendationRow.objects.values_list("number", "column", "code"))


class TestNames:
    def test_a_bracket_of_many_states_is_no_sentence(self) -> None:
        many = [MemberStateFactory(name=f"Republic of {each * 4}land").name for each in LETTERS]
        bring_in(as_csv(row("1.1", f"Act ({', '.join(many[:-1])} and {many[-1]})", many[-1])))
        assert names() == many
        assert only().text == "Act"

    def test_a_long_bracket_of_the_sentence_stays_there(self) -> None:
        words = "Act (" + "as the experts have asked since their first report " * 4 + ")"
        bring_in(as_csv(row("1.1", words, "Togo")))
        assert names() == ["Togo"]
        assert only().text == words

    def test_names_turned_round_as_indexes_write_them(self) -> None:
        MemberStateFactory(name="Republic of Korea", aliases=[])
        bring_in(as_csv(row("1.1", "Act (Korea, Republic of), (France)", "Korea, Republic of")))
        assert names() == ["Republic of Korea", "France"]

    def test_and_within_names_and_between_them(self) -> None:
        MemberStateFactory(name="Trinidad and Tobago")
        bring_in(as_csv(row("1.1", "Act (Trinidad and Tobago and Bosnia and Herzegovina)")))
        assert names() == ["Trinidad and Tobago", "Bosnia and Herzegovina"]

    def test_a_name_that_nobody_knows_before_two_that_are_known(self) -> None:
        bring_in(as_csv(row("1.1", "Act (Bosnia-Herzegovina and Ghana and France)")))
        assert names() == ["?Bosnia-Herzegovina", "Ghana", "France"]

    def test_an_and_between_unknown_words_divides_nothing(self) -> None:
        bring_in(as_csv(row("1.1", "Act (Bosnia and Hercegovina and France)")))
        assert names() == ["?Bosnia and Hercegovina", "France"]

    @pytest.mark.parametrize("empty", ["None", "N/A", "-", "null"])
    def test_a_word_for_nothing_is_no_name(self, empty: str) -> None:
        bring_in(as_csv(row("1.1", "Act (Ghana)", empty)))
        assert names() == ["Ghana"]

    def test_a_recommendation_of_nobody_is_told(self) -> None:
        counts = bring_in(as_csv(row("1.1", "Act [Ghana]"))).counts
        assert (counts["created"], counts["states"]) == (1, 0)
        assert aside() == [(2, "states", "no_recommender")]

    def test_it_is_told_once_and_is_not_among_what_was_left_out(self) -> None:
        both = row("1.1", "Act [Ghana]", countries_concerned="Georgia; France")
        counts = bring_in(as_csv(both, {**row("", ""), "text": ""})).counts
        assert (counts["created"], counts["unnamed"], counts["quarantined"]) == (2, 1, 1)
        assert sorted(aside()) == [(2, "states", "no_recommender"), (3, "text", "no_text")]

    def test_several_states_concerned_in_one_line(self) -> None:
        bring_in(as_csv(row("1.1", "Act (Ghana)", countries_concerned="Georgia; France")))
        found = ReceivedRecommendation.objects.values_list("country__name", flat=True)
        assert sorted(found) == ["France", "Georgia"]


class TestRepeatedRows:
    def test_a_position_that_differs_is_told(self) -> None:
        bring_in(as_csv(row("1.1", "Act (Ghana)"), row("1.1", "Act (Togo)", upr_position="Noted")))
        assert only().position == "supported"
        assert names() == ["Ghana", "Togo"]
        assert aside() == [(3, "position", "other_position")]

    def test_a_position_that_the_first_row_left_out_is_taken(self) -> None:
        bring_in(as_csv(row("1.1", "Act (Ghana)", upr_position=""), row("1.1", "Act (Togo)")))
        assert (only().position, only().position_raw) == ("supported", "Supported")
        assert aside() == []


class TestTables:
    def test_a_comma_that_moved_the_cells_sets_the_row_aside(self) -> None:
        broken = (
            b"Georgia,1.2 Act, at once (Togo),Togo,Supported,A/HRC/62/14,51,False,UPR,x,True\r\n"
        )
        bring_in(as_csv(row("1.1", "Act (Ghana)", "Ghana")) + broken)
        assert only().paragraph == "1.1"
        assert aside() == [(3, "", "shifted")]

    @pytest.mark.parametrize("note", ["", "a note"])
    def test_a_last_column_without_a_head_is_left_out(self, note: str) -> None:
        lines = as_csv(row("1.1", "Act (Ghana)"), row("1.2", "Wait (Togo)")).splitlines()
        notes = [b"", b",a note", b"," + note.encode()]
        bring_in(b"\r\n".join(a + b for a, b in zip(lines, notes, strict=True)))
        assert sorted(ReceivedRecommendation.objects.values_list("paragraph", flat=True)) == [
            "1.1",
            "1.2",
        ]
        assert aside() == []

    def test_a_row_that_is_longer_than_those_with_a_note_is_set_aside(self) -> None:
        rows = [row("1.1", "Act (Ghana)"), row("1.2", "Wait (Togo)"), row("1.3", "Go (Togo)")]
        head, *lines = as_csv(*rows).splitlines()
        broken = lines[2].replace(b"Go", b"Go, now") + b",3"
        content = b"\r\n".join([head, lines[0] + b",1", lines[1] + b",2", broken])
        bring_in(content)
        assert aside() == [(4, "", "shifted")]
        assert ReceivedRecommendation.objects.count() == 2

    def test_a_single_row_that_is_too_long_is_set_aside(self) -> None:
        bring_in(as_csv(row("1.1", "Act (Ghana)")).replace(b"Act", b"Act, now"))
        assert aside() == [(2, "", "shifted")]

    def test_a_head_that_comes_again_is_no_row(self) -> None:
        again = {name: name for name in HEAD}
        batch = bring_in(as_csv(row("1.1", "Act (Ghana)"), again, row("1.2", "Wait (Togo)")))
        assert (batch.counts["rows"], batch.counts["unmatched"]) == (2, 0)
        assert aside() == []

    def test_a_session_that_is_none_is_told(self) -> None:
        bring_in(as_csv(row("1.1", "Act (Ghana)", upr_session="2026")))
        assert only().session is None
        assert aside() == [(2, "session", "no_session")]

    def test_a_head_without_rows_is_refused(self) -> None:
        batch = preview(as_csv())
        assert (batch.status, batch.problem_code) == ("failed", "no_rows")


class TestObjects:
    @pytest.mark.parametrize(
        "content",
        [
            json.dumps([ENTRY]),
            json.dumps({"results": [ENTRY], "errors": [], "total": 1}),
            json.dumps({"data": {"items": [ENTRY]}}),
            json.dumps({"hits": {"hits": [{"_id": 1, "_source": ENTRY}]}}),
            json.dumps(ENTRY),
            f"{json.dumps(ENTRY)}\n{json.dumps({**ENTRY})}\n",
        ],
        ids=["list", "results", "deeper", "search", "alone", "lines"],
    )
    def test_wherever_the_list_stands_it_is_found(self, content: str) -> None:
        batch = bring_in(content.encode())
        assert (batch.format, only().paragraph) == ("uhri", "148.1")
        assert names() == ["Ghana", "Togo"]

    def test_numbers_that_another_program_gave_add_nothing(self) -> None:
        again = {**ENTRY, "AnnotationId": "b-7"}
        other = {**ENTRY, "AnnotationId": "b-8", "Text": "148.2 Ratify it (Ghana) (Togo);"}
        bring_in(json.dumps([ENTRY]).encode())
        counts = bring_in(json.dumps([again, other]).encode()).counts
        assert (counts["created"], counts["revised"], counts["unchanged"]) == (1, 0, 1)
        found = ReceivedRecommendation.objects.values_list("source_id", flat=True)
        assert sorted(found) == ["a-1", "b-8"]

    def test_a_concern_in_the_same_words_stays_one(self) -> None:
        entry = {**ENTRY, "Body": "- CESCR", "Symbol": "E/C.12/GEO/CO/1", "Text": "7. Act"}
        kinds = ("- Concerns/Observations", "- Recommendations")
        for program, order in (("a", kinds), ("b", kinds[::-1]), ("c", kinds)):
            entries = [
                {**entry, "AnnotationId": program + k[2], "AnnotationType": k} for k in order
            ]
            bring_in(json.dumps(entries).encode())
        found = ReceivedRecommendation.objects.values_list("source_id", "kind")
        assert sorted(found) == [("aC", "concern"), ("aR", "recommendation")]

    def test_lines_end_where_json_ends_them(self) -> None:
        entry = {**ENTRY, "Text": "148.1 Ratify\u2028it\x85 (Ghana);"}
        other = {**ENTRY, "AnnotationId": "a-2", "Text": "148.2 Wait (Togo);"}
        lines = [json.dumps(each, ensure_ascii=False) for each in (entry, other)]
        assert bring_in("\r\n".join(lines).encode()).counts["created"] == 2

    def test_a_number_alone_makes_no_review(self) -> None:
        plain = {"Country": "Georgia", "Text": "12. Adopt the law", "Symbol": "X/1"}
        bring_in(json.dumps([plain]).encode())
        assert (only().mechanism, only().paragraph) == ("other", "12")
        bring_in(json.dumps([{**plain, "Text": "12.1 Build it", "Symbol": "X/2"}]).encode())
        second = ReceivedRecommendation.objects.get(symbol="X/2")
        assert (second.mechanism, second.paragraph) == ("upr", "12.1")

    def test_a_session_that_comes_later_makes_no_second_review(self) -> None:
        second = {**ENTRY, "AnnotationId": "a-2", "Text": "148.2 Wait (Togo);"}
        bring_in(json.dumps([ENTRY, second]).encode())
        counts = bring_in(as_csv(row("148.1", "Ratify it (Ghana) (Togo)", "Togo"))).counts
        assert (counts["created"], counts["revised"]) == (0, 1)
        found = ReceivedRecommendation.objects.values_list("document", "position").order_by("rank")
        assert list(found) == [("UPR/51", "supported"), ("UPR/51", "unknown")]
        assert bring_in(json.dumps([second, ENTRY]).encode()).counts["created"] == 0

    def test_what_the_secretariat_brought_stays_under_its_name(self) -> None:
        office = InstitutionFactory(country=Country.objects.get(name="Georgia"))
        bring_in(json.dumps([ENTRY]).encode())
        own = as_csv(row("148.1", "Ratify it (Ghana) (Togo)", "Togo"))
        counts = bring_in(own, actor=actor(Role.FOCAL_POINT, office), country=office.country).counts
        assert counts["created"] == 0
        assert only().document == "A/HRC/62/14"

    def test_a_line_that_is_cut_off_is_damage(self) -> None:
        batch = preview(f"{json.dumps(ENTRY)}\n{json.dumps(ENTRY)[:40]}".encode())
        assert (batch.status, batch.problem_code) == ("failed", "damaged")
