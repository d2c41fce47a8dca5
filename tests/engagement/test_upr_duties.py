"""What the Universal Periodic Review asks of a State, as dates like any others."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from apps.catalogue.services import load_catalogues
from apps.countries.models import Country
from apps.engagement.duties import session_dates
from apps.engagement.models import UprSession, UprSlot
from apps.treaties.obligations.choices import DateSource, DueKind, Origin, Standing
from apps.treaties.obligations.derivation import derive_obligations
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.engagement.test_next_review import slot
from tests.factories import MemberStateFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def state() -> Country:
    return MemberStateFactory()


def derived(state: Country, today: str) -> dict[str, Occurrence]:
    """The dates of a State's review by their kind."""
    derive_obligations(today=day(today), countries=[state])
    with acting(SYSTEM):
        rows = Occurrence.objects.filter(country=state).order_by("due_on")
        return {row.kind: row for row in rows}


class TestASession:
    def test_gives_all_that_lies_ahead(self, state: Country) -> None:
        slot(state, 54, "2027-01-18")
        dates = derived(state, "2026-04-01")
        assert {kind: row.due_on for kind, row in dates.items()} == {
            DueKind.STAKEHOLDERS: day("2026-06-15"),
            DueKind.NATIONAL_REPORT: day("2026-10-05"),
            DueKind.REVIEW: day("2027-01-18"),
            DueKind.ADOPTION: day("2027-06-01"),
        }

    def test_the_rule_gives_a_span_and_the_first_day_counts(self, state: Country) -> None:
        slot(state, 54, "2027-01-18")
        report = derived(state, "2026-04-01")[DueKind.NATIONAL_REPORT]
        assert (report.due_on, report.latest_on) == (day("2026-10-05"), day("2026-10-26"))
        assert (report.rule, report.rule_number) == ("before_session", 15)
        assert not report.is_confirmed

    def test_a_published_date_counts_instead_and_the_rule_stays_on_record(
        self, state: Country
    ) -> None:
        facts = {"observed_deadlines": {"national_report": "2026-10-12"}}
        slot(state, 54, "2027-01-18", **facts)
        report = derived(state, "2026-04-01")[DueKind.NATIONAL_REPORT]
        assert (report.due_on, report.original_due_on) == (day("2026-10-12"), day("2026-10-05"))
        assert report.override_source == DateSource.PUBLISHED

    def test_one_that_is_published_later_moves_what_nobody_confirmed(self, state: Country) -> None:
        place = slot(state, 54, "2027-01-18")
        first = derived(state, "2026-04-01")[DueKind.NATIONAL_REPORT]
        with acting(SYSTEM, reason="test"):
            UprSession.objects.filter(pk=place.session_id).update(
                facts={"observed_deadlines": {"national_report": "2026-10-12"}}
            )
        later = derived(state, "2026-04-01")[DueKind.NATIONAL_REPORT]
        assert (later.pk, later.due_on) == (first.pk, day("2026-10-12"))

    def test_mid_term_and_adoption_are_estimates_to_the_month(self, state: Country) -> None:
        slot(state, 47, "2024-11-04")
        dates = derived(state, "2026-11-22")
        mid_term = dates[DueKind.MID_TERM]
        assert (mid_term.due_on, mid_term.precision) == (day("2027-02-01"), "month")
        assert mid_term.confidence == "low"
        assert set(dates) == {DueKind.MID_TERM}

    def test_a_review_that_was_put_off_counts_once(self, state: Country) -> None:
        slot(state, 50, "2025-11-03")
        slot(state, 53, "2026-11-02")
        dates = derived(state, "2026-11-22")
        assert dates[DueKind.ADOPTION].due_on == day("2027-03-01")
        assert dates[DueKind.ADOPTION].origin == Origin.COMPUTED

    def test_the_review_itself_passes_and_is_never_overdue(self, state: Country) -> None:
        slot(state, 54, "2027-01-18")
        review = derived(state, "2026-12-01")[DueKind.REVIEW]
        assert review.standing_on(day("2027-02-01")) == Standing.PASSED

    def test_without_dates_asks_nothing_yet(self, state: Country) -> None:
        place = slot(state, 60, "2029-01-18")
        place.session.starts_on = None
        assert list(session_dates(place)) == []

    def test_twice_changes_nothing(self, state: Country) -> None:
        slot(state, 54, "2027-01-18")
        derived(state, "2026-04-01")
        again = derive_obligations(today=day("2026-04-01"), countries=[state])
        assert again == {"duties": 0, "new": 0, "changed": 0, "lapsed": 0}


@pytest.fixture(scope="class")
def _catalogue(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The project's own files, and what follows from them for all States."""
    with django_db_blocker.unblock(), transaction.atomic():
        with acting(SYSTEM, reason="test set-up"):
            load_catalogues()
        derive_obligations(today=TODAY)
        yield
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.usefixtures("_catalogue")
class TestTheProjectsOwnRecord:
    def test_every_member_state_has_a_place_in_the_fourth_cycle(self) -> None:
        placed = UprSlot.objects.filter(session__cycle__number=4, is_active=True)
        members = Country.objects.member_states()
        assert members.count() == 193
        assert not members.exclude(pk__in=placed.values("country"))

    def test_and_a_duty_to_the_review(self) -> None:
        with acting(SYSTEM):
            duties = ReportingObligation.objects.filter(kind="upr")
            assert duties.filter(country__kind="member").count() == 193

    def test_no_date_of_a_real_state_is_overdue_or_confirmed(self) -> None:
        with acting(SYSTEM):
            rows = Occurrence.objects.filter(country__kind="member")
            assert rows.count() > 1000
            assert not rows.standing(Standing.OVERDUE, TODAY)
            assert not rows.filter(confirmed_at__isnull=False)
            assert not rows.filter(due_on__lt=TODAY)

    def test_every_computed_date_says_rule_source_and_confidence(self) -> None:
        with acting(SYSTEM):
            rows: Any = Occurrence.objects.all()
            assert not rows.filter(source="")
            assert not rows.filter(confidence="")
            assert not rows.filter(rule="", origin=Origin.COMPUTED)

    def test_a_second_run_changes_nothing(self) -> None:
        again = derive_obligations(today=TODAY)
        assert again == {"duties": 0, "new": 0, "changed": 0, "lapsed": 0}
