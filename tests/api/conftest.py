"""Clients of the API, each with a token of its own person."""

import datetime as dt
from typing import Any

import pytest

from apps.accounts.models import User
from apps.countries.models import Institution
from focalpoint.roles import Role
from tests.api.client import Api
from tests.api.documents import begun
from tests.factories import InstitutionFactory, TrainingFactory, person


@pytest.fixture
def office(db: None) -> Any:
    """The focal point's office of one training State."""
    return InstitutionFactory(name="Office of the focal point")


@pytest.fixture
def foreign_office(db: None) -> Any:
    """The focal point's office of another State."""
    return InstitutionFactory(name="Office abroad")


@pytest.fixture
def anonymous() -> Api:
    return Api()


@pytest.fixture
def official_user(office: Institution) -> User:
    return person(Role.OFFICIAL, office)


@pytest.fixture
def official(official_user: User) -> Api:
    return Api(official_user)


@pytest.fixture
def focal_point(office: Institution) -> Api:
    return Api(person(Role.FOCAL_POINT, office))


@pytest.fixture
def auditor(office: Institution) -> Api:
    """Reads what the State keeps, writes nothing."""
    return Api(person(Role.AUDITOR, office))


@pytest.fixture
def ministry_officer(office: Institution) -> Api:
    """Of another institution of the same State."""
    return Api(person(Role.MINISTRY_OFFICER, InstitutionFactory(country=office.country)))


@pytest.fixture
def foreigner(foreign_office: Institution) -> Api:
    """An official of another State."""
    return Api(person(Role.OFFICIAL, foreign_office))


@pytest.fixture
def coordinator(db: None) -> Api:
    return Api(person(Role.COORDINATOR))


@pytest.fixture
def secretariat(db: None) -> Api:
    return Api(person(Role.SECRETARIAT))


@pytest.fixture
def contributor(office: Institution) -> Api:
    """Invited to one consultation; reads nothing else."""
    return Api(person(Role.CONTRIBUTOR, office))


@pytest.fixture
def document_path(official: Api, office: Institution) -> str:
    """The address of a document with its drafts, and something to cite in it."""
    TrainingFactory(
        office=office,
        title="Course for the police",
        starts_on=dt.date(2026, 2, 1),
        approved_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC),
        visibility="network",
    )
    return begun(official)
