"""A migrated database to copy: a migration runs once, not for each test run.

Two are kept: one in which every migration ran, and the newest, which may have begun as a copy of it
and had what was added since. The copy that a test process takes is brought in line by an ordinary
`migrate`, so that policies and grants are always those of the code under test.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import setup_databases

WHOLE, NEWEST = "test_focalpoint_template", "test_focalpoint_newest"

Names = list[tuple[BaseDatabaseWrapper, str, bool]]
Migrations = dict[str, str]  # the name of each migration, and a digest of its text


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
    present = _migrations()
    with _one_at_a_time():
        template = _nearest(present)
        if template:
            _copy(template, name)
        if not template or _kept()[template] != present:
            names = set_up(keepdb=bool(template))
            _save(name, as_template=NEWEST if template else WHOLE, migrations=present)
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


def _nearest(present: Migrations) -> str | None:
    """The template to which most of the present migrations were applied, and none that is not."""
    fit = {name: done for name, done in _kept().items() if done.items() <= present.items()}
    return max(fit, key=lambda name: len(fit[name]), default=None)


def _kept() -> dict[str, Migrations]:
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname IN %s",
            [(WHOLE, NEWEST)],
        )
        rows = cursor.fetchall()
    return {name: json.loads(said) for name, said in rows if said and said.startswith("{")}


def _copy(template: str, name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def _save(name: str, *, as_template: str, migrations: Migrations) -> None:
    connection.close()
    _copy(name, as_template)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {as_template} IS %s", [json.dumps(migrations)])


def _migrations() -> Migrations:
    """All of them, ours and those of packages."""
    return {
        f"{config.label}.{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for config in apps.get_app_configs()
        for path in sorted(Path(config.path, "migrations").glob("*.py"))
    }


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Parallel test processes wait for the first one's template instead of migrating as well."""
    with (Path(settings.VAR_DIR) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
