"""A State with a focal point's office, and the seven steps."""

import pytest

from focalpoint.roles import Role
from tests.factories import InstitutionFactory, ItemFactory, actor


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
def official(office):
    return actor(Role.OFFICIAL, office)


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def seven():
    """The seven steps (a) to (g)."""
    return [
        ItemFactory(
            code=f"R2013-{letter.upper()}",
            label=f"({letter})",
            title=f"Step {letter}",
            detail=f"What step {letter} asks for.",
            order=number,
        )
        for number, letter in enumerate("abcdefg", start=1)
    ]
