"""The real lists in a database with States and instruments, and none of the catalogue's actions."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from apps.catalogue.services import DATA
from apps.countries.catalogues import read_states, write_states
from apps.treaties.catalogues import read_treaties, write_treaties
from apps.treaties.import_models import ImportedRow, StatusConflict
from apps.treaties.models import ImportBatch, Treaty, TreatyAction, TreatyStatement
from apps.treaties.selectors import gap_figures, treaty_counts, treaty_statuses
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.treaties.real_lists import FOLDER, needs_real_lists

pytestmark = [needs_real_lists, pytest.mark.django_db, pytest.mark.usefixtures("imported")]

TABLES = sorted((FOLDER / "untc_2015").glob("[0-9]*.csv"))
# These two are about amendments, which are no instruments of the record.
AMENDMENTS = [path for path in TABLES if path.stem in ("18-10-a", "18-10-b")]
DAYS = {"18-10": "2014-01-31", "26-8": "2014-07-31"}
STATEMENTS = [FOLDER / "untc_2015" / "declarations_4-1.txt"]
ICRC = FOLDER / "icrc_2020" / "IHL_and_other_related_Treaties_2020-11-09.xls"
OHCHR = FOLDER / "ohchr_2025" / "UnderlyingData_ICESCR_OHCHR.xls"
KAMPALA = FOLDER / "kampala" / "kampala_status_partial_2024-07-08.csv"


@pytest.fixture(scope="module")
def imported(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """All lists, imported once for the tests of the module and then rolled back."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        with acting(SYSTEM):
            write_states(read_states(DATA))
            write_treaties(read_treaties(DATA))
        for path in TABLES:
            if path not in AMENDMENTS:
                day = DAYS.get(path.stem, "2015-03-14")
                call_command("import_treaty_status", path, "--as-of", day, stdout=out)
        for path in STATEMENTS:
            call_command("import_treaty_status", path, "--as-of", "2015-03-14", stdout=out)
        call_command("import_treaty_status", ICRC, stdout=out)
        call_command("import_treaty_status", OHCHR, stdout=out)
        call_command("import_treaty_status", KAMPALA, "--as-of", "2024-07-08", stdout=out)
        yield
        transaction.set_rollback(True)


def test_give_the_three_figures_of_the_report_of_2015() -> None:
    figures = gap_figures(treaty_statuses(as_of=dt.date(2015, 7, 13)))
    assert figures is not None
    assert figures.genocide_convention == 48
    assert figures.additional_protocols == 28
    assert figures.rome_statute == 72


def test_give_the_declarations_of_states_of_the_day_of_their_consent() -> None:
    found = TreatyStatement.objects.filter(treaty__code="GENOCIDE")
    batch = ImportBatch.objects.get(format="untc_statements")
    assert found.count() == batch.counts["statements"] == 27
    made = found.get(country__code="BHR")
    action = TreatyAction.objects.standing().get(
        treaty__code="GENOCIDE", country__code="BHR", kind="accession"
    )
    assert (made.date, made.dated_by, made.articles[:1]) == (action.date, "consent", ["IX"])
    states = treaty_statuses(as_of=dt.date(2015, 3, 14))
    assert states.of(made.treaty, made.country).reserves


def test_match_every_participant() -> None:
    assert not ImportedRow.objects.filter(outcome="unmatched").exists()


def test_count_parties_as_the_lists_do() -> None:
    counts = {
        row.treaty.code: row.parties
        for row in treaty_counts(treaty_statuses(as_of=dt.date(2015, 3, 14)))
    }
    assert {code: counts[code] for code in ("GENOCIDE", "ICCPR", "CEDAW", "REFUGEE_PROTOCOL")} == {
        "GENOCIDE": 146,
        "ICCPR": 168,
        "CEDAW": 188,
        "REFUGEE_PROTOCOL": 146,
    }


def test_again_change_nothing() -> None:
    before = (TreatyAction.objects.count(), ImportBatch.objects.count())
    out = StringIO()
    table = FOLDER / "untc_2015" / "4-1.csv"
    call_command("import_treaty_status", table, ICRC, OHCHR, "--as-of", "2015-03-14", stdout=out)
    assert out.getvalue().count("imported before, nothing changed") == 3
    assert (TreatyAction.objects.count(), ImportBatch.objects.count()) == before


def test_about_instruments_that_are_not_on_record_are_refused() -> None:
    before = TreatyAction.objects.count()
    with pytest.raises(CommandError, match=r"18-10-a\.csv, 18-10-b\.csv"):
        call_command(
            "import_treaty_status", *AMENDMENTS, "--as-of", "2015-03-14", stderr=StringIO()
        )
    assert TreatyAction.objects.count() == before


def test_set_the_ambiguous_rows_of_the_african_union_aside() -> None:
    rows = ImportedRow.objects.filter(table__treaty__code="KAMPALA", outcome="quarantined")
    assert sorted(rows.values_list("code", flat=True)) == [*["ambiguous"] * 4, "no_date"]


def test_disagree_only_where_a_person_must_decide() -> None:
    treaties = set(StatusConflict.objects.values_list("treaty__code", flat=True))
    assert treaties <= set(Treaty.objects.values_list("code", flat=True))
    assert not StatusConflict.objects.exclude(status="open").exists()
