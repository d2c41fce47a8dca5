"""One's own reminders, and oneself, over the API."""

from typing import Any

import pytest

from apps.reminders.models import ReminderState
from tests.api.client import Api
from tests.api.contract import problem
from tests.factories import ActionFactory, ReminderFactory

pytestmark = pytest.mark.django_db


class TestReminders:
    @pytest.fixture
    def reminder(self, office: Any, official_user: Any) -> Any:
        return ReminderFactory(
            action=ActionFactory(office=office, title="Table the bill"),
            recipient=official_user,
            state=ReminderState.SENT,
        )

    def test_nobody_reads_them_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get("/reminders/"), 401)

    def test_nobody_reads_those_of_somebody_else(
        self, focal_point: Api, secretariat: Api, foreigner: Api, reminder: Any
    ) -> None:
        for other in (focal_point, secretariat, foreigner):
            assert other.get("/reminders/").json()["results"] == []
            problem(other.get(f"/reminders/{reminder.pk}/"), 404)
            problem(other.post(f"/reminders/{reminder.pk}/read/"), 404)

    def test_each_says_which_state_when_and_how_far_away(
        self, official: Api, reminder: Any
    ) -> None:
        (row,) = official.get("/reminders/").json()["results"]
        assert row["object_id"] == str(reminder.object_id)
        assert (row["due_on"], row["offset_days"]) == ("2026-12-01", -7)
        assert row["is_training"] is True
        assert official.get(f"/reminders/{reminder.pk}/").json() == row

    def test_they_are_filtered_by_what_became_of_them(self, official: Api, reminder: Any) -> None:
        assert official.get("/reminders/", {"state": "pending"}).json()["results"] == []
        assert len(official.get("/reminders/", {"state": "sent"}).json()["results"]) == 1

    def test_reading_one_twice_is_harmless(self, official: Api, reminder: Any) -> None:
        assert official.get("/reminders/", {"unread": "true"}).json()["results"]
        path = f"/reminders/{reminder.pk}/read/"
        first, second = (official.post(path).json()["read_at"] for _ in range(2))
        assert first
        assert first == second
        assert official.get("/reminders/", {"unread": "true"}).json()["results"] == []


class TestMe:
    def test_nobody_is_anybody_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get("/me/"), 401)

    def test_it_says_who_and_in_which_roles(self, official: Api, office: Any) -> None:
        me = official.get("/me/").json()
        assert official.user is not None
        assert me["email"] == official.user.email
        assert me["country"] == office.country.code
        (membership,) = me["memberships"]
        assert membership["role"] == "official"
        assert membership["institution"] == str(office.pk)
        assert membership["is_training"] is True
        assert me["token"]["name"] == "test"

    def test_people_of_the_network_have_no_home(self, coordinator: Api) -> None:
        me = coordinator.get("/me/").json()
        assert (me["country"], me["memberships"][0]["country"]) == (None, None)
