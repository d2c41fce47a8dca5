"""People of one State and of the network, and a worker that is at hand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.countries.models import Institution
from config.celery import app
from focalpoint.actors import Actor
from focalpoint.roles import Role
from tests.factories import InstitutionFactory, person


@pytest.fixture
def office() -> Institution:
    """The focal point's office of a training State."""
    return InstitutionFactory.create(name="Office of the focal point")


@pytest.fixture
def ministry(office: Institution) -> Institution:
    """Another institution of the same State."""
    institution: Institution = InstitutionFactory(
        country=office.country, name="Ministry of Justice"
    )
    return institution


@pytest.fixture
def abroad() -> Institution:
    """An institution of another State."""
    return InstitutionFactory.create()


@pytest.fixture
def focal_point(office: Institution) -> User:
    return person(Role.FOCAL_POINT, office, name="Ama Focal")


@pytest.fixture
def deputy(office: Institution) -> User:
    return person(Role.DEPUTY, office, name="Dede Deputy")


@pytest.fixture
def official(office: Institution) -> User:
    return person(Role.OFFICIAL, office, name="Ofa Official")


@pytest.fixture
def secretariat() -> User:
    return person(Role.SECRETARIAT, name="Sena Secretariat")


@pytest.fixture
def acts() -> Callable[[User], Actor]:
    """The actor of a user as the next request would see it."""
    return actor_for


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which a user has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        assert client.get("/profile/").status_code == 200
        return client

    return sign_in


@pytest.fixture
def worker(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Iterator[Callable[[], Any]]:
    """What is queued on commit runs at once: ``with worker(): …`` (a real worker: see faults)."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    mail.outbox.clear()
    yield lambda: django_capture_on_commit_callbacks(execute=True)
    app.conf.update(task_always_eager=False, task_eager_propagates=False)
