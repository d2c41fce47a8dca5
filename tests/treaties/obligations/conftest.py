"""A State, its people, and an instrument that binds it and asks for reports."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.treaties.models import Category, Treaty
from apps.treaties.obligations.derivation import derive_obligations
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

DAY = dt.timedelta(days=1)
REPORTING = {
    "body": "CEDAW",
    "initial_within_years": 1,
    "periodic_every_years": 4,
    "basis": "Art. 18",
    "confidence": "high",
}


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(country=CountryFactory(time_zone="UTC"), name="Office")


@pytest.fixture
def ministry(office: Any) -> Any:
    return InstitutionFactory(country=office.country, name="Ministry of Justice")


@pytest.fixture
def official(office: Any) -> Actor:
    return actor_for(person(Role.OFFICIAL, office))


@pytest.fixture
def focal_point(office: Any) -> Actor:
    return actor_for(person(Role.FOCAL_POINT, office))


@pytest.fixture
def officer(ministry: Any) -> Actor:
    return actor_for(person(Role.MINISTRY_OFFICER, ministry))


@pytest.fixture
def treaty() -> Treaty:
    return TreatyFactory(
        short_title="Convention",
        category=Category.HUMAN_RIGHTS,
        entered_into_force_on=dt.date(1981, 9, 3),
        reporting=REPORTING,
    )


@pytest.fixture
def party(office: Any, treaty: Treaty) -> Any:
    """The treaty action by which the State is bound from 31 March 2010."""
    return TreatyActionFactory(treaty=treaty, country=office.country, date=dt.date(2010, 3, 1))


@pytest.fixture
def derive(office: Any) -> Callable[..., dict[str, int]]:
    """Derive what the State owes, as of a day."""

    def derive(today: str = "2026-11-22") -> dict[str, int]:
        return derive_obligations(today=dt.date.fromisoformat(today), countries=[office.country])

    return derive


@pytest.fixture
def dates() -> Callable[..., list[Occurrence]]:
    """All dates on record, by their day."""

    def dates(**fields: Any) -> list[Occurrence]:
        with acting(SYSTEM):
            rows = Occurrence.objects.filter(**fields).select_related("obligation__treaty")
            return list(rows.order_by("due_on"))

    return dates


@pytest.fixture
def duty(party: Any, derive: Any) -> ReportingObligation:
    """What the State owes under the treaty, derived."""
    derive()
    with acting(SYSTEM):
        return ReportingObligation.objects.select_related("treaty", "country").get()


def today() -> dt.date:
    return timezone.now().date()
