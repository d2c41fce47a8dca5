"""Phases, their calendar and comments on factors over the API."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import AssessmentFactory, FactorCommentFactory, FactorRatingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(office: Any) -> Any:
    return AssessmentFactory(office=office)


class TestMoving:
    def test_on_by_one_and_back_for_a_reason(self, official: Api, assessment: Any) -> None:
        url = f"/assessments/{assessment.pk}/move/"
        problem(official.post(url, {"phase": "collect"}), 428)
        moved = official.post(url, {"phase": "collect"}, if_match='"1"')
        assert moved.json()["phase"] == "collect", moved.json()
        problem(official.post(url, {"phase": "consult"}, if_match='"2"'), 409)
        assert pointers(official.post(url, {"phase": "plan"}, if_match='"2"')) == {"#/reason"}
        back = official.post(url, {"phase": "plan", "reason": "A new scope"}, if_match='"2"')
        assert back.json()["phase"] == "plan"

    def test_an_auditor_does_not_move_it(self, auditor: Api, assessment: Any) -> None:
        url = f"/assessments/{assessment.pk}/move/"
        problem(auditor.post(url, {"phase": "collect"}, if_match='"1"'), 403)


class TestCalendar:
    @pytest.fixture
    def url(self, assessment: Any) -> str:
        return f"/assessments/{assessment.pk}/phases/"

    def test_a_line_is_kept_and_changed_against_its_version(
        self, official: Api, url: str, office: Any
    ) -> None:
        body = {"phase": "rate", "planned_end": "2031-06-02", "institution": str(office.pk)}
        response = official.post(url, body)
        assert response.status_code == 201, response.json()
        row = response.json()
        assert {name: row[name] for name in body} == body
        own = f"{url}{row['id']}/"
        problem(official.patch(own, {"planned_end": "2031-07-01"}), 428)
        changed = official.patch(own, {"planned_end": "2031-07-01"}, if_match='"1"').json()
        assert changed["planned_end"] == "2031-07-01"
        problem(official.patch(own, {"planned_end": "2031-08-01"}, if_match='"1"'), 412)

    def test_a_second_line_an_empty_one_and_the_follow_up_are_refused(
        self, official: Api, url: str
    ) -> None:
        body = {"phase": "rate", "planned_end": "2031-06-02"}
        assert official.post(url, body).status_code == 201
        assert pointers(official.post(url, body)) == {"#/phase"}
        assert pointers(official.post(url, {"phase": "plan"})) == {"#/planned_end"}
        late = {"phase": "follow_up", "planned_end": "2031-06-02"}
        assert pointers(official.post(url, late)) == {"#/phase"}

    def test_a_passed_date_is_moved_for_a_reason(self, official: Api, url: str) -> None:
        row = official.post(url, {"phase": "rate", "planned_end": "2020-06-02"}).json()
        own, sent = f"{url}{row['id']}/", {"planned_end": "2031-06-02"}
        assert pointers(official.patch(own, sent, if_match='"1"')) == {"#/reason"}
        moved = official.patch(own, {**sent, "reason": "A late survey"}, if_match='"1"')
        assert moved.json()["planned_end"] == "2031-06-02"

    def test_another_state_finds_nothing(self, foreigner: Api, url: str) -> None:
        problem(foreigner.get(url), 404)
        problem(foreigner.post(url, {"phase": "rate", "planned_end": "2031-06-02"}), 404)


class TestComments:
    @pytest.fixture
    def url(self, assessment: Any) -> str:
        return f"/assessments/{assessment.pk}/comments/"

    @pytest.fixture
    def rating(self, assessment: Any) -> Any:
        return FactorRatingFactory(assessment=assessment)

    def test_said_answered_and_settled(self, official: Api, url: str, rating: Any) -> None:
        response = official.post(url, {"rating": str(rating.pk), "text": "Which districts?"})
        assert response.status_code == 201, response.json()
        row = response.json()
        assert row["factor_code"] == rating.factor.code
        answer = {"rating": str(rating.pk), "text": "The north.", "thread": row["id"]}
        assert official.post(url, answer).status_code == 201
        own = f"{url}{row['id']}/settle/"
        problem(official.post(own), 428)
        settled = official.post(own, if_match='"1"').json()
        assert settled["settled_at"]
        opened = official.post(f"{url}{row['id']}/reopen/", if_match='"2"').json()
        assert opened["settled_at"] is None

    def test_of_another_assessment_nothing_is_said_here(
        self, official: Api, url: str, office: Any
    ) -> None:
        other: Any = FactorRatingFactory(assessment__office=office)
        sent = {"rating": str(other.pk), "text": "Which districts?"}
        assert pointers(official.post(url, sent)) == {"#/rating"}

    def test_an_auditor_says_and_settles_nothing(self, auditor: Api, url: str, rating: Any) -> None:
        said: Any = FactorCommentFactory(rating=rating)
        problem(auditor.post(url, {"rating": str(rating.pk), "text": "x"}), 403)
        problem(auditor.post(f"{url}{said.pk}/settle/", if_match='"1"'), 403)

    def test_another_state_finds_nothing(self, foreigner: Api, url: str) -> None:
        problem(foreigner.get(url), 404)
