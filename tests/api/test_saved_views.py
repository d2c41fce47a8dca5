"""Saved views over the API: one's own to keep, the State's to read."""

from typing import Any

import pytest

from focalpoint.roles import Role
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import SavedViewFactory, person

pytestmark = pytest.mark.django_db
PATH = "/saved-views/"
BODY = {"name": "Burning", "query": "priority=4&due=overdue", "shape": "board"}


@pytest.fixture
def mine(official: Api) -> dict[str, Any]:
    row: dict[str, Any] = official.post(PATH, BODY).json()
    return row


@pytest.fixture
def shared(office: Any) -> Any:
    return SavedViewFactory(office=office, owner=person(Role.FOCAL_POINT, office), name="All of us")


def url(view: Any) -> str:
    return f"{PATH}{view['id'] if isinstance(view, dict) else view.pk}/"


class TestOwn:
    def test_what_is_kept_stands_at_its_location(self, official: Api, office: Any) -> None:
        response = official.post(PATH, BODY)
        assert response.status_code == 201, response.json()
        row = response.json()
        assert (row["name"], row["shape"], row["shared"]) == ("Burning", "board", False)
        assert row["query"] == "due=overdue&priority=4"
        assert row["country"] == office.country.code
        again = official.get(response.headers["Location"])
        assert (again.json(), again.headers["ETag"]) == (row, '"1"')

    def test_it_is_changed_in_one_go(self, official: Api, mine: dict[str, Any]) -> None:
        body = {"name": "Overdue", "query": "due=overdue"}
        row = official.patch(url(mine), body, if_match='"1"').json()
        assert (row["name"], row["query"], row["shape"]) == ("Overdue", "due=overdue", "board")

    def test_a_stale_change_is_refused_as_a_whole(
        self, official: Api, mine: dict[str, Any]
    ) -> None:
        official.patch(url(mine), {"name": "Second"}, if_match='"1"')
        problem(official.patch(url(mine), {"name": "Third"}, if_match='"1"'), 412)
        problem(official.patch(url(mine), {"name": "Third"}), 428)
        assert official.get(url(mine)).json()["name"] == "Second"

    def test_nothing_changes_where_a_part_is_wrong(
        self, official: Api, mine: dict[str, Any]
    ) -> None:
        body = {"name": "Other", "query": "colour=red"}
        assert pointers(official.patch(url(mine), body, if_match='"1"')) == {"#/query"}
        assert official.get(url(mine)).json() == mine

    def test_it_is_deleted(self, official: Api, mine: dict[str, Any]) -> None:
        assert official.delete(url(mine), if_match='"1"').status_code == 204
        problem(official.get(url(mine)), 404)

    def test_two_of_one_name_are_refused(self, official: Api, mine: dict[str, Any]) -> None:
        problem(official.post(PATH, BODY), 400)

    def test_an_unknown_filter_is_named(self, official: Api) -> None:
        assert pointers(official.post(PATH, {**BODY, "query": "colour=red"})) == {"#/query"}

    def test_network_staff_keep_views_without_a_state(self, coordinator: Api) -> None:
        row = coordinator.post(PATH, {"name": "Mine", "query": ""}).json()
        assert (row["country"], row["shape"]) == (None, "list")


class TestShared:
    def test_the_state_reads_it_and_nobody_else(
        self, official: Api, ministry_officer: Api, foreigner: Api, coordinator: Api, shared: Any
    ) -> None:
        for api in (official, ministry_officer):
            assert api.get(url(shared)).json()["shared"] is True
        for api in (foreigner, coordinator):
            problem(api.get(url(shared)), 404)
            assert api.get(PATH).json()["results"] == []

    def test_ones_own_is_nobody_elses(self, focal_point: Api, mine: dict[str, Any]) -> None:
        problem(focal_point.get(url(mine)), 404)

    def test_the_office_shares_and_takes_back(self, focal_point: Api, official: Api) -> None:
        row = focal_point.post(PATH, {**BODY, "shared": True}).json()
        assert official.get(url(row)).json()["name"] == "Burning"
        changed = focal_point.patch(url(row), {"shared": False}, if_match='"1"').json()
        assert changed["shared"] is False
        problem(official.get(url(row)), 404)

    def test_a_ministry_shares_and_changes_nothing_of_the_states(
        self, ministry_officer: Api, shared: Any
    ) -> None:
        problem(ministry_officer.post(PATH, {**BODY, "shared": True}), 403)
        problem(ministry_officer.patch(url(shared), {"name": "Mine"}, if_match='"1"'), 403)
        problem(ministry_officer.delete(url(shared), if_match='"1"'), 403)
