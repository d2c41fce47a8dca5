"""Lists brought into the record: what is added, revised, set aside, flagged, and never lost."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from apps.countries.models import Country
from apps.treaties import import_reading, import_writing
from apps.treaties.import_models import ImportedRow, ImportedTable, ImportFile
from apps.treaties.import_selectors import imported_lists, reconciliation, unknown_names
from apps.treaties.import_services import map_participant, read_in_list, take_in_list
from apps.treaties.models import ImportBatch, Treaty, TreatyAction
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.factories import MemberStateFactory, TreatyFactory, actor
from tests.treaties.lists import AS_OF, bring_in, bring_in_rows, counts, standing
from tests.treaties.sources import files

pytestmark = pytest.mark.django_db

LATER = dt.date(2016, 1, 1)


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(
        mtdsg="IV-1", full_title="Convention of the tests", adopted_on=dt.date(1990, 1, 1)
    )


@pytest.fixture
def alpha() -> Country:
    return MemberStateFactory(name="Alpha", aliases=["Old Alpha"])


@pytest.fixture
def beta() -> Country:
    return MemberStateFactory(name="Beta")


def rows(batch: ImportBatch, outcome: str = "quarantined") -> list[tuple[str, str]]:
    found = ImportedRow.objects.filter(table__batch=batch, outcome=outcome)
    return list(found.values_list("participant", "code"))


@pytest.mark.usefixtures("alpha", "beta")
class TestAList:
    def test_adds_what_the_record_lacks(self, treaty: Treaty) -> None:
        batch = bring_in_rows(
            treaty, ("Alpha", "1 Jan 2000", "2 Feb 2001"), ("BETA", "", "Dec 2002 d")
        )
        assert counts(batch) == {"created": 3}
        assert standing(treaty) == [
            ("Alpha", "signature", "2000-01-01"),
            ("Alpha", "ratification", "2001-02-02"),
            ("Beta", "succession", "2002-12-01"),
        ]
        found = TreatyAction.objects.get(kind="succession")
        assert (found.precision, found.batch, found.source_as_of) == ("month", batch, AS_OF)
        assert found.source == "UN Treaty Collection IV-1"

    def test_is_found_by_the_instrument_that_it_names(self, treaty: Treaty) -> None:
        batch = bring_in(files.xml(("Alpha", "", "1 Jan 2000")), name="whatever.dat")
        assert batch.tables.get().treaty == treaty
        assert (batch.format, batch.publisher) == ("untc_xml", "untc")

    def test_without_a_name_is_proposed_one_by_its_file(self, treaty: Treaty) -> None:
        batch = bring_in(files.table(("Alpha", "", "1 Jan 2000")), name="4-1.csv")
        assert batch.tables.get().treaty == treaty

    def test_again_changes_nothing(self, treaty: Treaty) -> None:
        first = bring_in_rows(treaty, ("Alpha", "", "1 Jan 2000"))
        again = bring_in_rows(treaty, ("Alpha", "", "1 Jan 2000"), as_of=LATER)
        assert again == first
        assert ImportBatch.objects.count() == 1
        assert not ImportFile.objects.exists()

    def test_that_says_the_same_again_changes_nothing_but_how_far_the_record_reaches(
        self, treaty: Treaty, alpha: Country
    ) -> None:
        bring_in_rows(treaty, ("Alpha", "", "1 Jan 2000"))
        batch = bring_in_rows(treaty, ("Alpha", "", " 1 Jan 2000"), as_of=LATER)
        assert counts(batch) == {"unchanged": 1}
        status = treaty_statuses(as_of=LATER).of(treaty, alpha)
        assert status.known_as_of == LATER
        assert status.source_as_of == AS_OF

    def test_revises_a_cell_that_it_says_otherwise_than_before(self, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alpha", "", "1 Jan 2000"))
        batch = bring_in_rows(treaty, ("Alpha", "", "2 Jan 2000 a"), as_of=LATER)
        assert counts(batch) == {"revised": 1}
        assert standing(treaty) == [("Alpha", "accession", "2000-01-02")]
        new = TreatyAction.objects.get(kind="accession")
        assert new.replaces is not None
        assert new.replaces.date == dt.date(2000, 1, 1)

    def test_revises_back_and_forth(self, treaty: Treaty) -> None:
        for day, cell in ((AS_OF, "1 Jan 2000"), (LATER, "2 Jan 2000")):
            bring_in_rows(treaty, ("Alpha", "", cell), as_of=day)
        third = bring_in_rows(treaty, ("Alpha", " ", "1 Jan 2000"), as_of=dt.date(2017, 1, 1))
        assert counts(third) == {"revised": 1}
        assert standing(treaty) == [("Alpha", "ratification", "2000-01-01")]

    def test_that_is_older_revises_nothing(self, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alpha", "", "2 Jan 2000"), as_of=LATER)
        batch = bring_in_rows(treaty, ("Alpha", "", "1 Jan 2000"))
        assert counts(batch) == {"outdated": 1}
        assert standing(treaty) == [("Alpha", "ratification", "2000-01-02")]

    def test_flags_what_it_no_longer_has_and_deletes_nothing(self, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alpha", "1 Jan 2000", "2 Feb 2001"), ("Beta", "", "1 Jan 2000"))
        before = standing(treaty)
        batch = bring_in_rows(treaty, ("Alpha", "", "2 Feb 2001"), as_of=LATER)
        assert counts(batch) == {"unchanged": 1, "vanished": 2}
        gone = ImportedRow.objects.filter(table__batch=batch, outcome="vanished")
        assert sorted(gone.values_list("action__country__name", "action__kind")) == [
            ("Alpha", "signature"),
            ("Beta", "ratification"),
        ]
        assert standing(treaty) == before

    def test_says_nothing_of_columns_that_it_does_not_have(self, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alpha", "1 Jan 2000", "2 Feb 2001"))
        batch = bring_in_rows(
            treaty,
            ("Alpha", "2 Feb 2001"),
            headings=("Participant", "Ratification"),
            as_of=LATER,
        )
        assert counts(batch) == {"unchanged": 1}

    def test_sets_bad_rows_aside_and_goes_on(self, treaty: Treaty) -> None:
        batch = bring_in_rows(
            treaty,
            ("Alpha", "", "31 Feb 2001"),
            ("Beta", "", "1 Jan 2001"),
            ("Beta", "", "1 Jan 2002"),
        )
        assert counts(batch) == {"created": 1, "quarantined": 2}
        assert rows(batch) == [("Alpha", "impossible_date"), ("Beta", "twice")]
        row = ImportedRow.objects.get(code="impossible_date")
        assert (row.number, row.cells) == (2, ["Alpha", "", "31 Feb 2001"])
        assert "31 Feb 2001" in row.message

    @pytest.mark.parametrize(
        ("cell", "code"), [("1 Jan 2020", "later_than_list"), ("1 Jan 1980", "before_adoption")]
    )
    def test_sets_dates_aside_that_cannot_be(self, treaty: Treaty, cell: str, code: str) -> None:
        assert rows(bring_in_rows(treaty, ("Alpha", "", cell))) == [("Alpha", code)]
        assert standing(treaty) == []

    def test_does_not_call_vanished_what_it_has_in_a_bad_row(self, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alpha", "", "1 Jan 2000"))
        batch = bring_in_rows(treaty, ("Alpha", "", "1 Jam"), as_of=LATER)
        assert counts(batch) == {"quarantined": 1}

    def test_counts_parties_beside_the_count_of_its_own_head(self, treaty: Treaty) -> None:
        batch = bring_in(
            files.xml(("Alpha", "", "1 Jan 2000"), ("Beta", "1 Jan 2000", ""), parties=3)
        )
        (found,) = reconciliation(batch)
        table = found.table
        assert (table.parties_counted, table.parties_named, found.on_record) == (1, 3, 1)
        assert (table.difference, table.signatories_difference) == (-2, -1)
        assert not found.agrees

    def test_keeps_its_notes(self, treaty: Treaty) -> None:
        more = "<EndNotes><EndNote><Number>1</Number><Text>Of old.</Text></EndNote></EndNotes>"
        bring_in(files.xml(("Alpha", "", "1 Jan 2000"), more=more))
        assert ImportedTable.objects.get().notes == {"1": "Of old."}

    def test_leaves_a_history_that_names_its_file(self, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Alpha", "", "1 Jan 2000"), name="list of today.csv")
        (event,) = history_of(TreatyAction.objects.get())
        assert "list of today.csv" in str(event.reason)


class TestBrackets:
    def test_tell_of_a_withdrawal_whose_day_is_not_known(
        self, treaty: Treaty, alpha: Country
    ) -> None:
        batch = bring_in_rows(treaty, ("Alpha", "", "[1 Jan 2000 a]"))
        assert counts(batch) == {"created": 2}
        withdrawal = TreatyAction.objects.get(kind="withdrawal")
        assert (withdrawal.date, withdrawal.precision) == (AS_OF, "until")
        assert withdrawal.confidence == "low"
        table = treaty_statuses(as_of=AS_OF)
        assert table.of(treaty, alpha).standing == Standing.WITHDRAWN

    def test_again_tell_of_no_second_one(self, treaty: Treaty, alpha: Country) -> None:
        bring_in_rows(treaty, ("Alpha", "", "[1 Jan 2000 a]"))
        batch = bring_in_rows(treaty, ("Alpha", " ", "[1 Jan 2000 a]"), as_of=LATER)
        assert counts(batch) == {"unchanged": 1}

    def test_before_a_new_consent_leave_a_party(self, treaty: Treaty, alpha: Country) -> None:
        bring_in_rows(treaty, ("Alpha", "", "[1 Jan 2000 a] 5 May 2012 a"))
        status = treaty_statuses(as_of=AS_OF).of(treaty, alpha)
        assert (status.standing, status.date) == (Standing.PARTY, dt.date(2012, 5, 5))


class TestAnUnknownName:
    def test_waits_and_is_known_from_then_on(self, treaty: Treaty, alpha: Country) -> None:
        batch = bring_in_rows(treaty, ("Alphaland", "1 Jan 2000", "2 Feb 2001"))
        assert counts(batch) == {"unmatched": 1}
        assert [(each["name"], each["rows"]) for each in unknown_names()] == [("Alphaland", 1)]
        alias, applied = map_participant(actor=SYSTEM, name="Alphaland", country=alpha, note="Old")
        assert (alias.country, applied["created"]) == (alpha, 2)
        assert standing(treaty) == [
            ("Alpha", "signature", "2000-01-01"),
            ("Alpha", "ratification", "2001-02-02"),
        ]
        assert TreatyAction.objects.filter(batch=batch).count() == 2
        assert not unknown_names()
        other = TreatyFactory()
        assert counts(bring_in_rows(other, ("ALPHALAND", "", "1 Jan 2000"))) == {"created": 1}

    def test_waits_once_for_all_lists(self, alpha: Country) -> None:
        one, two = TreatyFactory(), TreatyFactory()
        bring_in_rows(one, ("Alphaland", "", "1 Jan 2000"))
        bring_in_rows(two, ("ALPHALAND", "", "1 Jan 2001"))
        assert [each["rows"] for each in unknown_names()] == [2]
        map_participant(actor=SYSTEM, name="alphaland", country=alpha)
        assert [name for name, *_ in (*standing(one), *standing(two))] == ["Alpha", "Alpha"]

    def test_may_be_nobody(self, treaty: Treaty) -> None:
        bring_in_rows(treaty, ("Total", "", "1 Jan 2000"))
        map_participant(actor=SYSTEM, name="Total", country=None, note="A heading")
        assert standing(treaty) == []
        assert not unknown_names()
        assert counts(bring_in_rows(treaty, ("Total", "", "2 Jan 2000"))) == {}

    @pytest.mark.parametrize(
        ("code", "name", "spelling"),
        [
            ("EU", "European Union", "European Community"),
            ("YUG", "Yugoslavia (former)", "Yugoslavia"),
            ("CSK", "Czechoslovakia (former)", "Czechoslovakia"),
            ("COK", "Cook Islands", "COOK ISLANDS3"),
            ("NIU", "Niue", "Niue"),
            ("VAT", "Holy See", "Holy See"),
            ("CIV", "Côte d'Ivoire", "Cote d’Ivoire"),
        ],
    )
    def test_does_not_wait_where_it_is_another_spelling(
        self, treaty: Treaty, code: str, name: str, spelling: str
    ) -> None:
        MemberStateFactory(code=code, name=name, kind="other")
        bring_in_rows(treaty, (spelling, "", "1 Jan 2000"))
        assert standing(treaty) == [(name, "ratification", "2000-01-01")]

    def test_is_mapped_by_the_secretariat_alone(self, alpha: Country) -> None:
        with pytest.raises(PermissionDenied):
            map_participant(actor=actor(Role.FOCAL_POINT), name="Alphaland", country=alpha)

    def test_is_mapped_once(self, alpha: Country, beta: Country) -> None:
        map_participant(actor=SYSTEM, name="Alphaland", country=alpha)
        with pytest.raises(ValidationError, match="meanwhile"):
            map_participant(actor=SYSTEM, name="alphaland", country=beta)


class TestAFileThatIsRefused:
    @pytest.mark.parametrize(
        ("content", "facts", "code"),
        [
            (b"<!doctype html><html></html>", {}, "html_page"),
            (files.table(("Alpha", "", "1 Jan 2000")), {}, "no_instrument"),
            (files.xml(title="9. Other"), {}, "unknown_instrument"),
            (files.xml(), {"as_of": None}, "no_date"),
            (files.xml(), {"as_of": dt.date(2999, 1, 1)}, "future_date"),
            (files.xml()[:-30], {}, "truncated"),
        ],
    )
    def test_says_why_and_writes_nothing(
        self, treaty: Treaty, content: bytes, facts: dict[str, Any], code: str
    ) -> None:
        batch = bring_in(content, **facts)
        assert (batch.status, batch.problem_code) == ("failed", code)
        assert batch.problem
        assert not TreatyAction.objects.exists()
        assert not ImportedTable.objects.exists()
        assert not ImportFile.objects.exists()

    def test_may_be_tried_again(self, treaty: Treaty, alpha: Country) -> None:
        content = files.table(("Alpha", "", "1 Jan 2000"))
        assert bring_in(content).status == "failed"
        assert bring_in(content, name="4-1.csv").status == "done"
        assert [batch.status for batch in imported_lists()] == ["done", "failed"]

    def test_about_another_instrument_than_was_chosen(self, treaty: Treaty) -> None:
        assert bring_in(files.xml(), treaty=TreatyFactory()).problem_code == "other_instrument"

    def test_is_given_up_after_it_has_broken_off_too_often(self, treaty: Treaty) -> None:
        batch, _is_new = take_in_list(actor=SYSTEM, file_name="x", content=files.xml())
        ImportFile.objects.update(attempts=3)
        assert read_in_list(actor=SYSTEM, batch=batch).problem_code == "broke_off"

    def test_by_whoever_is_not_of_the_secretariat(self) -> None:
        for role in (Role.FOCAL_POINT, Role.MINISTRY_OFFICER, Role.COORDINATOR):
            with pytest.raises(PermissionDenied):
                take_in_list(actor=actor(role), file_name="x", content=files.xml())


class TestTheCommand:
    def test_prints_what_became_of_each_list(
        self, treaty: Treaty, alpha: Country, tmp_path: Path
    ) -> None:
        good, page = tmp_path / "4-1.csv", tmp_path / "page.xml"
        good.write_bytes(files.table(("Alpha", "", "1 Jan 2000"), ("Nowhere", "", "")))
        page.write_bytes(b"<html></html>")
        out, err = StringIO(), StringIO()
        with pytest.raises(CommandError, match=r"page\.xml"):
            call_command(
                "import_treaty_status", page, good, "--as-of", "2015-03-14", stdout=out, stderr=err
            )
        assert "html_page: This is a web page" in err.getvalue()
        assert "2 rows: 1 created, 0 unchanged, 0 revised, 0 quarantined, 1 unmatched" in (
            out.getvalue()
        )
        assert [batch.file_name for batch in imported_lists()] == ["4-1.csv"]
        call_command("import_treaty_status", good, stdout=out)
        assert "imported before, nothing changed" in out.getvalue()


@pytest.mark.usefixtures("alpha", "beta")
class TestALongList:
    """Written in steps, so that memory stays flat, and still all of it or nothing."""

    @pytest.fixture(autouse=True)
    def _short_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(import_writing, "STEP", 2)

    def test_is_written_as_one_of_a_single_step(self, treaty: Treaty) -> None:
        names = [MemberStateFactory(name=f"State {letter}").name for letter in "ABCDEFG"]
        rows = [(name, "1 Jan 2000", "2 Feb 2001") for name in names]
        batch = bring_in_rows(treaty, *rows, ("Nowhere", "", "1 Jan 2000"), ("Alpha", "", "soon"))
        assert counts(batch) == {"created": 14, "unmatched": 1, "quarantined": 1}
        assert len(standing(treaty)) == 14
        assert TreatyAction.objects.filter(batch=batch).count() == 14
        assert all(history_of(action) for action in TreatyAction.objects.all())
        again = bring_in_rows(
            treaty, *((name, "1 Jan 2000", "3 Mar 2003") for name in names), as_of=LATER
        )
        assert counts(again) == {"unchanged": 7, "revised": 7}
        assert {date for _name, kind, date in standing(treaty) if kind == "ratification"} == {
            "2003-03-03"
        }

    def test_that_is_given_up_half_way_has_written_nothing(
        self, treaty: Treaty, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_reading, "MOST_ASIDE", 3)
        good = [(MemberStateFactory(name=f"State {n}").name, "", "1 Jan 2000") for n in "ABCDE"]
        bad = [(f"Bad {number}", "", "1 Jan 1950") for number in range(8)]
        batch = bring_in_rows(treaty, *good, *bad)
        assert (batch.status, batch.problem_code) == ("failed", "mostly_unreadable")
        assert not TreatyAction.objects.exists()
        assert not ImportedTable.objects.exists()
        assert not ImportedRow.objects.exists()
