"""Servers for a measurement: gunicorn with the production settings, on a free port of 127.0.0.1.

``BENCH_PYTHON`` names the interpreter that serves; that of an environment with requirements.txt
alone weighs what production weighs (tools of development load more with the same libraries).
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from benchmarks.clients import Client, Request
from benchmarks.databases import Bench
from config.embedded import BASE_DIR

PATIENCE = 60


@contextmanager
def served(
    bench: Bench, application: str, ready: str, *, workers: int = 2, **more: str
) -> Iterator["Server"]:
    """Run ``application`` under gunicorn until the block ends, with ``more`` in its environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **bench.env,
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(workers),
        **more,
    }
    python = os.environ.get("BENCH_PYTHON", sys.executable)
    command = [python, "-m", "gunicorn", "-c", "python:config.gunicorn", application]
    began = time.monotonic()
    process = subprocess.Popen(command, cwd=BASE_DIR, env=env, start_new_session=True)
    try:
        _wait(port, ready, process)
        yield Server(port, process.pid, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


class Server:
    """A running server: its port, and the memory of its largest worker in MB."""

    def __init__(self, port: int, pid: int, started_in: float) -> None:
        self.port = port
        self.pid = pid
        self.started_in = started_in

    def worker_megabytes(self) -> float:
        children = psutil.Process(self.pid).children()
        return max(child.memory_info().rss for child in children) / 1e6


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("The server has ended.")
        try:
            status, _body, _headers = Client(port).send(Request(path))
        except OSError:
            time.sleep(0.02)
            continue
        if status == 200:
            return
        time.sleep(0.02)
    raise RuntimeError(f"The server did not answer within {PATIENCE} s.")
