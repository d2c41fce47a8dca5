"""The workplace of a ministry: what its institution owes, and where the State stands."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.countries.models import Country, Institution
from apps.treaties.models import ActionKind
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.costs import at_most
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    CountryFactory,
    InstitutionFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = "/ministry/"


@pytest.fixture
def state() -> Country:
    return CountryFactory(name="Aravia", time_zone="UTC")


@pytest.fixture
def ministry(state: Country) -> Institution:
    return InstitutionFactory(country=state, name="Ministry of Justice")


@pytest.fixture
def officer(client: Client, ministry: Institution) -> Client:
    client.force_login(person(Role.MINISTRY_OFFICER, ministry))
    return client


def context(client: Client) -> Any:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.context


def page(client: Client) -> str:
    return " ".join(client.get(PAGE).content.decode().split())


def in_days(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days=days)


class TestWhoOpensIt:
    @pytest.mark.parametrize(
        ("role", "answer"),
        [
            (Role.MINISTRY_OFFICER, 200),
            (Role.FOCAL_POINT, 200),
            (Role.AUDITOR, 200),
            (Role.CONTRIBUTOR, 403),
        ],
    )
    def test_people_of_the_state(
        self, client: Client, ministry: Institution, role: Role, answer: int
    ) -> None:
        client.force_login(person(role, ministry))
        assert client.get(PAGE).status_code == answer

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SECRETARIAT, Role.AUDITOR])
    def test_nobody_of_the_network(self, client: Client, role: Role) -> None:
        client.force_login(person(role))
        assert client.get(PAGE).status_code == 403

    def test_no_stranger(self, client: Client) -> None:
        assert client.get(PAGE).status_code == 302


class TestWhatIsOwed:
    def test_is_what_the_institution_owns_or_leads_by_deadline(
        self, officer: Client, ministry: Institution, state: Country
    ) -> None:
        other = InstitutionFactory(country=state)
        later = ActionFactory(office=ministry, due_on=in_days(40))
        led = ActionFactory(office=other, lead_institution=ministry, due_on=in_days(3))
        overdue = ActionFactory(office=ministry, due_on=in_days(-2))
        ActionFactory(office=other, due_on=in_days(1))
        ActionFactory(office=ministry, due_on=in_days(1), status="done")
        owed = context(officer)["owed"]
        assert list(owed.actions) == [overdue, led, later]
        assert (owed.total, owed.overdue, owed.soon) == (3, 1, 1)
        assert "2 days overdue" in page(officer)

    def test_says_how_many_more_there_are(self, officer: Client, ministry: Institution) -> None:
        for number in range(10):
            ActionFactory(office=ministry, due_on=in_days(number))
        assert "2 more" in page(officer)

    def test_leaves_out_what_another_ministry_keeps_to_itself(
        self, officer: Client, ministry: Institution, state: Country
    ) -> None:
        other = InstitutionFactory(country=state)
        treaty = TreatyFactory()
        hidden = ActionFactory(office=other, visibility=Visibility.OFFICE, title="Secret work")
        ActionLinkFactory(action=hidden, item=None, treaty=treaty)
        assert context(officer)["working"] == {}
        assert "Secret work" not in page(officer)

    def test_says_what_will_stand_here(self, officer: Client) -> None:
        assert "Nothing is open" in page(officer)


class TestTheInstruments:
    def test_stand_with_the_unfinished_first(self, officer: Client, state: Country) -> None:
        party, signed, outside, leaving = (TreatyFactory() for _ in range(4))
        TreatyActionFactory(treaty=party, country=state)
        TreatyActionFactory(treaty=signed, country=state, kind=ActionKind.SIGNATURE)
        TreatyActionFactory(treaty=leaving, country=state)
        TreatyActionFactory(
            treaty=leaving,
            country=state,
            kind=ActionKind.WITHDRAWAL,
            date=in_days(-10),
            effective_on=in_days(355),
        )
        groups = context(officer)["groups"]
        assert [[status.treaty for status in rows] for _label, rows in groups] == [
            [leaving],
            [signed],
            [outside],
            [party],
        ]

    def test_show_how_many_actions_serve_them(
        self, officer: Client, ministry: Institution, state: Country
    ) -> None:
        treaty = TreatyFactory()
        for status in ("open", "in_progress", "done"):
            action = ActionFactory(office=ministry, status=status)
            ActionLinkFactory(action=action, item=None, treaty=treaty)
        assert context(officer)["working"] == {treaty.pk: 2}
        assert "2 open" in page(officer)

    def test_of_a_training_state_are_marked(self, officer: Client) -> None:
        assert "fp-training-banner" in page(officer)


def test_it_costs_few_queries(officer: Client, ministry: Institution) -> None:
    for _ in range(5):
        treaty = TreatyFactory()
        action = ActionFactory(office=ministry, due_on=in_days(5))
        ActionLinkFactory(action=action, item=None, treaty=treaty)
    with at_most(14):
        officer.get(PAGE)
