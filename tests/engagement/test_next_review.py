"""The next Universal Periodic Review of a State."""

import datetime as dt
from typing import Any

import pytest

from apps.countries.models import Country
from apps.engagement.models import UprCycle, UprSession, UprSlot
from apps.engagement.selectors import NextReview, next_review
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import CountryFactory, MemberStateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def state() -> Country:
    return MemberStateFactory()


def slot(state: Country, number: int, start: str, **facts: Any) -> UprSlot:
    first = dt.date.fromisoformat(start)
    with acting(SYSTEM):
        cycle, _ = UprCycle.objects.get_or_create(
            number=4, defaults={"first_session": 41, "last_session": 54}
        )
        session, _ = UprSession.objects.get_or_create(
            number=number,
            defaults={
                "cycle": cycle,
                "starts_on": first,
                "ends_on": first + dt.timedelta(days=11),
                "facts": facts,
            },
        )
        return UprSlot.objects.create(session=session, country=state)


def review(state: Country, today: str) -> NextReview:
    found = next_review(state, dt.date.fromisoformat(today))
    assert found is not None
    return found


class TestTheNextReview:
    def test_is_the_coming_slot_until_its_session_ends(self, state: Country) -> None:
        slot(state, 42, "2023-01-23")
        assert review(state, "2023-02-03").number == 42
        assert not review(state, "2023-02-03").is_estimate

    def test_is_then_estimated_fourteen_sessions_on(self, state: Country) -> None:
        last = slot(state, 42, "2023-01-23")
        found = review(state, "2023-02-04")
        assert (found.number, found.is_estimate, found.last) == (56, True, last)
        assert found.deadlines == ()

    def test_keeps_its_place_after_a_review_was_put_off(self, state: Country) -> None:
        slot(state, 50, "2025-11-03")
        slot(state, 53, "2026-11-02")
        assert review(state, "2026-01-01").number == 53
        assert review(state, "2026-12-01").number == 64

    def test_leaves_retired_slots_out(self, state: Country) -> None:
        moved = slot(state, 53, "2026-11-02")
        with acting(SYSTEM):
            UprSlot.objects.filter(pk=moved.pk).update(is_active=False)
        slot(state, 54, "2027-01-18")
        assert review(state, "2026-01-01").number == 54

    def test_is_unknown_for_a_state_without_a_slot(self, state: Country) -> None:
        assert next_review(state, dt.date(2026, 1, 1)) is None

    def test_is_never_estimated_for_a_training_state(self) -> None:
        training = CountryFactory()
        slot(training, 42, "2023-01-23")
        assert next_review(training, dt.date(2026, 1, 1)) is None


class TestDeadlines:
    def test_follow_the_rule(self, state: Country) -> None:
        slot(state, 51, "2026-01-19")
        stakeholders, report = review(state, "2025-01-01").deadlines
        assert (stakeholders.due_on, stakeholders.latest) == (
            dt.date(2025, 6, 16),
            dt.date(2025, 7, 14),
        )
        assert (report.due_on, report.latest) == (dt.date(2025, 10, 6), dt.date(2025, 10, 27))
        assert not report.is_observed

    def test_are_those_that_were_published(self, state: Country) -> None:
        dates = {"national_report": "2022-10-10", "addendum": ["2023-04-03", "2023-06-05"]}
        slot(state, 42, "2023-01-23", observed_deadlines=dates)
        found = {deadline.key: deadline for deadline in review(state, "2022-01-01").deadlines}
        assert found["national_report"].due_on == dt.date(2022, 10, 10)
        assert found["national_report"].is_observed
        assert found["addendum"].due_on == dt.date(2023, 4, 3)
        assert not found["stakeholders"].is_observed
