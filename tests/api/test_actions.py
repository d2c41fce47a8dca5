"""Follow-up actions over the API."""

from typing import Any

import pytest

from apps.actions.models import Action, Status
from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import (
    CreateContract,
    HistoryContract,
    UpdateContract,
    pointers,
    problem,
)
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionUpdateFactory,
    InstitutionFactory,
    ItemFactory,
    TreatyFactory,
    UserFactory,
)


class TestActions(CreateContract, UpdateContract, HistoryContract):
    path = "/actions/"
    factory = ActionFactory
    body = {"title": "Table the bill", "due_on": "2027-03-01", "priority": 3}
    change = {"title": "Table the amended bill", "due_on": "2027-04-01"}

    def test_a_new_action_takes_the_next_reference_of_its_state(
        self, official: Api, office: Any
    ) -> None:
        numbers = [official.post(self.path, self.body).json()["reference"] for _ in range(2)]
        assert [number[-4:] for number in numbers] == ["0001", "0002"]
        assert all(number.startswith(office.country.code) for number in numbers)

    def test_a_new_action_may_be_linked_at_once(self, official: Api) -> None:
        step, treaty = ItemFactory(), TreatyFactory()
        body = {**self.body, "items": [str(step.pk)], "treaties": [treaty.code]}
        row = official.post(self.path, body).json()
        links = official.get(f"{self.path}{row['id']}/links/").json()["results"]
        assert {(link["item"], link["treaty"]) for link in links} == {
            (str(step.pk), None),
            (None, treaty.code),
        }

    def test_a_link_to_an_institution_out_of_sight_is_refused(
        self, official: Api, foreign_office: Any
    ) -> None:
        """Its name is in the network's directory; a foreign action still may not lean on it."""
        body = {**self.body, "lead_institution": str(foreign_office.pk)}
        assert official.post(self.path, body).status_code in (400, 403)
        assert not Action.objects.exists()

    @pytest.mark.parametrize("day", ["0202-05-01", "1926-05-01", "2201-01-01", "9999-12-31"])
    def test_a_due_date_far_from_today_is_refused(
        self, official: Api, office: Any, day: str
    ) -> None:
        """Not telling of it would be as bad as telling of it every week."""
        assert pointers(official.post(self.path, {**self.body, "due_on": day})) == {"#/due_on"}
        url = self.url(self.make(office))
        assert pointers(official.patch(url, {"due_on": day}, if_match='"1"')) == {"#/due_on"}

    def test_nobody_assigns_a_stranger(self, official: Api) -> None:
        body = {**self.body, "assignee": str(UserFactory().pk)}
        assert pointers(official.post(self.path, body)) == {"#/assignee"}

    def test_it_is_not_due_before_it_starts(self, official: Api) -> None:
        body = {**self.body, "start_on": "2027-03-02"}
        problem(official.post(self.path, body), 400)

    @pytest.mark.parametrize("due_on", ["tomorrow", "2027-02-30", 7, {}])
    def test_a_date_that_is_none_is_named(self, official: Api, due_on: Any) -> None:
        assert pointers(official.post(self.path, {**self.body, "due_on": due_on})) == {"#/due_on"}

    def test_what_another_state_shares_is_read_but_not_changed(
        self, foreigner: Api, office: Any
    ) -> None:
        shared = self.make(office, visibility=Visibility.NETWORK)
        assert foreigner.get(self.url(shared)).status_code == 200
        problem(foreigner.patch(self.url(shared), {"title": "Ours"}, if_match='"1"'), 403)
        problem(foreigner.get(self.url(shared, "history")), 403)

    def test_an_action_of_another_office_stays_out_of_sight(
        self, official: Api, office: Any
    ) -> None:
        ministry = InstitutionFactory(country=office.country)
        theirs = self.make(ministry, visibility=Visibility.OFFICE)
        problem(official.get(self.url(theirs)), 404)

    def test_the_status_has_its_own_door(self, official: Api, office: Any) -> None:
        url = self.url(self.make(office))
        assert pointers(official.patch(url, {"status": "done"}, if_match='"1"')) == {"#/status"}


class TestTransition:
    path = "/actions/"

    @pytest.fixture
    def action(self, office: Any) -> Any:
        return ActionFactory(office=office)

    @pytest.fixture
    def url(self, action: Any) -> str:
        return f"/actions/{action.pk}/transition/"

    def test_nobody_moves_an_action_without_signing_in(self, anonymous: Api, url: str) -> None:
        problem(anonymous.post(url, {"to": "done"}), 401)

    def test_an_auditor_moves_nothing(self, auditor: Api, url: str) -> None:
        problem(auditor.post(url, {"to": "done"}, if_match='"1"'), 403)

    def test_another_state_finds_nothing_to_move(self, foreigner: Api, url: str) -> None:
        problem(foreigner.post(url, {"to": "done"}, if_match='"1"'), 404)

    def test_the_version_must_be_named(self, official: Api, url: str) -> None:
        problem(official.post(url, {"to": "done"}), 428)

    def test_a_done_action_says_when(self, official: Api, url: str) -> None:
        row = official.post(url, {"to": "done", "reason": "Adopted"}, if_match='"1"').json()
        assert row["status"] == Status.DONE
        assert row["completed_on"]
        assert row["next_statuses"] == ["in_progress"]

    def test_a_status_that_may_not_follow_is_refused_with_those_that_may(
        self, official: Api, url: str
    ) -> None:
        official.post(url, {"to": "cancelled"}, if_match='"1"')
        body = problem(official.post(url, {"to": "done"}, if_match='"2"'), 409)
        assert (body["current_status"], body["allowed"]) == ("cancelled", ["open"])

    def test_an_unknown_status_is_named(self, official: Api, url: str) -> None:
        assert pointers(official.post(url, {"to": "lost"}, if_match='"1"')) == {"#/to"}

    def test_a_stale_version_shows_the_present_one(self, official: Api, url: str) -> None:
        official.post(url, {"to": "in_progress"}, if_match='"1"')
        body = problem(official.post(url, {"to": "done"}, if_match='"1"'), 412)
        assert body["current"]["status"] == "in_progress"
        assert body["attempted"] == {"to": "done"}


