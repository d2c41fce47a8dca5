"""What people share about an action, over the API."""

from typing import Any

import pytest

from focalpoint.roles import Role
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import (
    ActionCommentFactory,
    ActionDependencyFactory,
    ActionFactory,
    ActionWatcherFactory,
    ChecklistItemFactory,
    InstitutionFactory,
    person,
)


@pytest.fixture
def action(office: Any) -> Any:
    return ActionFactory(office=office)


BODIES: dict[str, dict[str, Any]] = {
    "comments": {"text": "Shall we ask again?"},
    "checklist": {"text": "Ask the ministry"},
    "watchers": {},
}


@pytest.mark.parametrize("part", BODIES)
class TestParts:
    @pytest.fixture
    def url(self, action: Any, part: str) -> str:
        return f"/actions/{action.pk}/{part}/"

    def test_nobody_adds_without_signing_in(self, anonymous: Api, url: str, part: str) -> None:
        problem(anonymous.post(url, BODIES[part]), 401)

    def test_an_auditor_reads_and_adds_nothing(self, auditor: Api, url: str, part: str) -> None:
        problem(auditor.post(url, BODIES[part]), 403)
        assert auditor.get(url).status_code == 200

    def test_another_state_finds_nothing(self, foreigner: Api, url: str, part: str) -> None:
        problem(foreigner.post(url, BODIES[part]), 404)
        problem(foreigner.get(url), 404)

    def test_what_is_added_stands_at_its_location(self, official: Api, url: str, part: str) -> None:
        response = official.post(url, {**BODIES[part], "reason": "Asked for"})
        assert response.status_code == 201, response.json()
        row = response.json()
        assert official.get(response.headers["Location"]).json() == row
        assert official.get(url).json()["results"] == [row]


class TestComments:
    def test_it_names_whom_it_calls(self, official: Api, action: Any, office: Any) -> None:
        from_ministry = person(Role.MINISTRY_OFFICER, office, name="Badu Osei")
        body = {"text": "@badu please look"}
        row = official.post(f"/actions/{action.pk}/comments/", body).json()
        assert row["mentions"] == [str(from_ministry.pk)]
        assert row["text"] == "@Badu Osei please look"

    def test_a_name_that_nobody_has_is_a_fault_of_the_text(
        self, official: Api, action: Any
    ) -> None:
        response = official.post(f"/actions/{action.pk}/comments/", {"text": "@nobody look"})
        assert pointers(response) == {"#/text"}

    def test_only_the_author_corrects_it(
        self, official: Api, focal_point: Api, action: Any, official_user: Any
    ) -> None:
        comment = ActionCommentFactory(action=action, author=official_user)
        url = f"/actions/{action.pk}/comments/{comment.pk}/"
        problem(focal_point.patch(url, {"text": "Theirs"}, if_match='"1"'), 403)
        row = official.patch(url, {"text": "Mine"}, if_match='"1"').json()
        assert (row["text"], row["version"]) == ("Mine", 2)
        assert row["edited_at"]
        problem(official.patch(url, {"text": "Late"}, if_match='"1"'), 412)


class TestChecklist:
    def test_one_change_ticks_renames_and_moves(self, official: Api, action: Any) -> None:
        first, second = (ChecklistItemFactory(action=action, position=n) for n in (1, 2))
        url = f"/actions/{action.pk}/checklist/"
        body = {"text": "New words", "done": True, "position": 2}
        row = official.patch(f"{url}{first.pk}/", body, if_match='"1"').json()
        assert (row["text"], row["done"], row["position"]) == ("New words", True, 2)
        assert row["done_by"] == str(official.user.pk if official.user else None)
        listed = official.get(url).json()["results"]
        assert [entry["id"] for entry in listed] == [str(second.pk), str(first.pk)]

    def test_an_item_is_removed_in_the_version_that_was_read(
        self, official: Api, action: Any
    ) -> None:
        item = ChecklistItemFactory(action=action, position=1)
        url = f"/actions/{action.pk}/checklist/{item.pk}/"
        problem(official.delete(url), 428)
        assert official.delete(url, if_match='"1"').status_code == 204
        problem(official.get(url), 404)


class TestDependencies:
    @pytest.fixture
    def url(self, action: Any) -> str:
        return f"/actions/{action.pk}/dependencies/"

    def test_a_blocker_is_named_and_taken_away(self, official: Api, url: str, office: Any) -> None:
        blocker = ActionFactory(office=office)
        row = official.post(url, {"blocked_by": str(blocker.pk)}).json()
        assert row["blocked_by"] == str(blocker.pk)
        assert official.delete(f"{url}{row['id']}/", if_match='"1"').status_code == 204
        assert official.get(url).json()["results"] == []

    def test_a_blocker_out_of_sight_does_not_exist(
        self, official: Api, url: str, office: Any
    ) -> None:
        ministry = InstitutionFactory(country=office.country)
        hidden = ActionFactory(office=ministry, visibility="office")
        for blocker in (hidden, ActionFactory()):
            assert pointers(official.post(url, {"blocked_by": str(blocker.pk)})) == {"#/blocked_by"}

    def test_a_circle_is_a_fault_of_the_blocker(self, official: Api, url: str, action: Any) -> None:
        waiting = ActionDependencyFactory(blocked_by=action, action__office=action.office)
        response = official.post(url, {"blocked_by": str(waiting.action.pk)})
        assert pointers(response) == {"#/blocked_by"}

    def test_an_auditor_names_none(self, auditor: Api, url: str, office: Any) -> None:
        problem(auditor.post(url, {"blocked_by": str(ActionFactory(office=office).pk)}), 403)


class TestWatchers:
    def test_a_stranger_cannot_be_made_to_watch(self, official: Api, action: Any) -> None:
        abroad = person(Role.OFFICIAL)
        body = {"user": str(abroad.pk)}
        problem(official.post(f"/actions/{action.pk}/watchers/", body), 400)

    def test_one_stops_watching(self, official: Api, action: Any, official_user: Any) -> None:
        watcher = ActionWatcherFactory(action=action, user=official_user)
        url = f"/actions/{action.pk}/watchers/{watcher.pk}/"
        assert official.delete(url, if_match='"1"').status_code == 204
