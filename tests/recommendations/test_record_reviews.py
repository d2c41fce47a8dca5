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


def test_a_regional_review_is_another_one(office: Any, focal_point: Actor) -> None:
    day = dt.date(2026, 6, 1)
    assert says("E5", office, focal_point, day) == Answer.UNKNOWN
    ParticipationFactory(office=office, kind="regional_review", starts_on=dt.date(2021, 10, 1))
    assert says("E5", office, focal_point, day) == Answer.SHOWN
    assert says("E5", office, focal_point, day + dt.timedelta(days=1)) == Answer.NOT_SHOWN
    assert says("E1", office, focal_point, day) == Answer.NOT_SHOWN
