"""Series of recurring actions over the API."""

import datetime as dt
from typing import Any, ClassVar

import pytest

from tests.api.client import Api
from tests.api.contract import HistoryContract, UpdateContract, pointers, problem
from tests.factories import ActionFactory, ActionOccurrenceFactory, ActionSeriesFactory

DUE = dt.date(2027, 3, 31)


class TestSeries(UpdateContract, HistoryContract):
    path = "/action-series/"
    factory = ActionSeriesFactory
    change: ClassVar[dict[str, Any]] = {"interval": 3}

    def make(self, office: Any, **fields: Any) -> Any:
        return ActionOccurrenceFactory(action__office=office).series

    @pytest.fixture
    def action(self, office: Any) -> Any:
        return ActionFactory(office=office, due_on=DUE)

    def body(self, action: Any, **more: Any) -> dict[str, Any]:
        return {"action": str(action.pk), "frequency": "monthly", "last_day": True, **more}

    def test_an_action_is_made_to_come_back(self, official: Api, action: Any) -> None:
        response = official.post(self.path, self.body(action, interval=3))
        assert response.status_code == 201, response.json()
        row = response.json()
        assert (row["next_on"], row["actions"]) == ("2027-06-30", [str(action.pk)])
        assert official.get(response.headers["Location"]).json() == row

    def test_one_without_a_date_is_not(self, official: Api, office: Any) -> None:
        problem(official.post(self.path, self.body(ActionFactory(office=office))), 400)

    def test_another_states_action_does_not_exist(self, foreigner: Api, action: Any) -> None:
        assert pointers(foreigner.post(self.path, self.body(action))) == {"#/action"}

    def test_an_auditor_starts_none(self, auditor: Api, action: Any) -> None:
        problem(auditor.post(self.path, self.body(action)), 403)

    def test_a_rule_that_makes_no_sense_is_named(self, official: Api, action: Any) -> None:
        response = official.post(self.path, self.body(action, interval=99))
        assert pointers(response) == {"#/interval"}

    def test_it_stops_and_goes_on(self, official: Api, office: Any) -> None:
        url = self.url(self.make(office))
        stopped = official.post(f"{url}stop/", {"reason": "Enough"}, if_match='"1"').json()
        assert stopped["stopped_at"]
        etag = f'"{stopped["version"]}"'
        problem(official.post(f"{url}resume/", if_match='"1"'), 412)
        assert official.post(f"{url}resume/", if_match=etag).json()["stopped_at"] is None

    def test_others_stop_nothing(self, auditor: Api, foreigner: Api, office: Any) -> None:
        url = self.url(self.make(office))
        problem(auditor.post(f"{url}stop/", if_match='"1"'), 403)
        problem(foreigner.post(f"{url}stop/", if_match='"1"'), 404)
