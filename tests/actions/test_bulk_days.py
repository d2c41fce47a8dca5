"""A bulk change moves no action out of the calendar."""

import datetime as dt

import pytest

from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.actions.pages import stored
from tests.actions.test_bulk import change
from tests.actions.test_bulk import three as three

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("due", "days"), [("0001-01-05", -10), ("9999-12-30", 10)])
def test_nothing_is_moved_beyond_the_calendar(official, three, due, days):
    odd = three[0]
    with acting(SYSTEM, reason="test"):
        Action.objects.filter(pk=odd.pk).update(due_on=due)
    change(official, "reschedule", {"days": days}, *three)
    assert stored(odd).due_on.isoformat() == due
    assert stored(three[1]).due_on == three[1].due_on + dt.timedelta(days=days)
