"""W9: lists as files, beside a plain COPY of the same rows."""

import http.client
import statistics
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg2

from benchmarks.databases import Bench
from benchmarks.servers import Server
from benchmarks.workloads import RUNS, Target

PIECE = 1 << 16  # bytes
# Of the million actions that are made, a coordinator reads a fifth; half of these are 100,000.
HALF_FROM = 1_000_000

# The same rows with names and links, written by the server itself.
FLOOR = """
COPY (
    SELECT action.reference, action.version, action.title, action.description, action.status,
        action.priority, action.start_on, action.due_on, action.completed_on, person.name,
        lead.name AS lead, office.name AS office, action.visibility,
        (SELECT string_agg(item.code, '; ') FROM actions_actionlink link
            JOIN catalogue_item item ON item.id = link.item_id WHERE link.action_id = action.id),
        (SELECT string_agg(treaty.code, '; ') FROM actions_actionlink link
            JOIN treaties_treaty treaty ON treaty.id = link.treaty_id
            WHERE link.action_id = action.id),
        country.code, action.created_at, action.updated_at
    FROM actions_action action
    JOIN countries_country country ON country.id = action.country_id
    LEFT JOIN accounts_user person ON person.id = action.assignee_id
    LEFT JOIN countries_institution lead ON lead.id = action.lead_institution_id
    LEFT JOIN countries_institution office ON office.id = action.office_id
    WHERE action.visibility IN ('network', 'public') AND action.priority = ANY('{%s}')
    ORDER BY action.id DESC
) TO STDOUT WITH (FORMAT csv)
"""


class Count:
    """A file that only counts what is written to it."""

    def __init__(self) -> None:
        self.lines = 0

    def write(self, data: bytes | str) -> int:
        self.lines += data.count("\n" if isinstance(data, str) else b"\n")  # type: ignore[arg-type]
        return len(data)


def export(target: Target, server: Server, bench: Bench) -> dict[str, float]:
    """W9: rows per second by format, and by how much the worker grew at most."""
    priorities = [1, 2] if bench.actions >= HALF_FROM else [1, 2, 3, 4]
    query = {"status": "all", "country": "all", "priority": priorities}
    floor, rows = _middle(lambda: _copied(bench, priorities))
    for _ in range(6):  # what a first file loads, in each worker
        for format_ in ("csv", "xlsx", "json"):
            _downloaded(target, format_, {**query, "priority": 1})
    found = {"rows": float(rows), "COPY rows/s": rows / floor}
    for name, format_, encoding in (
        ("CSV", "csv", "identity"),
        ("CSV gzip", "csv", "gzip"),
        ("XLSX", "xlsx", "identity"),
        ("JSON", "json", "identity"),
    ):
        with growth(server) as grown:
            seconds, lines = _middle(
                lambda: _downloaded(target, format_, query, encoding)  # noqa: B023
            )
        if format_ == "csv" and lines - 1 != rows:
            raise RuntimeError(f"{lines - 1} rows came, not {rows}.")
        found[f"{name} rows/s"] = rows / seconds
        found[f"{name} MB grown"] = grown[0]
    return found


def _middle(measure: Any) -> tuple[float, int]:
    """The middle one of some runs: seconds and lines."""
    runs = sorted(measure() for _ in range(RUNS))
    return statistics.median(seconds for seconds, _lines in runs), runs[0][1]


def _copied(bench: Bench, priorities: list[int]) -> tuple[float, int]:
    count = Count()
    with psycopg2.connect(bench.app_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('focalpoint.network', 'on', true)")
        began = time.perf_counter()
        cursor.copy_expert(FLOOR % ",".join(map(str, priorities)), count)
        return time.perf_counter() - began, count.lines


def _downloaded(
    target: Target, format_: str, query: dict[str, Any], encoding: str = "identity"
) -> tuple[float, int]:
    """Seconds until the last byte, and how many lines there were in a text."""
    who = target.person("coordinator")
    request = target.page(who, f"/actions/?{urlencode({**query, 'format': format_}, doseq=True)}")
    headers = {**request.headers, "Accept-Encoding": encoding}
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=600)
    headers |= {"X-Forwarded-Proto": "https", "Host": "localhost"}
    began = time.perf_counter()
    connection.request("GET", request.path, headers=headers)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{request.path}: {answer.status}")
    count = Count()
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    while piece := answer.read(PIECE):
        count.write(inflate.decompress(piece) if encoding == "gzip" else piece)
    connection.close()
    return time.perf_counter() - began, count.lines


@contextmanager
def growth(server: Server) -> Iterator[list[float]]:
    """By how many MB any worker grew at most within the block, as the one member of a list."""
    workers = psutil.Process(server.pid).children()
    before = {worker.pid: worker.memory_info().rss for worker in workers}
    found = [0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.02):
            for worker in workers:
                more = (worker.memory_info().rss - before[worker.pid]) / 1e6
                found[0] = max(found[0], more)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()
