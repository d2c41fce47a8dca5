"""What changed between two dates, for one State and for all."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.countries.models import Country
from apps.treaties.changes import compare_dates
from apps.treaties.models import ActionKind, Treaty
from focalpoint.roles import Role
from tests.costs import at_most
from tests.exports.files import body, json_rows
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyStatementFactory,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("treaty-changes")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(
        code="TESTS",
        short_title="Test Convention",
        entered_into_force_on=day("1990-01-01"),
        entry_number=30,
    )


@pytest.fixture
def state() -> Country:
    return MemberStateFactory(name="Own State", code="0OW")


@pytest.fixture
def history(treaty: Treaty, state: Country) -> None:
    """Signed, ratified with a reservation, the reservation withdrawn, then left."""
    for kind, date, effective in (
        (ActionKind.SIGNATURE, "2001-01-01", None),
        (ActionKind.RATIFICATION, "2003-01-01", None),
        (ActionKind.WITHDRAWAL, "2010-01-01", "2011-01-01"),
    ):
        TreatyActionFactory(
            treaty=treaty,
            country=state,
            kind=kind,
            date=day(date),
            effective_on=day(effective) if effective else None,
        )
    TreatyStatementFactory(
        treaty=treaty,
        country=state,
        date=day("2003-01-01"),
        withdrawal_notified_on=day("2005-01-01"),
        withdrawal_effective_on=day("2005-02-01"),
    )


def found(since: str, until: str, **facts: Any) -> list[tuple[str, str]]:
    comparison = compare_dates(day(since), day(until), **facts)
    return [(change.kind.value, change.on.isoformat()) for change in reversed(comparison.changes)]


@pytest.mark.usefixtures("history")
class TestChanges:
    def test_are_those_between_the_dates(self) -> None:
        assert found("2000-12-31", "2003-01-31") == [
            ("signed", "2001-01-01"),
            ("stated", "2003-01-01"),
            ("bound", "2003-01-01"),
            ("in_force", "2003-01-31"),
        ]
        assert found("2003-01-31", "2011-01-01") == [
            ("unstated", "2005-02-01"),
            ("leaving", "2010-01-01"),
            ("left", "2011-01-01"),
        ]

    def test_of_the_first_day_itself_are_none_and_of_the_last_day_are_some(self) -> None:
        assert found("2001-01-01", "2002-01-01") == []
        assert found("2000-12-31", "2001-01-01") == [("signed", "2001-01-01")]

    def test_count_the_parties_on_both_dates(self, treaty: Treaty) -> None:
        (moved,) = compare_dates(day("2002-01-01"), day("2004-01-01")).moved
        assert (moved.treaty, moved.before, moved.after, moved.difference) == (treaty, 0, 1, 1)
        (moved,) = compare_dates(day("2004-01-01"), day("2012-01-01")).moved
        assert (moved.before, moved.after) == (1, 0)

    def test_leave_what_was_corrected_out(self, treaty: Treaty, state: Country) -> None:
        wrong = TreatyActionFactory(treaty=treaty, country=state, date=day("2020-01-01"))
        TreatyActionFactory(treaty=treaty, country=state, date=day("2021-01-01"), replaces=wrong)
        assert ("bound", "2020-01-01") not in found("2019-01-01", "2022-01-01")
        assert ("bound", "2021-01-01") in found("2019-01-01", "2022-01-01")

    def test_of_training_states_are_shown_for_themselves_alone(self, treaty: Treaty) -> None:
        training = CountryFactory()
        TreatyActionFactory(treaty=treaty, country=training, date=day("2020-01-01"))
        assert found("2019-01-01", "2022-01-01") == []
        assert ("bound", "2020-01-01") in found("2019-01-01", "2022-01-01", countries=[training])

    def test_cost_the_same_whatever_changed(self, treaty: Treaty) -> None:
        for _ in range(5):
            TreatyActionFactory(treaty=treaty, country=MemberStateFactory())
            TreatyStatementFactory(treaty=treaty, country=MemberStateFactory())
        with at_most(7):
            compare_dates(day("2000-01-01"), day("2020-01-01"))


@pytest.mark.usefixtures("history")
class TestThePage:
    def test_is_of_the_readers_own_state(self, client: Client, state: Country) -> None:
        client.force_login(person(Role.MINISTRY_OFFICER, InstitutionFactory(country=state)))
        page = client.get(PAGE, {"since": "2002-01-01", "until": "2004-01-01"}).text
        assert "Own State, after 1 January 2002 until 1 January 2004" in page
        assert "Became a party" in page
        assert "Test Convention" in page

    def test_shows_all_to_those_who_read_the_network(self, client: Client) -> None:
        client.force_login(person(Role.COORDINATOR))
        page = client.get(PAGE, {"since": "2002-01-01", "until": "2004-01-01"}).text
        assert "All participants" in page
        assert "Parties on both dates" in page
        assert "+1" in page

    def test_says_where_nothing_changed(self, client: Client) -> None:
        client.force_login(person(Role.COORDINATOR))
        page = client.get(PAGE, {"since": "1950-01-01", "until": "1960-01-01"}).text
        assert "Nothing changed on record" in page

    def test_says_that_dates_stand_in_the_wrong_order(self, client: Client) -> None:
        client.force_login(person(Role.COORDINATOR))
        answer = client.get(PAGE, {"since": "2004-01-01", "until": "2002-01-01"})
        assert answer.status_code == 200
        assert "The second date must come after the first." in answer.text

    @pytest.mark.parametrize("format_", ["csv", "xlsx", "json"])
    def test_is_a_file(self, client: Client, format_: str) -> None:
        client.force_login(person(Role.COORDINATOR))
        query = {"since": "2002-01-01", "until": "2004-01-01", "format": format_}
        content = body(client.get(PAGE, query))
        if format_ == "json":
            rows = json_rows(content)
            assert [row["change"] for row in rows] == ["in_force", "bound", "stated"]
            assert {(row["country"], row["treaty"]) for row in rows} == {("0OW", "TESTS")}
        assert content
