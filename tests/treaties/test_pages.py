"""The treaty pages: what each reader finds, for their own State and for others."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.countries.models import Country
from apps.treaties.models import ActionKind, Category, Treaty
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db
LIST = "/treaties/"


@pytest.fixture
def state() -> Country:
    return MemberStateFactory(name="Own State", un_member_since=dt.date(1960, 1, 1))


@pytest.fixture
def other() -> Country:
    return MemberStateFactory(name="Other State", un_member_since=dt.date(1960, 1, 1))


@pytest.fixture
def ratified(state: Country) -> Treaty:
    treaty = TreatyFactory(
        short_title="Ratified Convention",
        category=Category.ATROCITY_CRIME,
        entered_into_force_on=dt.date(1990, 1, 1),
        entry_basis="Art. 19",
        reporting={"basis": "Art. 9", "initial_within_years": 1, "confidence": "high"},
        facts={"adopted_act": "GA resolution 1"},
        adopted_on=dt.date(1989, 1, 1),
        adopted_at="Paris",
    )
    TreatyActionFactory(treaty=treaty, country=state, date=dt.date(2010, 3, 1))
    return treaty


@pytest.fixture
def signed(state: Country) -> Treaty:
    treaty = TreatyFactory(short_title="Signed Convention")
    TreatyActionFactory(
        treaty=treaty, country=state, kind=ActionKind.SIGNATURE, date=dt.date(2011, 3, 1)
    )
    return treaty


@pytest.fixture
def officer(client: Client, state: Country) -> Client:
    office = InstitutionFactory(country=state)
    client.force_login(person(Role.MINISTRY_OFFICER, office))
    return client


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(person(Role.COORDINATOR))
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.usefixtures("ratified", "signed")
class TestTheTableOfAState:
    def test_sends_strangers_to_sign_in(self, client: Client) -> None:
        assert client.get(LIST).status_code == 302

    def test_is_closed_to_those_invited_to_one_consultation(
        self, client: Client, state: Country
    ) -> None:
        client.force_login(person(Role.CONTRIBUTOR, InstitutionFactory(country=state)))
        assert client.get(LIST).status_code == 403

    def test_shows_standing_dates_source_and_as_of(self, officer: Client) -> None:
        page = text(officer.get(LIST))
        assert "Ratified Convention" in page
        assert "1 Mar 2010" in page  # the deposit
        assert "31 Mar 2010" in page  # entry into force, thirty days later
        assert "test list, as of 14 Mar 2015" in page
        assert "confidence: high" in page

    def test_says_in_words_what_is_signed_and_what_was_never_signed(
        self, officer: Client, signed: Treaty, other: Country
    ) -> None:
        unsigned = TreatyFactory(short_title="Unsigned Convention")
        TreatyActionFactory(treaty=unsigned, country=other, kind=ActionKind.SIGNATURE)
        page = text(officer.get(LIST))
        assert "Signed, not ratified" in page
        assert "Never signed" in page

    def test_does_not_say_never_signed_where_no_signature_is_on_record(
        self, officer: Client, other: Country
    ) -> None:
        protocol = TreatyFactory(short_title="Protocol without signatures")
        TreatyActionFactory(treaty=protocol, country=other)
        page = text(officer.get(LIST))
        assert "Not party" in page
        assert "Never signed" not in page

    def test_can_be_asked_for_another_date(self, officer: Client) -> None:
        page = text(officer.get(LIST, {"as_of": "2010-02-28"}))
        assert "Own State on 28 February 2010" in page
        assert "31 Mar 2010" not in page

    def test_falls_back_to_today_for_a_date_that_is_none(self, officer: Client) -> None:
        response = officer.get(LIST, {"as_of": "2010-02-31"})
        assert response.status_code == 200
        assert "Ratified Convention" in text(response)

    def test_narrows_to_what_is_asked(self, officer: Client) -> None:
        page = text(officer.get(LIST, {"show": "signed"}))
        assert "Signed Convention" in page
        assert "Ratified Convention" not in page
        page = text(officer.get(LIST, {"category": "arms"}))
        assert "No instrument here" in page

    def test_keeps_an_officer_to_their_own_state(self, officer: Client, other: Country) -> None:
        page = text(officer.get(LIST, {"country": other.code}))
        assert "Own State on" in page
        assert "Other State" not in page

    def test_says_up_to_when_the_record_reaches(self, officer: Client) -> None:
        assert "The list on record is of 14 March 2015" in text(officer.get(LIST))
        assert "on record is of" not in text(officer.get(LIST, {"as_of": "2015-03-14"}))

    def test_is_marked_for_a_training_state(self, client: Client) -> None:
        office = InstitutionFactory(country=CountryFactory())
        client.force_login(person(Role.FOCAL_POINT, office))
        assert "fp-training-banner" in text(client.get(LIST))

    def test_needs_few_queries(self, officer: Client) -> None:
        # Session, user and memberships take three of their own.
        with at_most(4):
            officer.get(LIST)


@pytest.mark.usefixtures("ratified", "signed")
class TestTheCountsOfAllStates:
    def test_are_what_a_coordinator_sees_first(self, coordinator: Client) -> None:
        for code in ("GENOCIDE", "AP1", "AP2", "ROME_STATUTE"):
            TreatyFactory(code=code)
        page = text(coordinator.get(LIST))
        assert "All Member States on" in page
        assert "Not party to the Rome Statute" in page

    def test_give_way_to_one_state(self, coordinator: Client, state: Country) -> None:
        page = text(coordinator.get(LIST, {"country": state.code}))
        assert "Own State on" in page

    def test_stand_without_the_instruments_of_the_report(self, coordinator: Client) -> None:
        assert coordinator.get(LIST).status_code == 200

    def test_open_to_a_focal_point_who_asks_for_all(self, client: Client, state: Country) -> None:
        client.force_login(person(Role.FOCAL_POINT, InstitutionFactory(country=state)))
        assert "Own State on" in text(client.get(LIST))
        assert "All Member States on" in text(client.get(LIST, {"country": ""}))


class TestOneInstrument:
    def test_tells_what_happened_and_what_it_asks(self, officer: Client, ratified: Treaty) -> None:
        page = text(officer.get(reverse("treaty-detail", args=[ratified.code])))
        for words in (
            "Adopted in Paris",
            "GA resolution 1",
            "Ratification",
            "In force for this State",
            "(Art. 19)",
            "within one year of entry into force",
            "1, of them 1 Member States",
        ):
            assert words in page

    def test_shows_a_notified_withdrawal(
        self, officer: Client, ratified: Treaty, state: Country
    ) -> None:
        TreatyActionFactory(
            treaty=ratified,
            country=state,
            kind=ActionKind.WITHDRAWAL,
            date=dt.date(2016, 10, 27),
            effective_on=dt.date(2017, 10, 27),
        )
        url = reverse("treaty-detail", args=[ratified.code])
        page = text(officer.get(url, {"as_of": "2017-01-01"}))
        assert "withdrawal takes effect on 27 October 2017" in page
        assert "Withdrawn" in text(officer.get(url, {"as_of": "2018-01-01"}))

    def test_is_shown_to_a_coordinator_without_a_state(
        self, coordinator: Client, ratified: Treaty
    ) -> None:
        page = text(coordinator.get(reverse("treaty-detail", args=[ratified.code])))
        assert "All States" in page
        assert "In force for this State" not in page

    def test_that_does_not_exist_is_not_found(self, officer: Client) -> None:
        assert officer.get("/treaties/NOTHING/").status_code == 404

    def test_needs_few_queries(self, officer: Client, ratified: Treaty) -> None:
        with at_most(7):
            officer.get(reverse("treaty-detail", args=[ratified.code]))
