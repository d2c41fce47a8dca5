"""Instruments, treaty actions and the status derived from them, over the API."""

import datetime as dt
from typing import Any

import pytest

from apps.treaties.models import ActionKind, TreatyAction
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.api.client import Api
from tests.api.contract import pointers, problem
from tests.factories import (
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyStatementFactory,
)

pytestmark = pytest.mark.django_db


class TestTreaties:
    def test_nobody_reads_them_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get("/treaties/"), 401)

    def test_nobody_writes_them(self, secretariat: Api) -> None:
        problem(secretariat.post("/treaties/", {"code": "NEW"}), 405)

    def test_they_are_read_by_code(self, official: Api) -> None:
        convention = TreatyFactory(code="GENOCIDE")
        TreatyFactory(code="PROTOCOL", parent=convention)
        assert official.get("/treaties/PROTOCOL/").json()["parent"] == "GENOCIDE"
        listed = official.get("/treaties/").json()
        assert [row["code"] for row in listed["results"]] == ["GENOCIDE", "PROTOCOL"]
        problem(official.get("/treaties/NONE/"), 404)


class TestTreatyActions:
    def test_nobody_reads_them_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get("/treaty-actions/"), 401)

    def test_nobody_writes_them(self, secretariat: Api) -> None:
        problem(secretariat.post("/treaty-actions/", {}), 405)

    def test_each_carries_its_source(self, contributor: Api) -> None:
        action: Any = TreatyActionFactory()
        row = contributor.get(f"/treaty-actions/{action.pk}/").json()
        assert (row["treaty"], row["country"]) == (action.treaty.code, action.country.code)
        assert (row["source"], row["source_as_of"]) == ("test list", "2015-03-14")
        assert row["is_training"] is True

    def test_they_are_filtered_and_sorted(self, official: Api) -> None:
        state: Any = MemberStateFactory()
        dates = [dt.date(1990, 1, 1), dt.date(1980, 1, 1)]
        for date in dates:
            TreatyActionFactory(country=state, date=date)
        TreatyActionFactory()
        query = {"country": state.code, "ordering": "date"}
        rows = official.get("/treaty-actions/", query).json()["results"]
        assert [row["date"] for row in rows] == ["1980-01-01", "1990-01-01"]
        query = {"country": state.code, "date_from": "1985-01-01"}
        assert len(official.get("/treaty-actions/", query).json()["results"]) == 1

    def test_what_was_corrected_stands_no_more(self, official: Api) -> None:
        wrong: Any = TreatyActionFactory()
        with acting(SYSTEM, reason="correction"):
            right = TreatyAction.objects.create(
                treaty=wrong.treaty,
                country=wrong.country,
                kind=ActionKind.ACCESSION,
                date=wrong.date,
                source="depositary",
                source_as_of=wrong.source_as_of,
                confidence="high",
                replaces=wrong,
            )
        for standing, action in (("true", right), ("false", wrong)):
            rows = official.get("/treaty-actions/", {"standing": standing}).json()["results"]
            assert [row["id"] for row in rows] == [str(action.pk)]


class TestStatements:
    path = "/treaty-statements/"

    def test_nobody_reads_them_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get(self.path), 401)

    def test_nobody_writes_them(self, secretariat: Api) -> None:
        problem(secretariat.post(self.path, {}), 405)

    def test_they_are_those_in_effect_on_the_date_asked_for(self, official: Api) -> None:
        statement: Any = TreatyStatementFactory(
            withdrawal_notified_on=dt.date(2012, 5, 1), withdrawal_effective_on=dt.date(2012, 6, 1)
        )
        for as_of, found in (("2010-02-28", 0), ("2012-05-31", 1), ("2012-06-01", 0)):
            rows = official.get(self.path, {"as_of": as_of}).json()["results"]
            assert [row["text"] for row in rows] == [statement.text] * found
        row = official.get(f"{self.path}{statement.pk}/").json()
        assert (row["treaty"], row["source"]) == (statement.treaty.code, "test list")
        assert pointers(official.get(self.path, {"treaty": "NONE"})) == {"treaty"}

    def test_a_reservation_marks_the_status(self, official: Api) -> None:
        action: Any = TreatyActionFactory()
        TreatyStatementFactory(treaty=action.treaty, country=action.country)
        query = {"treaty": action.treaty.code, "country": action.country.code}
        for as_of, reserves in (("2010-03-01", True), ("2010-02-28", False)):
            (row,) = official.get("/treaty-status/", {**query, "as_of": as_of}).json()["results"]
            assert row["reserves"] is reserves


