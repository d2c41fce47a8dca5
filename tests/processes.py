"""Real processes beside a test: Celery workers, beat, management commands.

They share the test's database (as the application role), its Redis and nothing else; the test must
be transactional, for another process sees only what is committed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

PATIENCE = 90.0  # seconds; generous, for a loaded machine


def database_url(user: str, password: str = "") -> str:
    """The URL of the test's own database for `user`."""
    config = connection.settings_dict
    secret = f":{quote(password, safe='')}" if password else ""
    port = f"&port={config['PORT']}" if config["PORT"] else ""
    host = quote(str(config["HOST"]), safe="/")
    return f"postgresql://{user}{secret}@/{config['NAME']}?host={host}{port}"


def environment(**extra: str) -> dict[str, str]:
    """The environment of a process that works on this test's database and Redis."""
    config, owner = connection.settings_dict, settings.OWNER_DATABASE
    assert owner is not None
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(config["USER"], config["PASSWORD"]),
        "OWNER_DATABASE_URL": database_url(owner["USER"], owner["PASSWORD"]),
        "REDIS_URL": settings.REDIS_URL,
        "PYTEST_XDIST_WORKER": "gw0",  # the address above is already this worker's
        "PYTHONUNBUFFERED": "1",
        **extra,
    }


def wait_until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Return when `condition` holds; fail the test when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"Waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.05)


@dataclass
class Process:
    """A running program of the project and its log."""

    arguments: list[str]
    env: dict[str, str]
    log: Path
    _popen: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> Self:
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                [sys.executable, *self.arguments],
                cwd=settings.BASE_DIR,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self

    @property
    def pid(self) -> int:
        assert self._popen is not None
        return self._popen.pid

    @property
    def status(self) -> int | None:
        """Its exit status, or None while it runs."""
        assert self._popen is not None
        return self._popen.poll()

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for(self, text: str, seconds: float = PATIENCE) -> None:
        """Return once the log contains `text`; fail when the process ends before it does."""

        def seen() -> bool:
            if text in self.output:
                return True
            if self.status is not None:
                pytest.fail(f"{self.arguments} ended without {text!r}:\n{self.output[-3000:]}")
            return False

        wait_until(seen, f"{text!r} from {self.arguments}", seconds)

    def kill(self) -> None:
        """SIGKILL it and its children, as the kernel's out-of-memory killer does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds."""
        try:
            self._end(signal.SIGTERM, timeout=10)
        except subprocess.TimeoutExpired:
            self.kill()

    def _end(self, number: signal.Signals, timeout: float | None = None) -> None:
        if self._popen is None or self._popen.poll() is not None:
            return
        if number is signal.SIGKILL:
            os.killpg(self._popen.pid, number)
        else:
            self._popen.send_signal(number)
        self._popen.wait(timeout)


class Launcher:
    """Starts processes of the project for one test and ends whatever is left of them."""

    def __init__(self, directory: Path, defaults: dict[str, str]) -> None:
        self.directory = directory
        self.defaults = defaults
        self.started: list[Process] = []

    def run(self, *arguments: str, **env: str) -> Process:
        """Start `python ARGUMENTS` with the test's environment and `env` on top."""
        log = self.directory / f"{len(self.started)}.log"
        process = Process(list(arguments), {**self.defaults, **env}, log).start()
        self.started.append(process)
        return process

    def worker(self, *options: str, **env: str) -> Process:
        """A Celery worker with one child process, ready to take tasks."""
        default = ["--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        process = self.run("-m", "celery", "-A", "config", "worker", *default, *options, **env)
        process.wait_for(" ready")
        return process

    def beat(self, *options: str, **env: str) -> Process:
        """A Celery beat with its own schedule file."""
        schedule = self.directory / f"schedule-{len(self.started)}"
        arguments = ["-m", "celery", "-A", "config", "beat", f"--schedule={schedule}", *options]
        process = self.run(*arguments, **env)
        process.wait_for("beat: Starting")
        return process

    def manage(self, *arguments: str, **env: str) -> str:
        """Run a management command to its end and return its output; fail when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**self.defaults, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.fail(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def stop_all(self) -> None:
        for process in reversed(self.started):
            process.stop()


@pytest.fixture
def launch(transactional_db: None, tmp_path: Path) -> Iterator[Launcher]:
    """Start workers, beat and commands on this test's own database and Redis."""
    launcher = Launcher(tmp_path, environment())
    yield launcher
    launcher.stop_all()
