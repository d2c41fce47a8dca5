"""Priorities and gaps over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import ActionFactory, InhibitorFactory, StrategyPriorityFactory

pytestmark = pytest.mark.django_db

URL = "/strategy/priorities/"


@pytest.fixture
def body() -> dict[str, Any]:
    inhibitor: Any = InhibitorFactory()
    return {"title": "Train the police", "sphere": "home", "inhibitors": [inhibitor.code]}


def test_nobody_sets_one_without_signing_in(anonymous: Api, body: Any) -> None:
    problem(anonymous.post(URL, body), 401)


def test_an_auditor_sets_none(auditor: Api, body: Any) -> None:
    problem(auditor.post(URL, body), 403)


def test_another_state_finds_nothing(foreigner: Api, office: Any) -> None:
    priority: Any = StrategyPriorityFactory(office=office)
    problem(foreigner.get(f"{URL}{priority.pk}/"), 404)
    assert foreigner.get(URL).json()["results"] == []
    assert foreigner.get("/strategy/gaps/").json() == []


def test_it_is_proposed_changed_and_dropped_against_its_version(official: Api, body: Any) -> None:
    response = official.post(URL, body)
    assert response.status_code == 201, response.json()
    row = response.json()
    assert {name: row[name] for name in body} == body
    assert row["next_statuses"] == ["agreed", "dropped"]
    own = f"{URL}{row['id']}/"
    problem(official.patch(own, {"why": "The risk is high."}), 428)
    changed = official.patch(own, {"why": "The risk is high."}, if_match='"1"').json()
    assert changed["why"] == "The risk is high."
    problem(official.post(f"{own}transition/", {"to": "agreed"}, if_match='"2"'), 403)
    assert pointers(official.post(f"{own}transition/", {"to": "dropped"}, if_match='"2"'))
    move = {"to": "dropped", "reason": "No money."}
    dropped = official.post(f"{own}transition/", move, if_match='"2"').json()
    assert (dropped["status"], dropped["outcome"]) == ("dropped", "No money.")


def test_what_the_catalogue_does_not_have_is_refused(official: Api, body: Any) -> None:
    answer = official.post(URL, {**body, "inhibitors": ["IN99"]})
    assert pointers(answer) == {"#/inhibitors"}


def test_an_action_serves_it_and_the_gap_closes(official: Api, office: Any) -> None:
    priority: Any = StrategyPriorityFactory(office=office)
    [gap] = official.get("/strategy/gaps/").json()
    assert (gap["rule"], gap["code"]) == ("priority_without_action", priority.reference)
    action: Any = ActionFactory(office=office)
    link = official.post(f"/actions/{action.pk}/links/", {"priority": str(priority.pk)}).json()
    assert link["priority"] == priority.reference
    assert official.get("/strategy/gaps/").json() == []
    found = official.get(f"/actions/?serves={priority.reference}").json()["results"]
    assert [row["reference"] for row in found] == [action.reference]
