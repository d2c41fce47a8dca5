"""A migrated database to copy: migrations run once for each change of them, not for each test run.

The copy is then brought in line by an ordinary `migrate`, so that policies and grants are always
those of the code under test.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import setup_databases

TEMPLATE = "test_focalpoint_template"

Names = list[tuple[BaseDatabaseWrapper, str, bool]]


def create(*, verbosity: int, keep: bool) -> Names:
    """Create this test process's database, as the owner; return what `teardown_databases` takes."""

    def set_up(*, keepdb: bool) -> Names:
        names: Names = setup_databases(
            verbosity=verbosity, interactive=False, keepdb=keepdb, serialized_aliases=()
        )
        return names

    if keep:
        return set_up(keepdb=True)
    creation: Any = connection.creation
    name = creation._get_test_db_name()
    with _one_at_a_time():
        copied = _copy_to(name)
        if not copied:
            names = set_up(keepdb=False)
            _save(name)
            return names
    return set_up(keepdb=True)


def end_sessions() -> None:
    """End what still answers a page that a browser test has left, as the role that it works in.

    Such a session would keep the database from being dropped.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )


def _copy_to(name: str) -> bool:
    """Make `name` a copy of the template; False when there is none of the present migrations."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [TEMPLATE],
        )
        if cursor.fetchone() != (_fingerprint(),):
            return False
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return True


def _save(name: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE {name}")
        cursor.execute(f"COMMENT ON DATABASE {TEMPLATE} IS '{_fingerprint()}'")


def _fingerprint() -> str:
    """Changes with any migration of ours or of a package."""
    digest = hashlib.sha256()
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path, "migrations").glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Parallel test processes wait for the first one's template instead of migrating as well."""
    with (Path(settings.VAR_DIR) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
