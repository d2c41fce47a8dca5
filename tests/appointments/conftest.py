"""A State with a focal point's office."""

import datetime as dt

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.appointments.services import create_appointment
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, actor


@pytest.fixture
def office():
    return InstitutionFactory(name="Office of the focal point")


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
def appoint(office, focal_point):
    """Record an appointment in the focal point's name."""

    def record(name="Ama Example", starts_on=dt.date(2024, 1, 1), who=focal_point, **more):
        fields = {"person_name": name, "institution": office, "starts_on": starts_on, **more}
        return create_appointment(actor=who, country=office.country, fields=fields)

    return record


@pytest.fixture
def browser():
    """A client that is signed in as somebody."""

    def sign_in(who):
        client = Client()
        client.force_login(User.objects.get(pk=who.user_id))
        return client

    return sign_in
