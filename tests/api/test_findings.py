"""Findings of indicators over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import (
    AssessmentFactory,
    EvidenceFactory,
    IndicatorFactory,
    IndicatorFindingFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(office: Any) -> Any:
    return AssessmentFactory(office=office)


@pytest.fixture
def url(assessment: Any) -> str:
    return f"/assessments/{assessment.pk}/findings/"


@pytest.fixture
def finding(assessment: Any) -> Any:
    return IndicatorFindingFactory(assessment=assessment)


@pytest.fixture
def body(assessment: Any, office: Any) -> dict[str, Any]:
    report: Any = EvidenceFactory(
        office=office, target_kind="assessments.assessment", target_id=assessment.pk
    )
    indicator: Any = IndicatorFactory()
    return {
        "indicator": str(indicator.pk),
        "presence": "partly",
        "note": "In two of nine districts.",
        "observed_on": "2026-03-01",
        "source": "Yearly report",
        "reliability": "credible",
        "evidence": [str(report.pk)],
    }


class TestRecording:
    def test_nobody_records_without_signing_in(self, anonymous: Api, url: str, body: Any) -> None:
        problem(anonymous.post(url, body), 401)

    def test_an_auditor_does_not_record(self, auditor: Api, url: str, body: Any) -> None:
        problem(auditor.post(url, body), 403)

    def test_another_state_finds_nothing(
        self, foreigner: Api, url: str, finding: Any, body: Any
    ) -> None:
        problem(foreigner.get(url), 404)
        problem(foreigner.get(f"{url}{finding.pk}/"), 404)
        problem(foreigner.post(url, body), 404)

    def test_a_first_finding_is_kept_whole(self, official: Api, url: str, body: Any) -> None:
        response = official.post(url, body)
        assert response.status_code == 201, response.json()
        row = response.json()
        assert {name: row[name] for name in body} == body
        assert official.get(f"{url}{row['id']}/").json() == row

    def test_a_second_one_of_the_same_indicator_is_refused(
        self, official: Api, url: str, finding: Any
    ) -> None:
        sent = {"indicator": str(finding.indicator_id), "presence": "absent"}
        assert pointers(official.post(url, sent)) == {"#/indicator"}

    def test_foreign_evidence_is_refused(self, official: Api, url: str, body: Any) -> None:
        elsewhere: Any = EvidenceFactory()
        sent = {**body, "evidence": [str(elsewhere.pk)]}
        assert pointers(official.post(url, sent)) == {"#/evidence"}


class TestChanging:
    def test_against_its_version(self, official: Api, url: str, finding: Any) -> None:
        own, change = f"{url}{finding.pk}/", {"presence": "absent", "note": "Looked for."}
        problem(official.patch(own, change), 428)
        row = official.patch(own, change, if_match='"1"').json()
        assert {name: row[name] for name in change} == change
        assert problem(official.patch(own, change, if_match='"1"'), 412)["current"] == row

    def test_what_is_none_is_named(self, official: Api, url: str, finding: Any) -> None:
        sent = official.patch(f"{url}{finding.pk}/", {"presence": "perhaps"}, if_match='"1"')
        assert pointers(sent) == {"#/presence"}


class TestListing:
    def test_it_narrows_to_a_finding_and_a_factor(
        self, official: Api, url: str, finding: Any, assessment: Any
    ) -> None:
        IndicatorFindingFactory(assessment=assessment, presence="absent")
        factor = finding.indicator.parent.code
        for query in ("?presence=present", f"?factor={factor}"):
            rows = official.get(f"{url}{query}").json()["results"]
            assert [row["id"] for row in rows] == [str(finding.pk)]
