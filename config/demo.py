"""The whole product on one machine, for `make demo`: prepares the data, then runs every process.

Web, worker, beat, the server for incoming mail and a local mail sink run until Ctrl-C, or until one
of them ends. Nothing is left running afterwards, the embedded servers of this `VAR_DIR` included.
"""

import errno
import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn

from config.embedded import BASE_DIR, Servers, var_dir

DEFAULT_PORT = 8000
PATIENCE = 60  # seconds until everything must answer
GRACE = 10  # seconds for an orderly end
PREPARATIONS = ("migrate", "load_catalogues", "load_demo")
ACCOUNTS = re.compile(r"^Demo accounts.*", re.MULTILINE | re.DOTALL)  # repeated when all runs


def main() -> None:
    """Run the demo to its end; the exit status tells whether it was asked to end."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    var = var_dir()
    with ExitStack() as stack:
        stack.enter_context(only_one(var))
        stack.callback(Servers(var).stop)
        try:
            run(var, choose_port(os.environ.get("PORT")))
        except KeyboardInterrupt:
            say("\nStopping …")


def run(var: Path, port: int) -> None:
    """Prepare the data, start the processes, and watch them."""
    mail_port, mail_in_port = free_port(), free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "DEBUG": "off",
        "DEMO": "on",
        "LOG_FORMAT": os.environ.get("LOG_FORMAT", "console"),
        "BIND": f"127.0.0.1:{port}",
        "SITE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MAIL_IN_HOST": "127.0.0.1",
        "MAIL_IN_PORT": str(mail_in_port),
    }
    output = [manage(command, env) for command in PREPARATIONS]
    accounts = ACCOUNTS.search(output[-1])
    with Processes(var / "log", env) as processes:
        processes.start("mail", "manage.py", "mail_sink", "--port", str(mail_port))
        processes.start("mail-in", "manage.py", "receive_mail")
        processes.start("worker", "-m", "celery", "-A", "config", "worker", "--concurrency=2")
        processes.start("beat", "-m", "celery", "-A", "config", "beat")
        processes.start("web", "-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi")
        processes.wait_for(f"http://127.0.0.1:{port}/readyz")
        say(f"\n{accounts[0] if accounts else ''}")
        say(f"FocalPoint runs at {env['SITE_URL']}  (Ctrl-C stops everything)")
        say(f"Logs of {', '.join(processes.running)}: {processes.logs}/")
        processes.watch()


class Processes:
    """Programs that live and die together; each writes its own log."""

    def __init__(self, logs: Path, env: dict[str, str]) -> None:
        self.logs = logs
        self.env = env
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_exception: object) -> None:
        """Ask all of them to end, and end those that do not."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + GRACE
        for process in self.running.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def start(self, name: str, *arguments: str) -> None:
        """Run `python ARGUMENTS` in a process group of its own, out of reach of Ctrl-C."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=BASE_DIR,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_for(self, url: str) -> None:
        """Return when `url` answers 200; give up with its last answer after `PATIENCE`."""
        deadline = time.monotonic() + PATIENCE
        while (answer := ask(url)) is not None:
            self.check()
            if time.monotonic() > deadline:
                fail(f"The demo is not ready after {PATIENCE} s: {answer}. See {self.logs}/.")
            time.sleep(0.2)

    def watch(self) -> NoReturn:
        """Wait for the end of any process, which is the end of the demo."""
        while True:
            self.check()
            time.sleep(0.5)

    def check(self) -> None:
        for name, process in self.running.items():
            if process.poll() is not None:
                log = self.logs / f"{name}.log"
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
                fail(f"{name} ended with status {process.returncode}. The end of {log}:\n{tail}")


def ask(url: str) -> Any:
    """None when `url` answers 200, otherwise what it says."""
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own address)
            return None
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError as error:
        return error


def manage(command: str, env: dict[str, str]) -> str:
    """Run a management command, showing its output as it comes, and return it."""
    lines = []
    arguments = [sys.executable, "manage.py", command]
    with subprocess.Popen(
        arguments, cwd=BASE_DIR, env=env, text=True, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            sys.stdout.write(line)
            sys.stdout.flush()
    if process.returncode:
        fail(f"manage.py {command} failed.")
    return "".join(lines)


def choose_port(wanted: str | None) -> int:
    """The port that was asked for, or else the first free one from the default on."""
    if wanted:
        if not is_free(int(wanted)):
            fail(f"Port {wanted} is taken: give another one with PORT=….")
        return int(wanted)
    port = next(p for p in range(DEFAULT_PORT, DEFAULT_PORT + 1000) if is_free(p))
    if port != DEFAULT_PORT:
        say(f"Port {DEFAULT_PORT} is taken; using {port}.")
    return port


def is_free(port: int) -> bool:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    """Refuse a second demo on the same data: it would stop the first one's servers."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fail(f"A demo already runs on {var}: give this one its own directory with VAR_DIR=….")
        yield


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def fail(text: str) -> NoReturn:
    raise SystemExit(text)


def _interrupt(*_signal: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
