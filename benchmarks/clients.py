"""Clients: keep-alive connections, one or many at a time, and what they measured."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request; ``expect`` is the status that counts as success."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expect: int = 200


@dataclass(frozen=True)
class Figures:
    """Milliseconds (median, 95th percentile), requests per second, bytes of an answer."""

    p50: float
    p95: float
    per_second: float
    size: int
    errors: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "p50_ms": round(self.p50, 2),
            "p95_ms": round(self.p95, 2),
            "per_second": round(self.per_second, 1),
            "bytes": self.size,
            "errors": self.errors,
        }


class Client:
    """One keep-alive connection to a server on 127.0.0.1."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def send(self, request: Request) -> tuple[int, bytes, Any]:
        """Status, body and headers of the answer."""
        headers = {"X-Forwarded-Proto": "https", "Host": "localhost", **request.headers}
        try:
            self.connection.request(request.method, request.path, request.body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server has closed a connection that lay idle, as it may: open another.
            self.connection.close()
            self.connection.request(request.method, request.path, request.body, headers)
            answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers


def measure(
    port: int, make: Callable[[int], Request], *, times: int, clients: int = 1, warm_up: int = 20
) -> Figures:
    """Send ``times`` requests with ``clients`` connections; ``make(n)`` gives the nth request."""
    durations: list[list[float]] = [[] for _ in range(clients)]
    failures = [0] * clients
    sizes = [0] * clients
    barrier = threading.Barrier(clients + 1)

    def run(index: int) -> None:
        client = Client(port)
        for n in range(warm_up // clients + 1):
            client.send(make(-n - 1 - index * 1000))
        barrier.wait()
        for n in range(index, times, clients):
            request = make(n)
            start = time.perf_counter()
            status, body, _headers = client.send(request)
            durations[index].append(time.perf_counter() - start)
            sizes[index] = len(body)
            failures[index] += status != request.expect

    threads = [threading.Thread(target=run, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    flat = sorted(value * 1000 for part in durations for value in part)
    return Figures(
        p50=statistics.median(flat),
        p95=flat[int(len(flat) * 0.95) - 1],
        per_second=len(flat) / elapsed,
        size=max(sizes),
        errors=sum(failures),
    )


def middle(runs: Sequence[Figures]) -> Figures:
    """The run whose median is the middle one."""
    return sorted(runs, key=lambda run: run.p50)[len(runs) // 2]
