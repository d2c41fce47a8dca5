"""Moving an action on the board or in the calendar: the service decides, and says why not."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.actions.models import Status
from tests.actions.pages import address, stored
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db


def move(client, action, **data):
    data.setdefault("version", stored(action).version)
    return client.post(address("action-move", action), data)


class TestStatus:
    def test_it_goes_where_it_may(self, web, action):
        answer = move(web, action, status="in_review")
        assert answer.status_code == 200
        assert answer.json()["message"] == f"{action.reference}: In review"
        assert stored(action).status == Status.IN_REVIEW
        assert answer.json()["version"] == stored(action).version

    def test_where_it_may_not_is_said(self, web, office):
        done = ActionFactory(office=office, status="done")
        answer = move(web, done, status="in_review")
        assert answer.status_code == 422
        assert answer.json()["problem"] == "“In review” cannot follow “Done”."
        assert stored(done).status == Status.DONE

    def test_a_stale_card_changes_nothing(self, web, action):
        version = stored(action).version
        move(web, action, status="in_progress")
        answer = move(web, action, status="done", version=version)
        assert answer.status_code == 409
        assert "Somebody changed it" in answer.json()["problem"]
        assert stored(action).status == Status.IN_PROGRESS


class TestDate:
    def test_it_moves_to_another_day(self, web, action):
        answer = move(web, action, due_on="2027-03-04")
        assert answer.status_code == 200
        assert stored(action).due_on == dt.date(2027, 3, 4)

    def test_not_before_it_starts(self, web, office):
        action = ActionFactory(
            office=office, start_on=dt.date(2027, 2, 1), due_on=dt.date(2027, 3, 1)
        )
        answer = move(web, action, due_on="2027-01-31")
        assert answer.status_code == 422
        assert "cannot be due before it starts" in answer.json()["problem"]
        assert stored(action).due_on == dt.date(2027, 3, 1)

    @pytest.mark.parametrize(
        "data", [{}, {"due_on": "soon"}, {"status": "lost"}, {"status": "done", "version": "x"}]
    )
    def test_what_makes_no_sense_is_refused(self, web, action, data):
        assert move(web, action, **data).status_code == 422


def test_it_answers_no_get(web, action):
    assert web.get(reverse("action-move", args=[action.reference])).status_code == 405
