"""Files brought into the record: what is added, revised, set aside, and never lost."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.recommendations.received import imports
from apps.recommendations.received.choices import ImportStatus, RowOutcome
from apps.recommendations.received.imports import decide_import, take_in_file
from apps.recommendations.received.services import work_on
from apps.recommendations.received.settling import decide_name, settle_name
from apps.recommendations.received_import_models import RecommendationFile, RecommendationRow
from apps.recommendations.received_models import ReceivedRecommendation, RecommendingState
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, actor
from tests.recommendations.received.conftest import bring_in, preview
from tests.recommendations.received.files import HEAD, as_csv, as_xlsx, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("states")]

RATIFY = row("148.1", "Ratify the Rome Statute (Ghana) (Togo)", "Togo")
JUDGES = row("148.2", "Ensure independent judges (France)", "France", upr_position="Noted")


def only():
    return ReceivedRecommendation.objects.get()


def names():
    rows = RecommendingState.objects.order_by("recommendation__paragraph", "order")
    return [(str(each.country), each.found) for each in rows]


def aside():
    return list(RecommendationRow.objects.values_list("number", "outcome", "column", "code"))


class TestEncodingsAndShapes:
    @pytest.mark.parametrize(
        "content",
        [
            as_csv(RATIFY, JUDGES),
            as_csv(RATIFY, JUDGES, encoding="utf-8-sig"),
            as_csv(RATIFY, JUDGES, encoding="utf-16"),
            as_csv(RATIFY, JUDGES, delimiter=";"),
            as_csv(RATIFY, JUDGES, delimiter="\t"),
            as_xlsx(RATIFY, JUDGES),
        ],
        ids=["utf-8", "bom", "utf-16", "semicolons", "tabs", "xlsx"],
    )
    def test_all_say_the_same(self, content):
        counts = bring_in(content).counts
        assert counts["created"] == 2
        assert counts["states_recovered"] == 1
        assert names() == [("Ghana", "text"), ("Togo", "both"), ("France", "both")]

    def test_an_old_encoding_keeps_its_letters(self):
        content = as_csv(row("1.1", "Abolish it (Türkiye)", "Turkey"), encoding="cp1252")
        bring_in(content)
        assert names() == [("Türkiye", "both")]

    def test_missing_columns_are_said_and_leave_the_rest(self):
        head = ("countries_concerned", "text")
        batch = bring_in(as_csv(RATIFY, head=head))
        assert {"states", "position", "symbol"} <= set(batch.missing)
        assert names() == [("Ghana", "text"), ("Togo", "text")]
        assert only().position == "unknown"

    def test_a_row_for_each_recommending_state_is_one_recommendation(self):
        head = ("SuR", "Rgrp", "Org", "Recommendation", "RS", "Rgrp", "Response", "Session")
        lines = [
            ",".join(head),
            "Georgia,EEG,x,Abolish the death penalty,France,WEOG,Accepted,23",
            "Georgia,EEG,x,Abolish the death penalty,Togo,AG,Accepted,23",
        ]
        batch = bring_in("\n".join(lines).encode())
        assert (batch.format, batch.counts["duplicates"]) == ("upr_info", 1)
        assert names() == [("France", "column"), ("Togo", "column")]
        assert (only().position, only().cycle) == ("supported", 2)

    def test_the_export_of_the_index_with_dashes_and_lines(self):
        entry = {
            "AnnotationId": "a-1",
            "Symbol": "CCPR/C/GEO/CO/5",
            "PublicationDate": "2022-09-13",
            "Body": "- CCPR",
            "AnnotationType": "- Recommendations",
            "Countries": ["- Georgia"],
            "Themes": "- Hate speech\n- Minorities",
            "AffectedPersons": "- Minorities",
            "Text": "12. The State party should combat hate speech.",
        }
        batch = bring_in(json.dumps([entry]).encode("utf-8-sig"))
        assert batch.format == "uhri"
        found = only()
        assert (found.paragraph, found.mechanism, found.source_id) == ("12", "treaty_body", "a-1")
        assert found.themes == ["Hate speech", "Minorities"]
        assert found.prevention

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"   ", "empty"),
            (b"<!doctype html><html></html>", "html_page"),
            (b"name,age\nAnn,3\n", "unknown_format"),
            (b'[{"text": "cut off', "damaged"),
        ],
    )
    def test_what_is_no_such_file_is_refused_with_its_reason(self, content, code):
        batch = preview(content)
        assert (batch.status, batch.problem_code) == (ImportStatus.FAILED, code)
        assert batch.problem
        assert not RecommendationFile.objects.exists()


class TestRows:
    def test_what_cannot_be_read_is_set_aside_by_row_and_column(self):
        bad = row("148.3", "Do it (Togo)", upr_position="Perhaps")
        empty = {**row("", ""), "text": ""}
        nobody = row("148.4", "Do more (Togo)", countries_concerned="")
        batch = bring_in(as_csv(RATIFY, bad, empty, nobody))
        assert batch.counts["quarantined"] == 3
        assert sorted(aside()) == [
            (3, "quarantined", "position", "unknown_position"),
            (4, "quarantined", "text", "no_text"),
            (5, "quarantined", "countries", "no_state"),
        ]
        # A cell that says nothing does not take its row with it.
        assert ReceivedRecommendation.objects.filter(paragraph="148.3").exists()

    def test_a_paragraph_that_stands_twice_with_other_words_is_set_aside(self):
        batch = bring_in(as_csv(RATIFY, row("148.1", "Build schools (Togo)")))
        assert batch.counts["created"] == batch.counts["quarantined"] == 1
        assert aside() == [(3, "quarantined", "paragraph", "paragraph_twice")]

    def test_a_repeated_row_is_counted_and_written_once(self):
        counts = bring_in(as_csv(RATIFY, RATIFY)).counts
        assert (counts["created"], counts["duplicates"]) == (1, 1)

    def test_a_name_that_nobody_knows_waits_for_a_person(self):
        counts = bring_in(as_csv(row("1.1", "Act (Ghana) (Freedonia)", "Freedonia"))).counts
        assert (counts["states"], counts["states_unknown"]) == (2, 1)
        assert names() == [("Ghana", "text"), ("None", "both")]

    def test_and_or_is_divided_only_between_known_names(self):
        bring_in(as_csv(row("1.1", "Act (Ghana and Togo) (Bosnia and Herzegovina)")))
        assert [name for name, _found in names()] == ["Ghana", "Togo", "Bosnia and Herzegovina"]


class TestNames:
    def test_a_person_decides_once_and_what_waited_is_settled(self, states):
        keeper = actor(Role.SECRETARIAT)
        bring_in(as_csv(row("1.1", "Act (Gold Coast)"), row("1.2", "Act again (Gold Coast)")))
        with acting(keeper):
            alias = decide_name(actor=keeper, name="Gold Coast", country=states["Ghana"])
            settled = settle_name(actor=keeper, alias=alias)
        assert settled == {"states": 2, "rows": 0}
        assert names() == [("Ghana", "person"), ("Ghana", "person")]
        counts = bring_in(as_csv(row("1.3", "Act thrice (Gold Coast)"))).counts
        assert counts["states_unknown"] == 0

    def test_a_state_that_was_not_known_gets_its_rows(self, states):
        keeper = actor(Role.SECRETARIAT)
        batch = bring_in(as_csv(row("1.1", "Act (Togo)", countries_concerned="Sakartvelo")))
        assert batch.counts["unmatched"] == 1
        with acting(keeper):
            alias = decide_name(actor=keeper, name="Sakartvelo", country=states["Georgia"])
            settled = settle_name(actor=keeper, alias=alias)
        assert settled["rows"] == 1
        assert only().country == states["Georgia"]
        assert names() == [("Togo", "text")]

    def test_nobody_is_an_answer_too(self):
        keeper = actor(Role.SECRETARIAT)
        bring_in(as_csv(row("1.1", "Act (Nordic voices)")))
        with acting(keeper):
            alias = decide_name(actor=keeper, name="Nordic voices", country=None)
            settle_name(actor=keeper, alias=alias)
        assert RecommendingState.objects.get().is_nobody

    def test_a_focal_point_decides_for_no_other_list(self, states):
        office = InstitutionFactory(country=states["Georgia"])
        person = actor(Role.FOCAL_POINT, office)
        with acting(person), pytest.raises(PermissionDenied):
            decide_name(actor=person, name="Gold Coast", country=states["Ghana"])


class TestVersions:
    def test_a_final_text_replaces_the_provisional_one_and_keeps_the_work(self, states):
        draft = {"provisional": "True", "document_symbol": "A/HRC/WG.6/51/L.4", "upr_position": ""}
        bring_in(as_csv(row("6.1", "Ratify the Rome Statute (Ghana)", **draft)))
        office = InstitutionFactory(country=states["Georgia"])
        person = actor(Role.FOCAL_POINT, office)
        with acting(person):
            work = work_on(actor=person, recommendation=only(), changes={"lead": office})
        counts = bring_in(as_csv(RATIFY)).counts
        assert (counts["created"], counts["revised"]) == (0, 1)
        found = only()
        assert (found.symbol, found.paragraph) == ("A/HRC/62/14", "148.1")
        assert (found.provisional, found.position) == (False, "supported")
        assert [name for name, _found in names()] == ["Ghana", "Togo"]
        with acting(person):
            assert found.work == work

    def test_what_is_not_in_the_final_text_is_marked_and_kept(self):
        bring_in(as_csv(row("6.9", "Leave everything as it is (Togo)", provisional="True")))
        counts = bring_in(as_csv(RATIFY)).counts
        assert (counts["created"], counts["vanished"]) == (1, 1)
        gone = ReceivedRecommendation.objects.get(paragraph="6.9")
        assert gone.dropped_on is not None

    def test_a_provisional_text_does_not_undo_a_final_one(self):
        bring_in(as_csv(RATIFY))
        late = {**RATIFY, "provisional": "True", "upr_position": "Noted"}
        counts = bring_in(as_csv(late)).counts
        assert counts["outdated"] == 1
        assert only().position == "supported"

    def test_a_position_that_comes_later_is_added(self):
        bring_in(as_csv({**RATIFY, "upr_position": ""}))
        addendum = {**RATIFY, "document_symbol": "A/HRC/62/14/Add.1"}
        assert bring_in(as_csv(addendum)).counts["revised"] == 1
        assert (only().position_raw, only().position) == ("Supported", "supported")

    def test_the_same_paragraph_with_another_ask_takes_no_work_over(self):
        bring_in(as_csv(RATIFY))
        other = row("148.1", "Build schools in every village (Togo)")
        assert bring_in(as_csv(other)).counts["created"] == 1
        assert ReceivedRecommendation.objects.count() == 2


class TestWhoBringsIn:
    def test_the_same_file_is_the_same_import(self):
        first = bring_in(as_csv(RATIFY))
        with acting(SYSTEM, reason="test"):
            again, is_new = take_in_file(actor=SYSTEM, file_name="copy.csv", content=as_csv(RATIFY))
        assert (again, is_new) == (first, False)

    def test_a_focal_points_office_brings_what_concerns_its_own_state(self, states):
        person = actor(Role.OFFICIAL, InstitutionFactory(country=states["Georgia"]))
        other = row("9.1", "Act (Togo)", countries_concerned="Ghana")
        counts = bring_in(as_csv(RATIFY, other), actor=person, country=states["Georgia"]).counts
        assert (counts["created"], counts["other_states"]) == (1, 1)

    def test_what_the_secretariat_brought_stands_against_the_states_own_file(self, states):
        bring_in(as_csv(RATIFY))
        person = actor(Role.OFFICIAL, InstitutionFactory(country=states["Georgia"]))
        own = as_csv({**RATIFY, "upr_position": "Noted"})
        counts = bring_in(own, actor=person, country=states["Georgia"]).counts
        assert counts["kept"] == 1
        assert only().position == "supported"
        assert RecommendationRow.objects.get().outcome == RowOutcome.KEPT

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.CONTRIBUTOR])
    def test_others_bring_nothing(self, states, role):
        person = actor(role, InstitutionFactory(country=states["Georgia"]))
        with acting(person), pytest.raises(PermissionDenied):
            take_in_file(
                actor=person,
                file_name="x.csv",
                content=as_csv(RATIFY),
                country=states["Georgia"],
            )

    def test_nor_does_an_office_for_all_states(self, states):
        person = actor(Role.FOCAL_POINT, InstitutionFactory(country=states["Georgia"]))
        with acting(person), pytest.raises(PermissionDenied):
            take_in_file(actor=person, file_name="x.csv", content=as_csv(RATIFY))

    def test_an_empty_file_is_refused_at_once(self):
        with acting(SYSTEM, reason="test"), pytest.raises(ValidationError):
            take_in_file(actor=SYSTEM, file_name="x.csv", content=b"")


class TestDeciding:
    def test_a_dropped_file_leaves_the_record_as_it_was(self):
        batch = preview(as_csv(RATIFY))
        with acting(SYSTEM, reason="test"):
            batch = decide_import(actor=SYSTEM, batch=batch, take=False)
        assert batch.status == ImportStatus.DROPPED
        assert not ReceivedRecommendation.objects.exists()
        assert preview(as_csv(RATIFY)).pk != batch.pk

    def test_a_file_that_kills_its_worker_is_given_up(self, monkeypatch):
        def dies(*args, **kwargs):
            raise SystemExit

        monkeypatch.setattr(imports, "read_file", dies)
        with acting(SYSTEM, reason="test"):
            batch, _new = take_in_file(actor=SYSTEM, file_name="x.csv", content=as_csv(RATIFY))
            for _attempt in range(imports.MOST_ATTEMPTS):
                with pytest.raises(SystemExit):
                    imports.work_on_import(actor=SYSTEM, batch=batch)
            ended = imports.work_on_import(actor=SYSTEM, batch=batch)
        batch.refresh_from_db()
        assert (batch.status, batch.problem_code) == (ImportStatus.FAILED, "broke_off")
        assert ended.pk == batch.pk

    @pytest.mark.slow
    def test_ten_thousand_rows_are_read_within_a_minute_and_counted(self):
        rows = [row(f"{n // 400}.{n % 400}", f"Act number {n} (Togo)") for n in range(10_000)]
        for number, each in enumerate(rows):
            each["upr_session"] = str(1 + number // 400)
        assert bring_in(as_csv(*rows, head=HEAD)).counts["created"] == 10_000
