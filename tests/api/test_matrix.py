"""The network's matrices over the API."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import pointers, problem, statements
from tests.factories import (
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    TreatyFactory,
)

pytestmark = pytest.mark.django_db
BUDGET = 8  # six for the matrix, two for the token and the roles behind it


def share(country: Any, step: Any, on: str, status: str = "done") -> Any:
    """An approved report that the network reads."""
    return ProgressReportFactory(
        office=InstitutionFactory(country=country),
        item=step,
        status=status,
        effective_on=on,
        visibility=Visibility.NETWORK,
        approved_at=timezone.now(),
    )


class TestSteps:
    path = "/matrix/steps/"

    def test_nobody_reads_it_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get(self.path), 401)

    def test_states_stand_by_name_with_what_they_share(self, coordinator: Api) -> None:
        step: Any = ItemFactory()
        second: Any = MemberStateFactory(name="Bravia")
        MemberStateFactory(name="Astoria")
        report = share(second, step, "2026-01-01")
        matrix = coordinator.get(self.path).json()
        assert [state["name"] for state in matrix["states"]] == ["Astoria", "Bravia"]
        assert [column["label"] for column in matrix["columns"]] == ["(a)"]
        cell = {
            "report": str(report.pk),
            "status": "done",
            "effective_on": "2026-01-01",
            "answered_by": None,
        }
        assert [state["cells"] for state in matrix["states"]] == [{}, {step.code: cell}]

    def test_any_date_can_be_asked_for(self, coordinator: Api) -> None:
        state: Any = MemberStateFactory()
        step: Any = ItemFactory()
        share(state, step, "2024-01-01", "planned")
        share(state, step, "2026-01-01", "done")
        for as_of, status in (("2025-01-01", "planned"), ("2026-01-01", "done")):
            matrix = coordinator.get(self.path, {"as_of": as_of}).json()
            assert matrix["as_of"] == as_of
            assert matrix["states"][0]["cells"][step.code]["status"] == status

    def test_a_draft_is_shown_to_nobody_its_own_state_included(
        self, coordinator: Api, official: Api, office: Any
    ) -> None:
        ProgressReportFactory(office=office, visibility=Visibility.GOVERNMENT)
        for reader in (coordinator, official):
            (state,) = reader.get(self.path).json()["states"]
            assert state["cells"] == {}
            assert state["is_training"] is True

    def test_it_is_narrowed_by_group_and_name(self, coordinator: Api) -> None:
        state: Any = MemberStateFactory(regional_group="EEG")
        MemberStateFactory(regional_group="AG")
        for query in ({"group": "EEG"}, {"q": state.code}):
            states = coordinator.get(self.path, query).json()["states"]
            assert [each["country"] for each in states] == [state.code]
        assert pointers(coordinator.get(self.path, {"group": "X"})) == {"group"}
        assert pointers(coordinator.get(self.path, {"region": "EEG"})) == {"region"}


class TestTreaties:
    path = "/matrix/treaties/"

    def test_nobody_reads_it_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get(self.path), 401)

    def test_every_pair_has_its_standing_on_the_date(self, coordinator: Api) -> None:
        state = MemberStateFactory()
        action: Any = TreatyActionFactory(country=state, date=dt.date(2010, 3, 1))
        other: Any = TreatyFactory()
        matrix = coordinator.get(self.path, {"as_of": "2010-03-01"}).json()
        assert matrix["columns"][0]["code"] == action.treaty.code
        assert matrix["states"][0]["cells"] == {
            action.treaty.code: {"standing": "party", "date": "2010-03-01", "reserves": False},
            other.code: {"standing": "not_party", "date": None, "reserves": False},
        }


@pytest.mark.parametrize("path", ["/matrix/steps/", "/matrix/treaties/", "/treaty-status/"])
def test_the_queries_do_not_grow_with_the_states(coordinator: Api, path: str) -> None:
    steps = [ItemFactory() for _ in range(3)]
    for _ in range(4):
        state = MemberStateFactory()
        TreatyActionFactory(country=state)
        for step in steps:
            share(state, step, "2026-01-01")
    with CaptureQueriesContext(connection) as captured:
        assert coordinator.get(path).status_code == 200
    assert len(captured) <= BUDGET, "\n".join(statements(captured))
