"""Inhibitors and structures over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import (
    AssessmentFactory,
    InhibitorFactory,
    InhibitorRatingFactory,
    InstitutionFactory,
    ResilienceStructureFactory,
    RiskFactorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(office: Any) -> Any:
    return AssessmentFactory(office=office)


class TestInhibitors:
    @pytest.fixture
    def url(self, assessment: Any) -> str:
        return f"/assessments/{assessment.pk}/inhibitors/"

    @pytest.fixture
    def body(self) -> dict[str, Any]:
        inhibitor: Any = InhibitorFactory()
        return {"inhibitor": str(inhibitor.pk), "strength": "fair", "narrative": "It works."}

    def test_nobody_rates_without_signing_in(self, anonymous: Api, url: str, body: Any) -> None:
        problem(anonymous.post(url, body), 401)

    def test_an_auditor_does_not_rate(self, auditor: Api, url: str, body: Any) -> None:
        problem(auditor.post(url, body), 403)

    def test_another_state_finds_nothing(self, foreigner: Api, url: str, body: Any) -> None:
        problem(foreigner.get(url), 404)
        problem(foreigner.post(url, body), 404)

    def test_a_first_rating_is_kept_and_changed_against_its_version(
        self, official: Api, url: str, body: Any
    ) -> None:
        response = official.post(url, body)
        assert response.status_code == 201, response.json()
        row = response.json()
        assert {name: row[name] for name in body} == body
        own = f"{url}{row['id']}/"
        problem(official.patch(own, {"strength": "weak"}), 428)
        changed = official.patch(own, {"strength": "weak"}, if_match='"1"').json()
        assert changed["strength"] == "weak"
        problem(official.patch(own, {"strength": "strong"}, if_match='"1"'), 412)

    def test_a_second_one_is_refused(self, official: Api, url: str, assessment: Any) -> None:
        rated: Any = InhibitorRatingFactory(assessment=assessment)
        sent = {"inhibitor": str(rated.inhibitor_id), "strength": "fair"}
        assert pointers(official.post(url, sent)) == {"#/inhibitor"}

    def test_what_is_no_inhibitor_is_refused(self, official: Api, url: str) -> None:
        factor: Any = RiskFactorFactory()
        sent = {"inhibitor": str(factor.pk), "strength": "fair"}
        assert pointers(official.post(url, sent)) == {"#/inhibitor"}


class TestStructures:
    @pytest.fixture
    def url(self, assessment: Any) -> str:
        return f"/assessments/{assessment.pk}/structures/"

    @pytest.fixture
    def body(self, office: Any) -> dict[str, Any]:
        factor: Any = RiskFactorFactory()
        return {
            "name": "Ombudsperson",
            "institution": str(office.pk),
            "mandate": "Hears complaints.",
            "coverage": "national",
            "strength": "weak",
            "gap": "No budget.",
            "factors": [factor.code],
        }

    def test_nobody_adds_without_signing_in(self, anonymous: Api, url: str, body: Any) -> None:
        problem(anonymous.post(url, body), 401)

    def test_an_auditor_does_not_add(self, auditor: Api, url: str, body: Any) -> None:
        problem(auditor.post(url, body), 403)

    def test_another_state_finds_nothing(self, foreigner: Api, url: str, body: Any) -> None:
        problem(foreigner.get(url), 404)
        problem(foreigner.post(url, body), 404)

    def test_it_is_kept_whole_changed_and_taken_out(
        self, official: Api, url: str, body: Any
    ) -> None:
        response = official.post(url, body)
        assert response.status_code == 201, response.json()
        row = response.json()
        assert {name: row[name] for name in body} == body
        own = f"{url}{row['id']}/"
        assert official.patch(own, {"gap": ""}, if_match='"1"').json()["gap"] == ""
        problem(official.delete(own, if_match='"1"'), 412)
        assert official.delete(own, if_match='"2"').status_code == 204
        problem(official.get(own), 404)

    def test_what_is_no_factor_is_named(self, official: Api, url: str, body: Any) -> None:
        assert pointers(official.post(url, {**body, "factors": ["RF99"]})) == {"#/factors"}

    def test_a_foreign_institution_is_refused(self, official: Api, url: str, body: Any) -> None:
        foreign: Any = InstitutionFactory()
        response = official.post(url, {**body, "institution": str(foreign.pk)})
        assert response.status_code in (400, 403)

    def test_they_are_listed_as_they_were_added(
        self, official: Api, url: str, assessment: Any
    ) -> None:
        made: list[Any] = [ResilienceStructureFactory(assessment=assessment) for _ in range(2)]
        rows = official.get(url).json()["results"]
        assert [row["id"] for row in rows] == [str(each.pk) for each in made]
