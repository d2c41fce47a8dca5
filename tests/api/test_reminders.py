"""One's own reminders, and oneself, over the API."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from apps.reminders.models import ReminderState
from tests.api.client import Api
from tests.api.contract import problem
from tests.factories import ActionFactory, NoticeFactory, ReminderFactory

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


class TestInbox:
    @pytest.fixture
    def reminder(self, office: Any, official_user: Any) -> Any:
        return ReminderFactory(
            action=ActionFactory(office=office, title="Table the bill", due_on="2026-12-01"),
            recipient=official_user,
            state=ReminderState.SENT,
        )

    @pytest.fixture
    def notice(self, office: Any, official_user: Any) -> Any:
        action = ActionFactory(office=office, title="Call the embassy")
        return NoticeFactory(action=action, recipient=official_user)

    def mark(self, api: Api, verb: str, *items: str, **more: Any) -> Any:
        return api.post("/inbox/mark/", {"verb": verb, "items": list(items), **more})

    def test_nobody_has_one_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get("/inbox/"), 401)
        problem(anonymous.post("/inbox/mark/"), 401)

    def test_it_is_ones_own_alone(self, focal_point: Api, notice: Any, reminder: Any) -> None:
        assert focal_point.get("/inbox/").json() == {"next": None, "unread": 0, "results": []}
        for verb in ("away", "done", "back"):
            problem(self.mark(focal_point, verb, f"notice:{notice.pk}"), 403)

    def test_it_lists_both_and_pages(self, official: Api, notice: Any, reminder: Any) -> None:
        whole = official.get("/inbox/").json()
        assert whole["unread"] == 2
        assert {row["title"] for row in whole["results"]} == {"Table the bill", "Call the embassy"}
        first = official.get("/inbox/", {"page_size": 1}).json()
        second = official.get("/inbox/", {"page_size": 1, "cursor": first["next"]}).json()
        assert first["results"] + second["results"] == whole["results"]
        assert second["next"] is None
        problem(official.get("/inbox/", {"cursor": "nonsense"}), 400)

    def test_items_are_marked(self, official: Api, notice: Any, reminder: Any) -> None:
        keys = (f"notice:{notice.pk}", f"reminder:{reminder.pk}")
        assert self.mark(official, "read", *keys).json() == {"unread": 0}
        assert self.mark(official, "unread", *keys).json() == {"unread": 2}
        assert self.mark(official, "away", keys[0]).json() == {"unread": 1}
        assert self.mark(official, "done", keys[1]).json() == {"unread": 0}
        done = official.get("/inbox/", {"box": "done"}).json()["results"]
        assert {row["title"] for row in done} == {"Table the bill", "Call the embassy"}

    def test_a_snooze_needs_a_day(self, official: Api, notice: Any) -> None:
        key = f"notice:{notice.pk}"
        problem(self.mark(official, "snooze", key), 400)
        day = (timezone.now() + dt.timedelta(days=2)).date().isoformat()
        assert self.mark(official, "snooze", key, until=day).json() == {"unread": 0}
        (row,) = official.get("/inbox/", {"box": "snoozed"}).json()["results"]
        assert row["snoozed_until"] == day

    def test_it_is_all_or_nothing(self, official: Api, notice: Any) -> None:
        other = NoticeFactory()
        problem(self.mark(official, "away", f"notice:{notice.pk}", f"notice:{other.pk}"), 403)
        assert len(official.get("/inbox/").json()["results"]) == 1