class TestStatus:
    path = "/treaty-status/"

    def test_nobody_reads_it_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get(self.path), 401)

    def test_it_is_that_of_the_date_asked_for(self, official: Api) -> None:
        action: Any = TreatyActionFactory(date=dt.date(2010, 3, 1))
        query = {"treaty": action.treaty.code, "country": action.country.code}
        for as_of, standing in (("2010-02-28", "not_party"), ("2010-03-01", "party")):
            answer = official.get(self.path, {**query, "as_of": as_of}).json()
            assert answer["as_of"] == as_of
            assert [row["standing"] for row in answer["results"]] == [standing]

    def test_it_says_when_the_instrument_enters_into_force_and_why(self, official: Api) -> None:
        action: Any = TreatyActionFactory(
            date=dt.date(2010, 3, 1), treaty__entered_into_force_on=dt.date(1951, 1, 12)
        )
        query = {"treaty": action.treaty.code, "country": action.country.code}
        row = official.get(self.path, query).json()["results"][0]
        assert row["entry_into_force_on"] == "2010-03-31"
        assert row["is_in_force"] is True
        assert (row["action"], row["kind"]) == (str(action.pk), "ratification")
        assert row["source"] == "test list"

    def test_every_pair_is_there_also_without_any_action(self, official: Api) -> None:
        MemberStateFactory.create_batch(2)
        TreatyFactory.create_batch(2)
        results = official.get(self.path).json()["results"]
        assert len({(row["country"], row["treaty"]) for row in results}) == len(results) == 3 * 2

    def test_states_and_instruments_may_be_repeated(self, official: Api) -> None:
        states: list[Any] = MemberStateFactory.create_batch(2)
        TreatyFactory()
        query = {"country": [state.code for state in states]}
        rows = official.get(self.path, query).json()["results"]
        assert {row["country"] for row in rows} == {state.code for state in states}

    def test_what_it_does_not_know_is_named(self, official: Api) -> None:
        assert pointers(official.get(self.path, {"country": "ZZZ"})) == {"country"}
        assert pointers(official.get(self.path, {"as_of": "yesterday"})) == {"as_of"}
        assert pointers(official.get(self.path, {"asof": "2015-07-13"})) == {"asof"}


class TestChanges:
    path = "/treaty-changes/"

    def test_nobody_reads_them_without_signing_in(self, anonymous: Api) -> None:
        problem(anonymous.get(self.path), 401)

    def test_they_are_those_between_two_dates(self, official: Api) -> None:
        action: Any = TreatyActionFactory(country=MemberStateFactory())
        query = {"since": "2010-02-28", "until": "2010-03-01"}
        answer = official.get(self.path, query).json()
        assert [(row["change"], row["on"]) for row in answer["results"]] == [
            ("bound", "2010-03-01")
        ]
        assert answer["parties"] == [
            {"treaty": action.treaty.code, "parties_before": 0, "parties_after": 1}
        ]
        later = official.get(self.path, {"since": "2010-03-01", "until": "2010-03-02"}).json()
        assert later["results"] == []

    def test_what_it_does_not_know_is_named(self, official: Api) -> None:
        assert pointers(official.get(self.path)) == {"since"}
        query = {"since": "2010-03-01", "until": "2010-03-01"}
        assert pointers(official.get(self.path, query)) == {"until"}
        assert pointers(official.get(self.path, {"since": "2010-03-01", "country": "ZZZ"})) == {
            "country"
        }
