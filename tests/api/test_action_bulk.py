"""Changes of many actions at once over the API: each on its own merits, one reason, a way back."""

import datetime as dt
from typing import Any

import pytest

from apps.actions.models import Action, ActionLink
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import ActionFactory, BulkChangeFactory, ItemFactory, TreatyFactory

pytestmark = pytest.mark.django_db
PATH = "/actions/bulk/"
DUE = dt.date(2027, 3, 31)


@pytest.fixture
def three(office: Any) -> list[Any]:
    return [ActionFactory(office=office, due_on=DUE) for _number in range(3)]


def stored(action: Any) -> Any:
    with acting(SYSTEM):
        return Action.objects.get(pk=action.pk)


def picked(*actions: Any) -> list[dict[str, Any]]:
    return [{"id": str(action.pk), "version": stored(action).version} for action in actions]


def items_of(api: Api, change: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"{PATH}{change['id']}/items/", query).json()["results"]
    return found


class TestChange:
    def test_all_change_with_one_reason(self, official: Api, three: list[Any]) -> None:
        body = {"kind": "reschedule", "days": 7, "actions": picked(*three), "reason": "Put off"}
        response = official.post(PATH, body)
        assert response.status_code == 201, response.json()
        row = response.json()
        assert (row["stage"], row["total"], row["changed"]) == ("done", 3, 3)
        assert official.get(response.headers["Location"]).json() == row
        for action in three:
            assert stored(action).due_on == dt.date(2027, 4, 7)
            with acting(SYSTEM):
                assert history_of(stored(action))[0].reason == "Put off"

    def test_the_reason_may_come_as_a_header(self, official: Api, three: list[Any]) -> None:
        body = {"kind": "archive", "actions": picked(three[0])}
        row = official.post(PATH, body, x_change_reason="A%20duplicate").json()
        assert row["reason"] == "A duplicate"

    def test_what_filters_find_is_changed(
        self, official: Api, three: list[Any], office: Any
    ) -> None:
        ActionFactory(office=office)
        body = {"kind": "priority", "priority": 4, "query": "dates=due"}
        row = official.post(PATH, body).json()
        assert (row["changed"], row["total"]) == (3, 3)
        assert {stored(action).priority for action in three} == {4}

    @pytest.mark.parametrize("name", ["item", "treaty"])
    def test_all_are_linked(self, official: Api, three: list[Any], name: str) -> None:
        target: Any = {"item": ItemFactory, "treaty": TreatyFactory}[name]()
        key = str(target.pk) if name == "item" else target.code
        official.post(PATH, {"kind": "link", name: key, "actions": picked(*three)})
        with acting(SYSTEM):
            assert ActionLink.objects.filter(**{name: target}).count() == 3

    def test_nobody_is_an_assignee_too(
        self, official: Api, official_user: Any, office: Any
    ) -> None:
        action = ActionFactory(office=office, assignee=official_user)
        body = {"kind": "assign", "assignee": None, "actions": picked(action)}
        assert official.post(PATH, body).json()["changed"] == 1
        assert stored(action).assignee_id is None

    def test_what_cannot_change_is_named_and_the_rest_changes(
        self, official: Api, three: list[Any]
    ) -> None:
        stale = [{**picked(three[0])[0], "version": 7}, *picked(*three[1:])]
        row = official.post(PATH, {"kind": "archive", "actions": stale}).json()
        assert (row["changed"], row["refused"]) == (2, 1)
        (refused,) = items_of(official, row, outcome="refused")
        assert (refused["action"], bool(refused["problem"])) == (str(three[0].pk), True)
        assert stored(three[0]).archived_at is None

    def test_all_or_nothing_is_nothing(self, official: Api, three: list[Any]) -> None:
        stale = [{**picked(three[0])[0], "version": 7}, *picked(*three[1:])]
        body = {"kind": "archive", "actions": stale, "all_or_nothing": True}
        row = official.post(PATH, body).json()
        assert (row["stage"], row["changed"]) == ("refused", 0)
        assert not any(stored(action).archived_at for action in three)

    def test_many_are_left_to_a_worker(
        self, official: Api, three: list[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        monkeypatch.setattr("apps.actions.bulk_work.BATCH", 2)
        name = "apps.actions.bulk_work.start_on_commit"
        monkeypatch.setattr(name, lambda _task, pk: asked.append(pk))
        row = official.post(PATH, {"kind": "archive", "actions": picked(*three)}).json()
        assert (row["stage"], row["waiting"], asked) == ("waiting", 3, [row["id"]])


class TestUndo:
    def test_each_action_is_what_it_was(self, official: Api, three: list[Any]) -> None:
        body = {"kind": "status", "status": "done", "actions": picked(*three)}
        row = official.post(PATH, body).json()
        assert {stored(action).status for action in three} == {"done"}
        undone = official.post(f"{PATH}{row['id']}/undo/").json()
        assert (undone["stage"], undone["undone"]) == ("undone", 3)
        assert {stored(action).status for action in three} == {"open"}

    def test_what_somebody_changed_since_stays(self, official: Api, three: list[Any]) -> None:
        row = official.post(PATH, {"kind": "archive", "actions": picked(*three)}).json()
        url = f"/actions/{three[0].pk}/"
        etag = official.get(url).headers["ETag"]
        assert official.patch(url, {"priority": 4}, if_match=etag).status_code == 200
        undone = official.post(f"{PATH}{row['id']}/undo/").json()
        assert (undone["undone"], undone["kept"]) == (2, 1)

    def test_it_cannot_be_undone_twice(self, official: Api, three: list[Any]) -> None:
        row = official.post(PATH, {"kind": "archive", "actions": picked(*three)}).json()
        url = f"{PATH}{row['id']}/undo/"
        assert official.post(url).status_code == 200
        problem(official.post(url), 400)


class TestAccess:
    def test_who_writes_nothing_changes_nothing(
        self, auditor: Api, coordinator: Api, three: list[Any]
    ) -> None:
        for api in (auditor, coordinator):
            problem(api.post(PATH, {"kind": "archive", "actions": picked(*three)}), 403)

    def test_another_states_actions_are_refused_one_by_one(
        self, foreigner: Api, office: Any
    ) -> None:
        action = ActionFactory(office=office, visibility=Visibility.NETWORK)
        row = foreigner.post(PATH, {"kind": "archive", "actions": picked(action)}).json()
        assert (row["changed"], row["refused"]) == (0, 1)
        assert stored(action).archived_at is None

    def test_a_colleagues_change_is_not_ones_own(self, official: Api, office: Any) -> None:
        change = BulkChangeFactory(office=office)
        problem(official.get(f"{PATH}{change.pk}/"), 404)
        problem(official.get(f"{PATH}{change.pk}/items/"), 404)
        problem(official.post(f"{PATH}{change.pk}/undo/"), 404)
        assert official.get(PATH).json()["results"] == []


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "named"),
        [
            ({}, {"#/kind"}),
            ({"kind": "archive"}, {"#/actions"}),
            ({"kind": "archive", "query": "due=overdue", "actions": "picked"}, {"#/actions"}),
            ({"kind": "archive", "actions": []}, {"#/actions"}),
            ({"kind": "archive", "actions": "picked", "days": 3}, {"#/days"}),
            ({"kind": "reschedule", "actions": "picked"}, {"#/due_on", "#/days"}),
            ({"kind": "status", "status": "lost", "actions": "picked"}, {"#/status"}),
            ({"kind": "link", "treaty": "NONE", "actions": "picked"}, {"#/treaty"}),
            ({"kind": "archive", "query": "due=someday"}, {"#"}),
            ({"kind": "archive", "query": "q=nothing+of+this+name"}, {"#"}),
            ({"kind": "archive", "actions": "picked", "colour": "red"}, {"#/colour"}),
            ({"kind": "archive", "actions": [{"id": "x", "version": 1}]}, {"#/actions/0/id"}),
        ],
    )
    def test_what_makes_no_sense_is_named(
        self, official: Api, three: list[Any], body: dict[str, Any], named: set[str]
    ) -> None:
        if body.get("actions") == "picked":
            body = {**body, "actions": picked(*three)}
        assert pointers(official.post(PATH, body)) == named
        assert not any(stored(action).archived_at for action in three)
