"""A State with its focal point's office and two ministries, and a plan of three stages."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from apps.accounts.selectors import actor_for
from apps.treaties.plans.models import PlanStage, RatificationPlan
from apps.treaties.plans.services import NewStage, start_plan
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from tests import factories as f


@dataclass
class Stage:
    """Who takes part."""

    office: Any
    justice: Any
    parliament: Any
    treaty: Any
    focal_point: Actor
    official: Actor
    officer: Actor
    stranger: Actor

    @property
    def country(self) -> Any:
        return self.office.country


def acts(person: Any) -> Actor:
    return actor_for(person)


@pytest.fixture
def at_home() -> Stage:
    office = f.InstitutionFactory(country=f.CountryFactory(time_zone="UTC"))
    justice = f.InstitutionFactory(country=office.country, name="Ministry of Justice")
    parliament = f.InstitutionFactory(country=office.country, name="Parliament")
    return Stage(
        office=office,
        justice=justice,
        parliament=parliament,
        treaty=f.TreatyFactory(code="TESTS", short_title="Test Convention"),
        focal_point=acts(f.person(Role.FOCAL_POINT, office)),
        official=acts(f.person(Role.OFFICIAL, office)),
        officer=acts(f.person(Role.MINISTRY_OFFICER, justice)),
        stranger=acts(f.person(Role.MINISTRY_OFFICER, parliament)),
    )


@pytest.fixture
def plan(at_home: Stage) -> RatificationPlan:
    """Justice drafts, then Parliament votes, then the office deposits."""
    return start_plan(
        actor=at_home.official,
        country=at_home.country,
        treaty=at_home.treaty,
        aim="accession",
        started_on=dt.date(2026, 1, 5),
        stages=[
            NewStage("legal_review", "Review", at_home.justice, dt.date(2026, 3, 1)),
            NewStage("parliament", "Vote", at_home.parliament, dt.date(2026, 6, 1), after=(0,)),
            NewStage("deposit", "Deposit", None, dt.date(2026, 7, 1), after=(1,)),
        ],
    )


def stages_of(plan: RatificationPlan) -> list[PlanStage]:
    with acting(SYSTEM):
        return list(PlanStage.objects.filter(plan=plan).order_by("position"))