class TestUpdates:
    @pytest.fixture
    def action(self, office: Any) -> Any:
        return ActionFactory(office=office)

    @pytest.fixture
    def url(self, action: Any) -> str:
        return f"/actions/{action.pk}/updates/"

    def test_nobody_reads_the_log_without_signing_in(self, anonymous: Api, url: str) -> None:
        problem(anonymous.get(url), 401)

    def test_an_auditor_reads_and_does_not_write(self, auditor: Api, url: str) -> None:
        assert auditor.get(url).status_code == 200
        problem(auditor.post(url, {"text": "Seen"}), 403)

    def test_another_state_finds_no_log(self, foreigner: Api, action: Any, url: str) -> None:
        entry = ActionUpdateFactory(action=action)
        problem(foreigner.get(url), 404)
        problem(foreigner.get(f"{url}{entry.pk}/"), 404)
        problem(foreigner.post(url, {"text": "Seen"}), 404)

    def test_the_log_is_read_newest_first(self, official: Api, action: Any, url: str) -> None:
        ActionUpdateFactory(action=action, text="First")
        response = official.post(url, {"text": "Second"})
        assert response.status_code == 201
        assert response.json()["author"] == str(official.user.pk) if official.user else False
        assert [entry["text"] for entry in official.get(url).json()["results"]] == [
            "Second",
            "First",
        ]

    def test_an_entry_of_another_action_is_not_found_here(
        self, official: Api, office: Any, url: str
    ) -> None:
        other = ActionUpdateFactory(action=ActionFactory(office=office))
        problem(official.get(f"{url}{other.pk}/"), 404)

    def test_an_entry_without_words_is_refused(self, official: Api, url: str) -> None:
        assert pointers(official.post(url, {"text": "  "})) == {"#/text"}

    def test_an_entry_is_never_edited(self, official: Api, action: Any, url: str) -> None:
        entry = ActionUpdateFactory(action=action)
        problem(official.patch(f"{url}{entry.pk}/", {"text": "Other"}, if_match='"1"'), 405)


class TestLinks:
    @pytest.fixture
    def action(self, office: Any) -> Any:
        return ActionFactory(office=office)

    @pytest.fixture
    def url(self, action: Any) -> str:
        return f"/actions/{action.pk}/links/"

    def test_nobody_reads_links_without_signing_in(self, anonymous: Api, url: str) -> None:
        problem(anonymous.get(url), 401)

    def test_an_auditor_links_nothing(self, auditor: Api, url: str) -> None:
        problem(auditor.post(url, {"item": str(ItemFactory().pk)}), 403)

    def test_another_state_finds_no_links(self, foreigner: Api, url: str) -> None:
        problem(foreigner.get(url), 404)

    def test_a_link_names_its_step(self, official: Api, url: str) -> None:
        step = ItemFactory()
        response = official.post(url, {"item": str(step.pk)})
        assert response.status_code == 201
        assert response.json()["item_code"] == step.code

    def test_a_link_has_one_target(self, official: Api, url: str) -> None:
        problem(official.post(url, {}), 400)
        both = {"item": str(ItemFactory().pk), "treaty": TreatyFactory().code}
        problem(official.post(url, both), 400)

    def test_an_unknown_target_is_named(self, official: Api, url: str) -> None:
        assert pointers(official.post(url, {"treaty": "NONE"})) == {"#/treaty"}

    def test_a_link_is_taken_away_in_the_version_that_was_read(
        self, official: Api, action: Any, url: str
    ) -> None:
        link = ActionLinkFactory(action=action)
        problem(official.delete(f"{url}{link.pk}/"), 428)
        problem(official.delete(f"{url}{link.pk}/", if_match='"9"'), 412)
        response = official.delete(f"{url}{link.pk}/", if_match='"1"')
        assert (response.status_code, response.content) == (204, b"")
        problem(official.get(f"{url}{link.pk}/"), 404)

    def test_each_change_of_a_link_is_one_of_the_action(
        self, official: Api, action: Any, url: str
    ) -> None:
        before = official.get(f"/actions/{action.pk}/").json()
        link = official.post(url, {"item": str(ItemFactory().pk)}).json()
        linked = official.get(f"/actions/{action.pk}/").json()
        assert linked["version"] == before["version"] + 1
        assert linked["updated_at"] != before["updated_at"]
        stale = {"if_match": f'"{before["version"]}"'}
        problem(official.patch(f"/actions/{action.pk}/", {"priority": 4}, **stale), 412)
        official.delete(f"{url}{link['id']}/", if_match='"1"')
        unlinked = official.get(f"/actions/{action.pk}/").json()
        assert unlinked["version"] == before["version"] + 2
