"""A State beside its group: shares and names, on any date, and no rank."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from apps.countries.models import (
    Country,
    Organisation,
    OrganisationMembership,
    RegionalGroup,
)
from apps.treaties.models import ActionKind, Treaty
from focalpoint.roles import Role
from tests.exports.files import body, json_rows
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    MemberStateFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db
PAGE = "/treaties/peers/"


def member(name: str, group: str = RegionalGroup.AFRICA) -> Country:
    return MemberStateFactory(name=name, regional_group=group, un_member_since=dt.date(1960, 1, 1))


@pytest.fixture
def state() -> Country:
    return member("Own State")


@pytest.fixture
def treaty(state: Country) -> Treaty:
    """Joined by one of three in the group, signed by another, and by one outside it."""
    treaty = TreatyFactory(short_title="Shared Convention")
    TreatyActionFactory(treaty=treaty, country=member("Party"), date=dt.date(2010, 3, 1))
    signed = {"kind": ActionKind.SIGNATURE, "date": dt.date(2011, 3, 1)}
    TreatyActionFactory(treaty=treaty, country=member("Signer"), **signed)
    far = member("Far Party", RegionalGroup.WESTERN_EUROPE)
    TreatyActionFactory(treaty=treaty, country=far, date=dt.date(2012, 3, 1))
    fictional = CountryFactory(name="Fictional", regional_group=RegionalGroup.AFRICA)
    TreatyActionFactory(treaty=treaty, country=fictional, date=dt.date(2012, 3, 1))
    return treaty


@pytest.fixture
def web(client: Client, state: Country) -> Client:
    client.force_login(person(Role.MINISTRY_OFFICER, InstitutionFactory(country=state)))
    return client


def row_of(response: Any) -> Any:
    [row] = response.context["rows"]
    return row


def shares(row: Any) -> tuple[int, ...]:
    return (
        row.of_group.parties,
        row.of_group.total,
        row.of_members.parties,
        row.of_members.total,
    )


def test_its_own_group_and_all_member_states(web: Client, treaty: Treaty) -> None:
    response = web.get(PAGE)
    row = row_of(response)
    assert shares(row) == (1, 3, 2, 4)
    assert [str(each) for each in (*row.parties, *row.signed, *row.outside)] == [
        "Party",
        "Signer",
        "Own State",
    ]
    assert "Fictional" not in response.text
    assert "1 of 3" in response.text


def test_on_another_date(web: Client, treaty: Treaty) -> None:
    assert shares(row_of(web.get(PAGE, {"as_of": "2010-01-01"}))) == (0, 3, 0, 4)


def test_beside_another_group(web: Client, treaty: Treaty) -> None:
    row = row_of(web.get(PAGE, {"group": RegionalGroup.WESTERN_EUROPE}))
    assert shares(row) == (1, 1, 2, 4)


def test_beside_the_members_of_an_organisation_on_the_date(
    web: Client, state: Country, treaty: Treaty
) -> None:
    organisation = Organisation.objects.create(code="ORG", name="An organisation")
    party = Country.objects.get(name="Party")
    for country, until in ((state, None), (party, dt.date(2015, 1, 1))):
        OrganisationMembership.objects.create(
            organisation=organisation, country=country, ends_on=until
        )
    assert shares(row_of(web.get(PAGE, {"group": "ORG"})))[:2] == (0, 1)
    then = {"group": "ORG", "as_of": "2014-01-01"}
    assert shares(row_of(web.get(PAGE, then)))[:2] == (1, 2)


def test_a_group_of_nobody_says_so(web: Client, treaty: Treaty) -> None:
    page = web.get(PAGE, {"group": RegionalGroup.EASTERN_EUROPE}).text
    assert "Nobody to compare with" in page


def test_a_coordinator_chooses_the_state(client: Client, state: Country, treaty: Treaty) -> None:
    client.force_login(person(Role.COORDINATOR))
    assert "Choose a State" in client.get(PAGE).text
    response = client.get(PAGE, {"country": state.code})
    assert shares(row_of(response)) == (1, 3, 2, 4)


def test_the_file_says_the_same(web: Client, state: Country, treaty: Treaty) -> None:
    [row] = json_rows(body(web.get(PAGE, {"format": "json"})))
    assert (row["country"], row["treaty"]) == (state.code, treaty.code)
    assert (row["group_parties"], row["group_total"], row["member_total"]) == (1, 3, 4)
