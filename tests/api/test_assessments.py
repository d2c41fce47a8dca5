"""Assessments, ratings and snapshots over the API."""

from typing import Any

import pytest

from focalpoint.visibility import Visibility
from tests.api.client import Api
from tests.api.contract import (
    CreateContract,
    HistoryContract,
    ReadContract,
    UpdateContract,
    pointers,
    problem,
)
from tests.factories import (
    AssessmentFactory,
    AssessmentSnapshotFactory,
    FactorRatingFactory,
    RiskFactorFactory,
)


@pytest.fixture
def factors(db: None) -> list[Any]:
    return [RiskFactorFactory() for _ in range(2)]


class TestAssessments(CreateContract, UpdateContract, HistoryContract):
    path = "/assessments/"
    factory = AssessmentFactory
    body = {"title": "Assessment 2026", "period_start": "2025-07-01", "period_end": "2026-06-30"}
    change = {"title": "Assessment 2025/26", "method": "Workshops"}

    @pytest.fixture(autouse=True)
    def _catalogue(self, factors: list[Any]) -> None:
        """A new assessment has every factor of the catalogue."""

    def new(self, office: Any) -> dict[str, Any]:
        return {**self.body, "lead_institution": str(office.pk)}

    def test_a_new_one_has_every_factor_unrated(
        self, official: Api, office: Any, factors: list[Any]
    ) -> None:
        row = official.post(self.path, self.new(office)).json()
        ratings = official.get(f"{self.path}{row['id']}/ratings/").json()["results"]
        assert [rating["factor"] for rating in ratings] == [str(factor.pk) for factor in factors]
        assert {rating["level"] for rating in ratings} == {"unknown"}

    def test_a_period_runs_forwards(self, official: Api, office: Any) -> None:
        body = {**self.new(office), "period_end": "2025-06-30"}
        problem(official.post(self.path, body), 400)


@pytest.mark.django_db
class TestRatings:
    @pytest.fixture
    def rating(self, office: Any) -> Any:
        return FactorRatingFactory(assessment=AssessmentFactory(office=office))

    @pytest.fixture
    def url(self, rating: Any) -> str:
        return f"/assessments/{rating.assessment_id}/ratings/{rating.pk}/"

    change = {"level": "high", "trend": "worsening", "narrative": "Hate speech has grown."}

    def test_nobody_rates_without_signing_in(self, anonymous: Api, url: str) -> None:
        problem(anonymous.patch(url, self.change), 401)

    def test_an_auditor_does_not_rate(self, auditor: Api, url: str) -> None:
        problem(auditor.patch(url, self.change, if_match='"1"'), 403)

    def test_another_state_finds_no_ratings(self, foreigner: Api, rating: Any, url: str) -> None:
        problem(foreigner.get(f"/assessments/{rating.assessment_id}/ratings/"), 404)
        problem(foreigner.get(url), 404)

    def test_a_rating_is_saved_against_its_version(self, official: Api, url: str) -> None:
        problem(official.patch(url, self.change), 428)
        row = official.patch(url, self.change, if_match='"1"').json()
        assert {name: row[name] for name in self.change} == self.change
        body = problem(official.patch(url, {"level": "low"}, if_match='"1"'), 412)
        assert body["current"] == row

    def test_a_level_that_is_none_is_named(self, official: Api, url: str) -> None:
        assert pointers(official.patch(url, {"level": "dire"}, if_match='"1"')) == {"#/level"}


