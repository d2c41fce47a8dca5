"""Escalations and alerts over the API."""

from typing import Any

import pytest

from focalpoint.roles import Role
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import RiskEventFactory, person

pytestmark = pytest.mark.django_db

BODY = {"message": "Send the police?", "respond_by": "2031-05-01"}


@pytest.fixture
def event(office: Any) -> Any:
    person(Role.FOCAL_POINT, office)
    return RiskEventFactory(office=office)


@pytest.fixture
def url(event: Any) -> str:
    return f"/events/{event.pk}/escalations/"


def test_nobody_escalates_without_signing_in(anonymous: Api, url: str) -> None:
    problem(anonymous.post(url, BODY), 401)


def test_an_auditor_does_not_escalate(auditor: Api, url: str) -> None:
    problem(auditor.post(url, BODY), 403)


def test_another_state_finds_nothing(foreigner: Api, url: str) -> None:
    problem(foreigner.get(url), 404)
    problem(foreigner.post(url, BODY), 404)


def test_it_is_raised_and_shows_who_was_alerted(official: Api, url: str) -> None:
    response = official.post(url, BODY)
    assert response.status_code == 201, response.json()
    row = response.json()
    assert {name: row[name] for name in BODY} == BODY
    assert row["outcome"] == "open"
    [alert] = official.get(f"/escalations/{row['id']}/alerts/").json()["results"]
    assert alert["acknowledged_at"] is None
    # The official was not alerted, and does not decide.
    problem(official.post(f"/escalations/{row['id']}/alerts/acknowledge/", {}), 404)
    sent = {"outcome": "act", "decision": "Yes."}
    problem(official.post(f"{url}{row['id']}/decide/", sent), 428)
    problem(official.post(f"{url}{row['id']}/decide/", sent, if_match='"1"'), 403)


def test_what_is_wrong_is_named(official: Api, url: str) -> None:
    response = official.post(url, {**BODY, "respond_by": "2020-01-01"})
    assert pointers(response) == {"#/respond_by"}
