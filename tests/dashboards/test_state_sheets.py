"""The fact sheet of a State: what its reader sees of it, and no more."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.selectors import actor_for
from apps.countries.models import Country, Institution
from apps.dashboards.state_sheet import document_of
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.factories import (
    AppointmentFactory,
    CountryFactory,
    InstitutionFactory,
    OccurrenceFactory,
    PlanStageFactory,
    RatificationPlanFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)
from tests.paper import assert_accessible

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 5, 1)


@pytest.fixture
def state() -> Country:
    return CountryFactory(name="Aravia", time_zone="UTC")


@pytest.fixture
def ministry(state: Country) -> Institution:
    return InstitutionFactory(country=state, name="Ministry of Justice")


@pytest.fixture
def joined(state: Country, ministry: Institution) -> Any:
    """A party to one instrument that is on the way to another, with a report ahead."""
    treaty = TreatyFactory(short_title="Joined Convention")
    TreatyActionFactory(treaty=treaty, country=state, date=dt.date(2010, 3, 1))
    plan = RatificationPlanFactory(
        office=ministry, treaty=TreatyFactory(short_title="Coming Convention")
    )
    PlanStageFactory(plan=plan, office=ministry, title="Cabinet", due_on=dt.date(2026, 9, 1))
    OccurrenceFactory(office=ministry, obligation__treaty=treaty)
    AppointmentFactory(
        office=ministry, person_name="Amina Diallo", starts_on=dt.date(2025, 1, 1), ends_on=None
    )
    return treaty


def sheet(user: Any, state: Country) -> dict[str, Any]:
    actor = actor_for(user)
    with acting(actor):
        found = document_of(actor, state, TODAY)
    sections = {section["title"]: section["rows"] for section in found["sections"]}
    return {"facts": dict(found["facts"]), **sections}


def test_its_people_find_status_plans_and_dates(
    state: Country, ministry: Institution, joined: Any
) -> None:
    found = sheet(person(Role.MINISTRY_OFFICER, ministry), state)
    assert found["facts"]["Focal point"].startswith("Amina Diallo")
    rows = {row[0]: row for row in found["Instruments"]}
    assert rows["Joined Convention"][1:3] == ["Party", "1 March 2010"]
    [plan] = found["On the way to being a party"]
    assert (plan[0], plan[1], plan[3]) == ("Coming Convention", "0 of 1", "1 September 2026")
    assert plan[2] == "Cabinet (Ministry of Justice)"
    [date] = found["What falls due"]
    assert date[1].startswith("Joined Convention")
    assert date[1].endswith("(date not confirmed)")


def test_the_network_finds_what_is_public(state: Country, joined: Any) -> None:
    found = sheet(person(Role.COORDINATOR), state)
    assert "Instruments" in found
    assert "On the way to being a party" not in found
    assert "What falls due" not in found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_a_tagged_document(
    client: Client, state: Country, ministry: Institution, joined: Any, language: str
) -> None:
    client.force_login(person(Role.MINISTRY_OFFICER, ministry, language=language))
    answer = client.get(reverse("state-fact-sheet", args=[state.code]))
    assert answer["Content-Type"] == "application/pdf"
    assert_accessible(answer.content)


def test_a_ministry_prints_its_own_state_only(client: Client, ministry: Institution) -> None:
    client.force_login(person(Role.MINISTRY_OFFICER, ministry))
    other = CountryFactory()
    assert client.get(reverse("state-fact-sheet", args=[other.code])).status_code == 404
