"""Every test meets the database as the running application does: through the application role.

The owner of the tables creates and migrates the test database, and empties it after transactional
tests; between the two, row-level security is in force.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.test import TransactionTestCase
from django.test.utils import teardown_databases
from django.utils import translation
from pytest_django import DjangoDbBlocker
from redis import Redis

from config import connections
from focalpoint.db.owner import as_owner
from tests import database
from tests.emptying import empty_database

pytest_plugins = ["tests.processes"]
ATTEMPTS = 3


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Create and migrate the test database as the owner of its tables."""
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock(), as_owner():
        keep = django_db_keepdb and not django_db_createdb
        names = database.create(verbosity=verbosity, keep=keep)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            database.end_sessions()
            with as_owner():
                teardown_databases(names, verbosity=verbosity)


@pytest.fixture(scope="session", autouse=True)
def _empty_as_owner() -> None:
    """The application role may not delete everything: the owner cleans up transactional tests.

    A request that a browser sent last may still be at work then: where the two lock each other out,
    the server ends one of them; where it writes of a record that is being deleted, the deletion
    fails. Cleaning up begins anew.
    """
    case: Any = TransactionTestCase

    def empty_as_owner(self: TransactionTestCase) -> None:
        for attempt in range(ATTEMPTS):
            try:
                with as_owner():
                    empty_database()
            except (IntegrityError, OperationalError):
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(1)
            else:
                return

    case._fixture_teardown = empty_as_owner


@pytest.fixture(scope="session")
def _redis_databases() -> list[Redis]:
    """The broker's and the cache's logical databases of this test process."""
    urls = [settings.REDIS_URL, connections.redis(settings.REDIS_URL, offset=1)]
    return [Redis.from_url(url) for url in urls]


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A request of the test before may have left its reader's language behind."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _empty_redis(_redis_databases: list[Redis]) -> None:
    """No test finds another's queued tasks, rate limits or cached pages."""
    for redis in _redis_databases:
        redis.flushdb()
