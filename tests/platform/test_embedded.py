"""A checkout's own PostgreSQL and Redis."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from redis import Redis

from config import embedded
from config.embedded import APPLICATION, BASE_DIR, OWNER, Servers
from tests.processes import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory that every user may enter, unlike pytest's own."""
    directory = Path(tempfile.mkdtemp(prefix="fp-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def servers(place: Path) -> Iterator[Servers]:
    servers = Servers(place / "var", durable=False)
    yield servers
    servers.stop()


def query(servers: Servers, sql: str, role: str = APPLICATION) -> Any:
    connection = psycopg2.connect(servers.postgres_url(role))
    with closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


class TestStart:
    def test_it_makes_an_owner_and_an_application_without_privileges(
        self, servers: Servers
    ) -> None:
        assert servers.start()
        for role, may_create in ((OWNER, True), (APPLICATION, False)):
            rights = "rolsuper, rolbypassrls, rolcreaterole, rolcreatedb"
            sql = f"SELECT {rights} FROM pg_roles WHERE rolname = current_user"
            assert query(servers, sql, role) == (False, False, False, may_create)
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        assert query(servers, owner) == (OWNER,)

    def test_the_second_time_it_finds_them_running_at_once(self, servers: Servers) -> None:
        servers.start()
        before = time.perf_counter()
        assert not Servers(servers.var).start()
        assert time.perf_counter() - before < 0.1

    def test_concurrent_callers_start_one_pair_and_all_wait_for_it(self, servers: Servers) -> None:
        program = (
            "import sys; from pathlib import Path; import psycopg2; from config.embedded import *;"
            "s = Servers(Path(sys.argv[1]), durable=False); started = s.start();"
            "psycopg2.connect(s.postgres_url(APPLICATION)).close(); print(started)"
        )
        callers = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(servers.var)],
                cwd=BASE_DIR,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(4)
        ]
        answers = [caller.communicate(timeout=60)[0].strip() for caller in callers]
        assert sorted(answers) == ["False", "False", "False", "True"]

    def test_they_listen_on_sockets_that_nobody_else_may_reach(self, servers: Servers) -> None:
        servers.start()
        assert query(servers, "SHOW listen_addresses") == ("",)
        assert Redis.from_url(servers.redis.url()).config_get("port") == {"port": "0"}
        assert servers.run.stat().st_mode & 0o077 == 0

    def test_data_survive_a_stop(self, servers: Servers) -> None:
        servers.start()
        query(servers, "CREATE TABLE kept AS SELECT 1", OWNER)
        servers.stop()
        assert not servers.are_up()
        servers.start()
        assert query(servers, "SELECT * FROM kept", OWNER) == (1,)

    def test_nothing_of_them_is_left_after_a_removal(self, servers: Servers) -> None:
        servers.start()
        servers.remove()
        assert not servers.are_up()
        assert not servers.data.exists()

    def test_it_recovers_from_servers_that_were_killed(self, servers: Servers) -> None:
        servers.start()
        postmaster = int((servers.data / "postmaster.pid").read_text().split()[0])
        for pid in (postmaster, servers.redis.pid):
            os.kill(pid, signal.SIGKILL)
            wait_until(partial(gone, pid), f"the end of process {pid}")
        assert servers.start()
        assert query(servers, "SELECT 1") == (1,)


def test_a_durable_broker_keeps_its_queue_when_it_is_killed(place: Path) -> None:
    redis = embedded.Redis(place / "redis", place / "r.sock")
    redis.start()
    Redis.from_url(redis.url()).rpush("queue", "task")
    time.sleep(1.5)  # Redis writes its log to the disk once a second
    os.kill(redis.pid, signal.SIGKILL)
    time.sleep(0.2)
    redis.start()
    assert Redis.from_url(redis.url()).lrange("queue", 0, -1) == [b"task"]
    redis.stop()


def test_a_long_path_gets_short_sockets(place: Path) -> None:
    servers = Servers(place / ("long" * 25), durable=False)
    servers.start()
    try:
        assert servers.run.parent == Path("/tmp")
        assert query(servers, "SELECT 1") == (1,)
    finally:
        servers.remove()
        assert not servers.run.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may enter another's private directory")
class TestAsRoot:
    @pytest.fixture
    def hidden(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
        """Servers of a checkout below a directory such as /root."""
        private = place / "root"
        private.mkdir(mode=0o700)
        monkeypatch.setattr(embedded, "ROOT_HOME", place / "lib")
        servers = Servers(private / "checkout" / "var", durable=False)
        yield servers
        servers.stop()

    def test_a_private_parent_stays_private(
        self, hidden: Servers, capfd: pytest.CaptureFixture[str]
    ) -> None:
        hidden.start()
        assert hidden.var.parent.parent.stat().st_mode & 0o777 == 0o700
        assert hidden.data.is_relative_to(embedded.ROOT_HOME)
        assert capfd.readouterr().err == (
            f"{hidden.var} is private to root: PostgreSQL keeps its data in {hidden.home}.\n"
        )
        assert query(hidden, "SELECT 1") == (1,)

    def test_so_does_one_that_hides_the_programs(
        self, hidden: Servers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(embedded, "_may_run", lambda _program: False)
        hidden.start()
        assert query(hidden, "SELECT 1") == (1,)

    def test_postgresql_does_not_run_as_root(self, servers: Servers) -> None:
        servers.start()
        assert (servers.data / "postmaster.pid").stat().st_uid != 0


def test_servers_of_the_environment_are_used_and_none_is_started(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/fp")
    monkeypatch.setenv("REDIS_URL", "redis://cache/0")
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    addresses = embedded.addresses(place / "var")
    assert addresses == embedded.Addresses("postgresql://app@db/fp", None, "redis://cache/0")
    assert not (place / "var").exists()