@pytest.mark.django_db
class TestCourse:
    """From draft to snapshot."""

    @pytest.fixture
    def url(self, office: Any) -> str:
        rating: Any = FactorRatingFactory(
            assessment=AssessmentFactory(office=office), level="moderate"
        )
        return f"/assessments/{rating.assessment_id}/"

    @pytest.fixture
    def submitted(self, official: Api, focal_point: Api, url: str) -> str:
        response = official.post(f"{url}submit/", if_match='"1"')
        assert response.json()["status"] == "submitted", response.json()
        return url

    def test_nobody_moves_it_without_signing_in(self, anonymous: Api, url: str) -> None:
        for verb in ("submit", "return", "approve", "withdraw", "reopen"):
            problem(anonymous.post(f"{url}{verb}/"), 401)

    def test_an_auditor_moves_nothing(self, auditor: Api, url: str) -> None:
        problem(auditor.post(f"{url}submit/", if_match='"1"'), 403)

    def test_an_official_does_not_approve(self, official: Api, submitted: str) -> None:
        problem(official.post(f"{submitted}approve/", if_match='"2"'), 403)

    def test_every_move_names_its_version(self, focal_point: Api, url: str) -> None:
        for verb in ("submit", "return", "approve", "withdraw", "reopen"):
            problem(focal_point.post(f"{url}{verb}/", {"comment": "x", "reason": "x"}), 428)

    def test_approval_answers_with_the_snapshot(
        self, focal_point: Api, coordinator: Api, submitted: str
    ) -> None:
        response = focal_point.post(
            f"{submitted}approve/", {"visibility": Visibility.NETWORK}, if_match='"2"'
        )
        assert response.status_code == 201, response.json()
        snapshot = response.json()
        assert snapshot["content"]["factors"][0]["level"] == "moderate"
        assert focal_point.get(submitted).json()["status"] == "approved"
        # The network reads the snapshot, never the working record.
        assert coordinator.get(response.headers["Location"]).json() == snapshot
        problem(coordinator.get(submitted), 404)

    def test_what_is_given_back_says_what_to_change(self, focal_point: Api, submitted: str) -> None:
        assert pointers(focal_point.post(f"{submitted}return/", if_match='"2"')) == {"#/comment"}
        row = focal_point.post(
            f"{submitted}return/", {"comment": "Name the sources."}, if_match='"2"'
        ).json()
        assert (row["status"], row["review_comment"]) == ("draft", "Name the sources.")

    def test_a_draft_is_withdrawn_for_a_reason_and_taken_up_again(
        self, official: Api, url: str
    ) -> None:
        assert pointers(official.post(f"{url}withdraw/", if_match='"1"')) == {"#/reason"}
        row = official.post(f"{url}withdraw/", {"reason": "Elections"}, if_match='"1"').json()
        assert row["status"] == "withdrawn"
        row = official.post(f"{url}reopen/", if_match='"2"').json()
        assert row["status"] == "draft"

    def test_a_draft_cannot_be_approved(self, focal_point: Api, url: str) -> None:
        body = problem(focal_point.post(f"{url}approve/", if_match='"1"'), 409)
        assert body["allowed"] == ["submitted", "withdrawn"]


class TestSnapshots(HistoryContract, ReadContract):
    path = "/snapshots/"
    factory = AssessmentSnapshotFactory

    def test_a_list_leaves_their_content_out(self, official: Api, office: Any) -> None:
        snapshot = self.make(office)
        assert "content" not in official.get(self.path).json()["results"][0]
        assert official.get(self.url(snapshot)).json()["content"] == snapshot.content

    def test_nobody_edits_one(self, focal_point: Api, office: Any) -> None:
        problem(focal_point.patch(self.url(self.make(office)), {}, if_match='"1"'), 405)

    def test_sharing_one_needs_a_reason_and_an_approver(
        self, official: Api, focal_point: Api, office: Any
    ) -> None:
        url = self.url(self.make(office, approved_by=focal_point.user), "share")
        body = {"visibility": Visibility.NETWORK, "reason": "Agreed with the minister"}
        problem(official.post(url, body, if_match='"1"'), 403)
        problem(focal_point.post(url, body), 428)
        assert pointers(
            focal_point.post(url, {"visibility": Visibility.NETWORK}, if_match='"1"')
        ) == {"#/reason"}
        row = focal_point.post(url, body, if_match='"1"').json()
        assert row["visibility"] == "network", row
