"""What a State owes over the API."""

import datetime as dt
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.contract import CreateContract, HistoryContract, UpdateContract, pointers, problem
from tests.factories import OccurrenceFactory, ReportingObligationFactory


class TestObligations(CreateContract, UpdateContract, HistoryContract):
    path = "/obligations/"
    factory = ReportingObligationFactory
    body = {"kind": "regional", "title": "Report to the commission"}
    change = {"note": "The ministry of justice writes it."}

    def test_duties_of_treaties_follow_from_facts(self, official: Api) -> None:
        body = {"kind": "treaty", "title": "CEDAW"}
        assert pointers(official.post(self.path, body)) == {"#/kind"}


class TestOccurrences(CreateContract, UpdateContract, HistoryContract):
    path = "/obligation-dates/"
    factory = OccurrenceFactory
    body = {"kind": "special", "original_due_on": "2027-01-01"}
    change = {"note": "A first draft is in circulation."}

    def new(self, office: Any) -> dict[str, Any]:
        duty: Any = ReportingObligationFactory(office=office)
        return {**self.body, "obligation": str(duty.pk)}

    def test_nobody_creates_in_another_state(
        self, official: Api, office: Any, foreign_office: Any
    ) -> None:
        # Its State is that of its obligation.
        assert pointers(official.post(self.path, self.new(foreign_office))) == {"#/obligation"}

    def test_a_date_that_has_passed_says_what_became_of_it(
        self, official: Api, office: Any
    ) -> None:
        body = {
            **self.new(office),
            "original_due_on": "2023-01-01",
            "submitted_on": "2023-05-01",
            "symbol": "CEDAW/C/XAA/9",
        }
        row = official.post(self.path, body).json()
        assert (row["status"], row["symbol"]) == ("submitted", "CEDAW/C/XAA/9")
        assert (row["due_on"], row["original_due_on"]) == ("2023-01-01", "2023-01-01")

    def test_it_names_its_instrument_and_can_be_asked_by_it(
        self, official: Api, office: Any
    ) -> None:
        date = self.make(office)
        self.make(office)
        code = date.obligation.treaty.code
        rows = official.get(self.path, {"treaty": code}).json()["results"]
        assert [(row["id"], row["treaty"]) for row in rows] == [(str(date.pk), code)]


@pytest.mark.django_db
class TestSteps:
    @pytest.fixture
    def url(self, office: Any) -> str:
        date: Any = OccurrenceFactory(office=office)
        return f"/obligation-dates/{date.pk}/"

    body = {"due_on": "2099-06-01", "source": "committee", "reason": "Paragraph 45"}

    def test_nobody_moves_a_date_without_signing_in(self, anonymous: Api, url: str) -> None:
        problem(anonymous.post(f"{url}override/", self.body), 401)

    def test_an_auditor_moves_none(self, auditor: Api, url: str) -> None:
        problem(auditor.post(f"{url}override/", self.body, if_match='"1"'), 403)

    def test_nor_does_a_ministry_that_does_not_lead_it(
        self, ministry_officer: Api, url: str
    ) -> None:
        problem(ministry_officer.post(f"{url}draft/", {}, if_match='"1"'), 403)

    def test_another_state_finds_nothing(self, foreigner: Api, url: str) -> None:
        problem(foreigner.post(f"{url}override/", self.body, if_match='"1"'), 404)

    def test_a_stale_version_is_refused(self, official: Api, url: str) -> None:
        official.post(f"{url}draft/", {}, if_match='"1"')
        problem(official.post(f"{url}override/", self.body, if_match='"1"'), 412)

    def test_another_date_keeps_the_original_and_its_reason(self, official: Api, url: str) -> None:
        row = official.post(f"{url}override/", self.body, if_match='"1"').json()
        assert (row["due_on"], row["original_due_on"]) == ("2099-06-01", "2099-03-31")
        assert row["override_reason"] == "Paragraph 45"
        assert row["confirmed_at"]

    def test_from_draft_to_review(self, official: Api, url: str) -> None:
        today = dt.date.today().isoformat()  # noqa: DTZ011 - the test's State lives in UTC
        for step, body, status in (
            ("confirm", {}, "due"),
            ("draft", {}, "drafted"),
            ("submit", {"submitted_on": today}, "submitted"),
            ("review", {"reviewed_on": today, "follow_up_on": "2099-01-01"}, "follow_up_due"),
        ):
            version = official.get(url).json()["version"]
            answer = official.post(f"{url}{step}/", body, if_match=f'"{version}"')
            assert answer.json()["status"] == status, answer.json()
        rows = official.get("/obligation-dates/", {"kind": "follow_up"}).json()["results"]
        assert [row["due_on"] for row in rows] == ["2099-01-01"]

    def test_skipping_needs_a_reason(self, official: Api, url: str) -> None:
        assert pointers(official.post(f"{url}skip/", {}, if_match='"1"')) == {"#/skip_reason"}
        row = official.post(f"{url}skip/", {"skip_reason": "Combined"}, if_match='"1"').json()
        assert row["status"] == "skipped"
        again = official.post(f"{url}reopen/", {}, if_match='"2"').json()
        assert again["status"] == "due"
