"""The State's work on recommendations over the API."""

from typing import Any

from tests.api.client import Api
from tests.api.contract import UpdateContract, pointers
from tests.factories import ReceivedRecommendationFactory, RecommendationWorkFactory


class TestWork(UpdateContract):
    path = "/recommendation-work/"
    factory = RecommendationWorkFactory
    change = {"note": "With the bill on the courts.", "due_on": "2031-06-30"}

    def test_begins_once_and_is_changed_from_then_on(self, official: Api, office: Any) -> None:
        asked: Any = ReceivedRecommendationFactory(country=office.country)
        body = {"recommendation": str(asked.pk), "note": "First"}
        made = official.post(self.path, body)
        assert made.status_code == 201, made.json()
        again = official.post(self.path, {**body, "note": "Second"})
        assert pointers(again) == {"#/recommendation"}
        assert official.get(f"{self.path}{made.json()['id']}/").json()["note"] == "First"
