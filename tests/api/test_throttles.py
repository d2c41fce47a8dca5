"""Rates: by token, by person, by address."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from redis import RedisError
from rest_framework.settings import api_settings

from focalpoint.api import throttles
from tests.api.client import Api
from tests.api.contract import problem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _low_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = {"token": "3/hour", "user": "2/hour", "anonymous": "1/hour"}
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", rates)


class TestRates:
    def test_a_token_has_its_rate(self, official: Api) -> None:
        for _ in range(3):
            assert official.get("/me/").status_code == 200
        response = official.get("/me/")
        problem(response, 429)
        assert 0 < int(response.headers["Retry-After"]) <= 3600

    def test_another_token_is_not_held_up(self, official: Api, official_user: Any) -> None:
        for _ in range(4):
            official.get("/me/")
        assert Api(official_user).get("/me/").status_code == 200

    def test_a_session_counts_for_its_person(self, official_user: Any) -> None:
        browser = Client()
        browser.force_login(official_user)
        answers = [browser.get("/api/v1/me/").status_code for _ in range(3)]
        assert answers == [200, 200, 429]

    def test_strangers_are_counted_by_address_before_they_are_refused(self, anonymous: Api) -> None:
        problem(anonymous.get("/me/"), 401)
        problem(anonymous.get("/me/"), 429)

    def test_an_address_that_the_client_makes_up_is_not_believed(self) -> None:
        answers = [
            Client().get("/api/v1/me/", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(2)
        ]
        assert answers == [401, 429]

    @pytest.mark.parametrize(("last", "status"), [("198.51.100.1", 429), ("198.51.100.2", 401)])
    def test_behind_a_proxy_the_address_that_it_saw_counts(
        self, monkeypatch: pytest.MonkeyPatch, last: str, status: int
    ) -> None:
        monkeypatch.setattr(api_settings, "NUM_PROXIES", 1)
        for made_up, seen in (("192.0.2.1", "198.51.100.1"), ("192.0.2.2", last)):
            headers = {"X-Forwarded-For": f"{made_up}, {seen}"}
            response = Client().get("/api/v1/me/", headers=headers)
        assert response.status_code == status

    def test_guessing_tokens_is_counted_too(self) -> None:
        guess = {"Authorization": "Token fp_guess"}
        answers = [Client().get("/api/v1/me/", headers=guess).status_code for _ in range(2)]
        assert answers == [401, 429]

    def test_without_the_counter_the_api_still_answers(
        self, official: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*args: Any) -> int:
            raise RedisError

        monkeypatch.setattr(throttles, "_count", away)
        for _ in range(5):
            assert official.get("/me/").status_code == 200


def test_an_empty_rate_is_no_limit() -> None:
    assert throttles.parse_rate("") == (0, 1)
    assert throttles.parse_rate("600/minute") == (600, 60)


def test_strangers_have_the_strictest_rate() -> None:
    rates = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    limits = {scope: throttles.parse_rate(rate)[0] for scope, rate in rates.items()}
    assert limits["anonymous"] < limits["user"] <= limits["token"]
