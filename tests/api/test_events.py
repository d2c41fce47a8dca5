"""Events between cycles over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import RiskEventFactory, RiskFactorFactory

pytestmark = pytest.mark.django_db

URL = "/events/"


@pytest.fixture
def body() -> dict[str, Any]:
    factor: Any = RiskFactorFactory()
    return {
        "title": "Attack on a market",
        "kind": "incident",
        "occurred_on": "2026-03-14",
        "factors": [factor.code],
    }


def test_nobody_logs_without_signing_in(anonymous: Api, body: Any) -> None:
    problem(anonymous.post(URL, body), 401)


def test_an_auditor_does_not_log(auditor: Api, body: Any) -> None:
    problem(auditor.post(URL, body), 403)


def test_another_state_finds_nothing(foreigner: Api, office: Any) -> None:
    event: Any = RiskEventFactory(office=office)
    problem(foreigner.get(f"{URL}{event.pk}/"), 404)
    assert foreigner.get(URL).json()["results"] == []


def test_an_event_is_logged_and_changed_against_its_version(official: Api, body: Any) -> None:
    response = official.post(URL, body)
    assert response.status_code == 201, response.json()
    row = response.json()
    assert {name: row[name] for name in body} == body
    own = f"{URL}{row['id']}/"
    problem(official.patch(own, {"exactness": "month"}), 428)
    changed = official.patch(own, {"exactness": "month"}, if_match='"1"').json()
    assert changed["occurred_on"] == "2026-03-01"
    problem(official.patch(own, {"place": "North"}, if_match='"1"'), 412)


def test_what_is_no_factor_is_refused(official: Api, body: Any) -> None:
    assert pointers(official.post(URL, {**body, "factors": ["RF99"]})) == {"#/factors"}


def test_it_is_found_by_its_factor(official: Api, body: Any) -> None:
    official.post(URL, body)
    other: Any = RiskFactorFactory()
    for code, number in ((body["factors"][0], 1), (other.code, 0)):
        assert len(official.get(f"{URL}?factor={code}").json()["results"]) == number
