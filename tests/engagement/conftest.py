"""A State with its focal point's office and a ministry, and a meeting of the calendar."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from focalpoint.actors import Actor
from focalpoint.roles import Role
from tests import factories as f


@pytest.fixture
def office() -> Any:
    return f.InstitutionFactory()


@pytest.fixture
def ministry(office: Any) -> Any:
    return f.InstitutionFactory(country=office.country, name="Ministry of Justice")


@pytest.fixture
def focal_point(office: Any) -> Actor:
    return f.actor(Role.FOCAL_POINT, office)


@pytest.fixture
def official(office: Any) -> Actor:
    return f.actor(Role.OFFICIAL, office)


@pytest.fixture
def officer(ministry: Any) -> Actor:
    return f.actor(Role.MINISTRY_OFFICER, ministry)


@pytest.fixture
def abroad() -> Actor:
    return f.actor(Role.FOCAL_POINT, f.InstitutionFactory())


@pytest.fixture
def coordinator() -> Actor:
    return f.actor(Role.COORDINATOR)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=str(actor.user_id)))
    return client
