"""Databases made for measuring, one per size, kept between runs."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import errors

from config.connections import redis
from config.embedded import BASE_DIR, addresses, var_dir

# Logical databases apart from those of the demo, so that no queue or cache is shared.
REDIS_OFFSET = 8
# One for all programs of a run: sessions that one makes, another reads.
SECRET_KEY = secrets.token_urlsafe(48)
PATIENCE = 60  # seconds
PREPARATIONS = (("migrate", "--verbosity", "0"), ("load_catalogues",))


@dataclass(frozen=True)
class Bench:
    """One database with its environment for the programs that use it."""

    actions: int
    name: str
    app_url: str
    owner_url: str
    redis_url: str

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.app_url,
            "OWNER_DATABASE_URL": self.owner_url,
            "REDIS_URL": self.redis_url,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": "https://localhost",
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "STATIC_ROOT": str(var_dir() / "bench" / "static"),
            "LOG_LEVEL": "WARNING",
        }

    def manage(self, *arguments: str) -> str:
        """Run ``manage.py`` on this database and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=BASE_DIR,
            env=self.env,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout


def prepared(actions: int, *, finished: int = 30) -> Bench:
    """The database with ``actions`` synthetic actions; filled when it is not there yet."""
    found = addresses(var_dir())
    suffix = "" if finished == 30 else f"_{finished}"
    name = f"focalpoint_{actions}{suffix}_bench"
    bench = Bench(
        actions,
        name,
        _named(found.database, name),
        _named(found.owner, name),
        redis(found.redis, offset=REDIS_OFFSET),
    )
    bench.manage("collectstatic", "--no-input")
    if _exists(found.owner, name):
        bench.manage(*PREPARATIONS[0])
        return bench
    began = time.monotonic()
    _create(found.owner, name)
    try:
        for preparation in PREPARATIONS:
            bench.manage(*preparation)
        bench.manage("seed_scale", "--actions", str(actions), "--finished", str(finished))
    except BaseException:
        _drop(found.owner, name)
        raise
    sys.stderr.write(f"{name}: filled in {time.monotonic() - began:.0f} s\n")
    return bench


@contextmanager
def copied(bench: Bench) -> Iterator[Bench]:
    """A copy of the database for what changes it for good; dropped after the block."""
    owner = addresses(var_dir()).owner
    name = f"copy_of_{bench.name}"
    _drop(owner, name)
    with _server(owner) as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{bench.name}"')
    try:
        yield replace(
            bench,
            name=name,
            app_url=_named(bench.app_url, name),
            owner_url=_named(bench.owner_url, name),
        )
    finally:
        _drop(owner, name)


def _named(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _exists(owner_url: str, name: str) -> bool:
    with _server(owner_url) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _create(owner_url: str, name: str) -> None:
    with _server(owner_url) as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')


def _drop(owner_url: str, name: str) -> None:
    with _server(owner_url) as cursor:
        for _attempt in range(PATIENCE):
            with suppress(errors.InsufficientPrivilege):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                return
            # The server's own vacuum is at work there, which only it may end.
            time.sleep(1)
        raise RuntimeError(f"{name} is in use and cannot be dropped.")


def _server(owner_url: str) -> "psycopg2.extensions.cursor":
    connection = psycopg2.connect(owner_url)
    connection.autocommit = True
    return connection.cursor()
