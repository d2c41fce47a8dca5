"""A State with its focal point's office and a ministry, and the people in them."""

import datetime as dt

import pytest

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import ActionFactory, InstitutionFactory, person


@pytest.fixture
def office(db):
    """The focal point's office."""
    return InstitutionFactory(name="Office of the Focal Point")


@pytest.fixture
def country(office):
    return office.country


@pytest.fixture
def ministry(country):
    return InstitutionFactory(country=country, name="Ministry of Justice")


@pytest.fixture
def amina(office):
    """An official of the focal point's office."""
    return person(Role.OFFICIAL, office, name="Amina Diallo", email="amina.diallo@example.org")


@pytest.fixture
def official(amina):
    return actor_for(amina)


@pytest.fixture
def focal_point(office):
    return actor_for(person(Role.FOCAL_POINT, office, name="Kofi Mensah", email="kofi@example.org"))


@pytest.fixture
def badu(ministry):
    """An officer of the ministry."""
    return person(Role.MINISTRY_OFFICER, ministry, name="Badu Osei", email="badu@example.org")


@pytest.fixture
def officer(badu):
    return actor_for(badu)


@pytest.fixture
def stranger(db):
    """A focal point of another State."""
    return actor_for(person(Role.FOCAL_POINT))


@pytest.fixture
def leave():
    """End all memberships of a user long ago."""

    def leave(user):
        with acting(SYSTEM, reason="left"):
            Membership.objects.filter(user=user).update(ends_on=dt.date(2021, 1, 1))

    return leave


@pytest.fixture
def signed_in(client):
    """Give the test's browser a session of a user."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def web(signed_in, amina):
    """The official's browser."""
    return signed_in(amina)


@pytest.fixture
def action(office):
    """An action of the focal point's office."""
    return ActionFactory(office=office, title="Draft bill")
