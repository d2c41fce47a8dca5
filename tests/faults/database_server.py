"""A PostgreSQL of the test's own, with a copy of the test's database, that can be crashed."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.embedded import OWNER, Servers
from tests.processes import database_url


class DatabaseServer:
    """Keeps what it has committed, as in production: it flushes to the disk."""

    def __init__(self, place: Path) -> None:
        self._servers = Servers(place / "var", durable=True)
        self.crashes = 0

    @property
    def host(self) -> str:
        return str(self._servers.run)

    def start(self) -> None:
        """Start it with a copy of the test's database as it stands."""
        name, owner = str(connection.settings_dict["NAME"]), settings.OWNER_DATABASE
        assert owner is not None
        self._servers.start()
        source = database_url(owner["USER"], owner["PASSWORD"])
        dump = self._run("pg_dump", "--dbname", source)
        self._sql("postgres", f"CREATE DATABASE {name} OWNER {OWNER}".encode())
        self._sql(name, dump)

    def crash(self) -> None:
        """As if the power failed: no client is told, nothing is tidied up; then it recovers."""
        data = self._servers.data
        self._servers._as_server_user(
            "pg_ctl", "restart", "-w", "-m", "immediate", "-D", data, "-l", data / "server.log"
        )
        self.crashes += 1

    def stop(self) -> None:
        self._servers.stop()

    def _sql(self, database: str, sql: bytes) -> None:
        where = ("-h", self.host, "-U", "postgres", "-d", database)
        self._run("psql", "-q", "-v", "ON_ERROR_STOP=1", *where, stdin=sql)

    def _run(self, program: str, *arguments: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(
            [str(self._servers._binaries / program), *arguments],
            input=stdin,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"{program}: {done.stderr.decode()[-2000:]}")
        return done.stdout


@pytest.fixture
def database_server(transactional_db: None) -> Iterator[DatabaseServer]:
    """The test, and the processes that it starts afterwards, work on this server alone."""
    # Short, for the sockets, and open to the user who runs the server.
    place = Path(tempfile.mkdtemp(prefix="fp-"))
    place.chmod(0o755)
    server = DatabaseServer(place)
    owner = settings.OWNER_DATABASE
    assert owner is not None
    before = [(each, each["HOST"], each["PORT"]) for each in (connection.settings_dict, owner)]
    try:
        server.start()
        connection.close()
        for each, _host, _port in before:
            each["HOST"], each["PORT"] = server.host, ""
        yield server
    finally:
        connection.close()
        for each, host, port in before:
            each["HOST"], each["PORT"] = host, port
        server.stop()
        shutil.rmtree(place, ignore_errors=True)
