"""Frameworks, items and the calendar of the UPR over the API."""

from typing import Any

import pytest

from apps.engagement.models import UprCycle, UprSession, UprSlot
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import ItemFactory, MemberStateFactory, RiskFactorFactory

pytestmark = pytest.mark.django_db


class TestItems:
    @pytest.mark.parametrize("path", ["/frameworks/", "/items/"])
    def test_nobody_reads_them_without_signing_in(self, anonymous: Api, path: str) -> None:
        problem(anonymous.get(path), 401)

    @pytest.mark.parametrize("path", ["/frameworks/", "/items/"])
    def test_nobody_writes_them_here(self, secretariat: Api, path: str) -> None:
        problem(secretariat.post(path, {}), 405)

    def test_they_are_read_in_the_order_of_their_framework(self, official: Api) -> None:
        steps: list[Any] = [ItemFactory() for _ in range(3)]
        RiskFactorFactory()
        rows = official.get("/items/", {"framework": "R2013"}).json()["results"]
        assert [row["id"] for row in rows] == [str(step.pk) for step in steps]
        assert {row["framework_code"] for row in rows} == {"R2013"}

    def test_one_is_read_by_id(self, official: Api) -> None:
        step: Any = ItemFactory()
        row = official.get(f"/items/{step.pk}/").json()
        framework = official.get(f"/frameworks/{row['framework']}/").json()
        assert framework["source_symbol"] == "A/67/929-S/2013/399"


class TestCalendar:
    @pytest.fixture
    def slot(self) -> UprSlot:
        with acting(SYSTEM, reason="test set-up"):
            cycle = UprCycle.objects.create(number=4, first_session=41, last_session=54)
            session = UprSession.objects.create(number=50, cycle=cycle, starts_on="2025-11-03")
            country: Any = MemberStateFactory()
            return UprSlot.objects.create(session=session, country=country, source="A list")

    @pytest.mark.parametrize("path", ["/upr/sessions/", "/upr/slots/"])
    def test_nobody_reads_it_without_signing_in(self, anonymous: Api, path: str) -> None:
        problem(anonymous.get(path), 401)

    def test_a_slot_says_which_state_and_when(self, official: Api, slot: UprSlot) -> None:
        query = {"country": slot.country.code, "cycle": 4}
        (row,) = official.get("/upr/slots/", query).json()["results"]
        assert (row["session"], row["starts_on"]) == (50, "2025-11-03")
        assert row["is_training"] is False
        assert official.get(f"/upr/slots/{slot.pk}/").json() == row

    def test_sessions_are_read_by_cycle(self, official: Api, slot: UprSlot) -> None:
        rows = official.get("/upr/sessions/", {"cycle": 4}).json()["results"]
        assert [row["number"] for row in rows] == [50]
        assert pointers(official.get("/upr/sessions/", {"cycle": "x"})) == {"cycle"}
