"""Step (e): a review counts until the State's next turn, and a regional one is another question."""

import datetime as dt
from typing import Any

import pytest

from apps.engagement.models import UprCycle, UprSession, UprSlot
from apps.recommendations.record.catalogue import CHECKS
from apps.recommendations.record.checks import Answer
from apps.recommendations.record.facts import Facts
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from tests.factories import ParticipationFactory

pytestmark = pytest.mark.django_db

BY_CODE = {check.code: check for check in CHECKS}


def says(code: str, office: Any, actor: Actor, on: dt.date) -> Answer:
    with acting(actor):
        return BY_CODE[code].judge(Facts(office.country, actor, on)).answer


def test_a_cycle_that_took_longer_is_no_review_missed(office: Any, focal_point: Actor) -> None:
    with acting(SYSTEM):
        cycle = UprCycle.objects.create(number=3, first_session=27, last_session=40)
        for number, day in ((37, dt.date(2021, 1, 18)), (51, dt.date(2026, 1, 19))):
            session = UprSession.objects.create(
                number=number, cycle=cycle, starts_on=day, ends_on=day + dt.timedelta(days=13)
            )
            UprSlot.objects.create(session=session, country=office.country)
    ParticipationFactory(office=office, kind="upr", starts_on=dt.date(2021, 1, 25))
    assert says("E1", office, focal_point, dt.date(2025, 12, 1)) == Answer.SHOWN
    # While the next one sits, nobody has missed it yet.
    assert says("E1", office, focal_point, dt.date(2026, 1, 20)) == Answer.SHOWN
    assert says("E1", office, focal_point, dt.date(2026, 3, 1)) == Answer.NOT_SHOWN


@pytest.fixture
def slot(office: Any) -> Any:
    """Puts the State on a session of the calendar."""
    with acting(SYSTEM):
        cycle = UprCycle.objects.create(number=4, first_session=41, last_session=54)

    def put(number: int, day: dt.date) -> UprSlot:
        with acting(SYSTEM):
            session = UprSession.objects.create(
                number=number, cycle=cycle, starts_on=day, ends_on=day + dt.timedelta(days=11)
            )
            return UprSlot.objects.create(session=session, country=office.country)

    return put


def test_a_turn_that_is_still_to_come_is_not_missed(
    office: Any, focal_point: Actor, slot: Any
) -> None:
    ParticipationFactory(office=office, kind="upr", starts_on=dt.date(2021, 11, 8))
    assert says("E1", office, focal_point, dt.date(2026, 11, 13)) == Answer.NOT_SHOWN
    coming = slot(53, dt.date(2026, 11, 2))
    # Of the calendar's sessions the State was in none before; this one sits until the 13th.
    assert says("E1", office, focal_point, dt.date(2026, 11, 13)) == Answer.SHOWN
    assert says("E1", office, focal_point, dt.date(2026, 11, 14)) == Answer.NOT_SHOWN
    with acting(SYSTEM):
        coming.is_active = False
        coming.save()
    assert says("E1", office, focal_point, dt.date(2026, 11, 13)) == Answer.NOT_SHOWN


def test_a_review_two_cycles_before_the_coming_one_is_too_old(
    office: Any, focal_point: Actor, slot: Any
) -> None:
    slot(53, dt.date(2026, 11, 2))
    ParticipationFactory(office=office, kind="upr", starts_on=dt.date(2016, 11, 7))
    assert says("E1", office, focal_point, dt.date(2026, 6, 1)) == Answer.NOT_SHOWN
    # A review that was put off by years is the one before all the same.
    ParticipationFactory(office=office, kind="upr", starts_on=dt.date(2017, 11, 15))
    assert says("E1", office, focal_point, dt.date(2026, 6, 1)) == Answer.SHOWN


def test_a_calendar_without_a_newer_turn_does_not_carry_for_ever(
    office: Any, focal_point: Actor, slot: Any
) -> None:
    slot(41, dt.date(2022, 11, 7))
    ParticipationFactory(office=office, kind="upr", starts_on=dt.date(2022, 11, 10))
    assert says("E1", office, focal_point, dt.date(2028, 5, 10)) == Answer.SHOWN
    assert says("E1", office, focal_point, dt.date(2028, 5, 11)) == Answer.NOT_SHOWN
    slot(55, dt.date(2028, 9, 4))
    assert says("E1", office, focal_point, dt.date(2028, 9, 1)) == Answer.SHOWN


def test_a_regional_review_is_another_one(office: Any, focal_point: Actor) -> None:
    day = dt.date(2026, 6, 1)
    assert says("E5", office, focal_point, day) == Answer.UNKNOWN
    ParticipationFactory(office=office, kind="regional_review", starts_on=dt.date(2021, 10, 1))
    assert says("E5", office, focal_point, day) == Answer.SHOWN
    assert says("E5", office, focal_point, day + dt.timedelta(days=1)) == Answer.NOT_SHOWN
    assert says("E1", office, focal_point, day) == Answer.NOT_SHOWN
