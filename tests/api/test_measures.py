"""Domestic measures over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import CreateContract, HistoryContract, UpdateContract, problem
from tests.factories import (
    DomesticMeasureFactory,
    MeasureCoverageFactory,
    TreatyRequirementFactory,
)


class TestMeasures(CreateContract, UpdateContract, HistoryContract):
    path = "/domestic-measures/"
    factory = DomesticMeasureFactory
    body = {"law": "Penal code", "article": "Art. 97", "in_force_on": "2019-03-01"}
    change = {"article": "Art. 98", "url": "https://law.example/97"}

    def test_what_it_covers_is_added_and_taken_away(self, official: Api, office: Any) -> None:
        measure = self.make(office)
        asked = TreatyRequirementFactory()
        path = f"{self.path}{measure.pk}/coverage/"
        made = official.post(path, {"requirement": str(asked.pk), "extent": "partly"})
        assert made.status_code == 201, made.json()
        row = made.json()
        assert (row["code"], row["extent"]) == (asked.code, "partly")
        gone = official.delete(f"{path}{row['id']}/", if_match=made.headers["ETag"])
        assert gone.status_code == 204
        assert official.get(path).json()["results"] == []


@pytest.mark.django_db
class TestCoverage:
    def test_another_state_finds_nothing(self, foreigner: Api, office: Any) -> None:
        row = MeasureCoverageFactory(measure__office=office)
        problem(foreigner.get(f"/domestic-measures/{row.measure_id}/coverage/"), 404)

    def test_what_instruments_ask_is_open_to_all(self, coordinator: Api) -> None:
        asked = TreatyRequirementFactory()
        rows = coordinator.get("/treaty-requirements/").json()["results"]
        assert [row["article"] for row in rows if row["id"] == str(asked.pk)] == ["Art. 5"]
