"""`make demo`: one command up, one Ctrl-C down, whatever stands in its way."""

import os
import re
import shutil
import signal
import socket
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from config.demo import DEFAULT_PORT
from config.embedded import Servers
from tests.processes import Process, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]

LOADING = 400.0  # seconds; migrations, catalogues and demo data on a busy machine
# Seconds: ten to end the processes, and on a busy machine long until all data are on the disk.
ENDING = 150.0
OURS = ("DJANGO_", "PYTEST_", "DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "PORT")


class Demo(Process):
    """A demo, started as `make demo` does in an environment without the tests' servers."""

    @property
    def address(self) -> str:
        found = re.search(r"FocalPoint runs at (\S+)", self.output)
        assert found is not None
        return found[1]

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def get(self, path: str) -> int:
        with urllib.request.urlopen(self.address + path, timeout=30) as response:
            status: int = response.status
        return status


class Place:
    """A directory that every user may enter, and the demos that ran on it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.demos: list[Demo] = []

    @property
    def servers(self) -> Servers:
        return Servers(self.directory / "var")

    def demo(self, **env: str) -> Demo:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        environment = {**inherited, "VAR_DIR": str(self.directory / "var"), **env}
        log = self.directory / f"{len(self.demos)}.log"
        demo = Demo(["-m", "config.demo"], environment, log)
        demo.start()
        self.demos.append(demo)
        return demo


@pytest.fixture
def _ctrl_c_counts() -> Iterator[None]:
    """Tests that run in the background of a shell ignore Ctrl-C, and so would what they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def place(_ctrl_c_counts: None) -> Iterator[Place]:
    directory = Path(tempfile.mkdtemp(prefix="fp-"))
    directory.chmod(0o755)
    place = Place(directory)
    yield place
    for demo in place.demos:
        demo.stop()
    place.servers.stop()
    shutil.rmtree(directory, ignore_errors=True)


def test_the_life_of_a_demo(place: Place) -> None:
    with socket.socket() as occupied:
        occupied.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):  # somebody else holds the default port, which serves as well
            occupied.bind(("127.0.0.1", DEFAULT_PORT))
            occupied.listen()
        demo = place.demo()
        demo.wait_for("FocalPoint runs at", LOADING)

    # It takes the next port when the default one is taken, answers, and names the accounts.
    assert f"Port {DEFAULT_PORT} is taken; using {demo.port}." in demo.output
    assert demo.get("/readyz") == 200
    assert demo.get("/accounts/login/") == 200
    assert demo.output.count("Demo accounts") == 2

    # A second one on the same data is refused; so is a port that was asked for and is taken.
    second = place.demo()
    wait_until(lambda: "A demo already runs" in second.output, "the refusal")
    other = place.demo(VAR_DIR=str(place.directory / "other"), PORT=str(demo.port))
    wait_until(lambda: f"Port {demo.port} is taken" in other.output, "the complaint")
    assert demo.get("/readyz") == 200

    # Ctrl-C stops everything, the servers included.
    port = demo.port
    os.kill(demo.pid, signal.SIGINT)
    wait_until(lambda: demo.status is not None, "the end of the demo", ENDING)
    assert demo.status == 0
    assert_nothing_is_left(place, port)

    # The next one finds its data. When one part of it dies, it says so and stops the others.
    again = place.demo()
    again.wait_for("FocalPoint runs at", LOADING)
    os.kill(child(again.pid, "beat"), signal.SIGKILL)
    wait_until(lambda: again.status is not None, "the end of the demo", ENDING)
    assert again.status == 1
    assert "beat ended with status -9" in again.output
    assert_nothing_is_left(place, again.port)


def assert_nothing_is_left(place: Place, port: int) -> None:
    assert not place.servers.are_up()
    with socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port)) != 0
    left = [p for p in Path("/proc").glob("[0-9]*") if str(place.directory) in environment_of(p)]
    assert left == []


def environment_of(process: Path) -> str:
    try:
        return (process / "environ").read_text(errors="replace")
    except OSError:
        return ""


def child(parent: int, word: str) -> int:
    """The process directly below `parent` whose command line contains `word`."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            above = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            if above == parent and word in stat.with_name("cmdline").read_text():
                return int(stat.parent.name)
    pytest.fail(f"No process {word!r} below {parent}.")
