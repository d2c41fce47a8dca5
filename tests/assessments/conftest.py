"""A State with a focal point's office, and the framework with its fourteen factors."""

import datetime as dt

import pytest

from apps.assessments.models import FactorRating, Level
from apps.assessments.services import (
    approve_assessment,
    create_assessment,
    submit_assessment,
)
from focalpoint.acting import acting
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.rerated import approved, rerate
from tests.factories import InstitutionFactory, ItemFactory, RiskFactorFactory, actor


@pytest.fixture
def office():
    return InstitutionFactory(name="Office of the focal point")


@pytest.fixture
def ministry(office):
    return InstitutionFactory(country=office.country, name="Ministry of Justice")


@pytest.fixture
def focal_point(office):
    return actor(Role.FOCAL_POINT, office)


@pytest.fixture
def deputy(office):
    return actor(Role.DEPUTY, office)


@pytest.fixture
def official(office):
    return actor(Role.OFFICIAL, office)


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def factors():
    """The fourteen factors, the first one with two indicators."""
    made = [
        RiskFactorFactory(
            code=f"RF{n}",
            label=f"{n}",
            title=f"Risk factor {n}",
            detail=f"What risk factor {n} means.",
            order=n * 100,
        )
        for n in range(1, 15)
    ]
    for n in (1, 2):
        ItemFactory(
            framework=made[0].framework,
            parent=made[0],
            code=f"1.{n}",
            label=f"1.{n}",
            kind="indicator",
            title=f"Indicator 1.{n} is present.",
            order=100 + n,
        )
    return made


@pytest.fixture
def draft(official, office, factors, focal_point):
    """An assessment that the official has just begun."""
    return create_assessment(
        actor=official,
        country=office.country,
        fields={
            "title": "National assessment 2026",
            "period_start": dt.date(2026, 1, 1),
            "period_end": dt.date(2026, 6, 30),
            "lead_institution": office,
            "method": "Desk review and interviews.",
        },
    )


@pytest.fixture
def ratings(draft, official):
    with acting(official):
        return list(FactorRating.objects.filter(assessment=draft).select_related("factor"))


@pytest.fixture
def rated(draft, ratings, official):
    """The same assessment with every factor rated."""
    for rating in ratings:
        rating.level = Level.MODERATE
        rating.narrative = f"About {rating.factor.label}."
    with acting(official, reason="test set-up"):
        FactorRating.objects.bulk_update(ratings, ["level", "narrative"])
    return draft


@pytest.fixture
def submitted(rated, official):
    return submit_assessment(actor=official, assessment=rated)


@pytest.fixture
def shared(submitted, focal_point):
    """A snapshot that the network reads."""
    return approve_assessment(
        actor=focal_point, assessment=submitted, visibility=Visibility.NETWORK
    )


@pytest.fixture
def snapshot(submitted, focal_point):
    """Approved thirty days ago; all factors are moderate."""
    return approved(submitted, focal_point, 30)


@pytest.fixture
def high(snapshot, official, office, factors):
    """Factor 8, judged high for ten days."""
    return rerate(official, office, factors[7])
