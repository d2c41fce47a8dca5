"""W10: a sheet of actions on its whole way, with the work of the tasks in a process of its own."""

import csv
import io
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import psutil
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, connections, transaction

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from apps.actions.import_models import ActionImport, Stage
from apps.actions.import_services import decide_to_apply, map_columns, upload_sheet
from apps.actions.tasks import apply_import_task, check_import_task
from apps.countries.models import Institution
from benchmarks.workers import grown, worker
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor

ROWS = 10_000
MOST = 20_000  # what the format allows
RUNS = 3
HEADERS = (
    "Title",
    "Description",
    "Status",
    "Priority",
    "Start",
    "Due",
    "Assignee's e-mail",
    "Lead institution",
    "Visible to",
    "Steps and factors",
)
STATUSES = ("Open", "In progress", "In review", "Done")
PRIORITIES = ("Low", "Normal", "High", "Urgent")


class Command(BaseCommand):
    """Prints one line of JSON: rows a second on the whole way and by its parts, MB grown."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--runs", type=int, default=RUNS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not connection.settings_dict["NAME"].endswith("_bench"):
            raise SystemExit("This command is for databases made for measuring.")
        post = Membership.objects.filter(role="official").select_related("user")
        with acting(SYSTEM):
            actor = actor_for(post.earliest("id").user)
        sheets = Sheets(actor)
        with worker(_serve) as (tasks, process):
            # What the first import loads belongs to an idle worker.
            self._run(sheets.of(500), actor, tasks, process)
            runs = [
                self._run(sheets.of(ROWS), actor, tasks, process) for _ in range(options["runs"])
            ]
            largest = self._run(sheets.of(MOST), actor, tasks, process)
        middle = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
        result = {
            **middle,
            "MB grown": max(run["MB grown"] for run in runs),
            f"MB grown by {MOST} rows": largest["MB grown"],
            "COPY rows/s": round(ROWS / self._floor()),
        }
        self.stdout.write(json.dumps(result))

    def _run(
        self, content: bytes, actor: Actor, tasks: Connection, process: psutil.Process
    ) -> dict[str, float]:
        """One sheet from the upload to the actions; their numbers and history are looked at."""
        before = _counts(actor)
        times: dict[str, float] = {}
        with grown(process) as most:
            with acting(actor), timed(times, "upload"):
                batch = upload_sheet(
                    actor=actor, country=actor.country, file_name="bench.csv", content=content
                )
                batch = map_columns(actor=actor, batch=batch, mapping=batch.mapping)
            with timed(times, "check"):
                batch = _worked(actor, tasks, "check", batch, Stage.CHECKED)
            with acting(actor):
                batch = decide_to_apply(actor=actor, batch=batch, only_valid=False)
            with timed(times, "apply"):
                batch = _worked(actor, tasks, "apply", batch, Stage.APPLIED)
        rows = batch.counts["new"]
        _compare(before, _counts(actor), rows)
        seconds = sum(times.values())
        return {
            "rows": rows,
            "seconds": round(seconds, 2),
            "rows/s": round(rows / seconds),
            **{f"{name} rows/s": round(rows / value) for name, value in times.items()},
            "MB grown": round(most[0], 1),
        }

    def _floor(self) -> float:
        """Seconds of a plain COPY of as many actions, with their indexes, without their history."""
        took = []
        out = io.StringIO()
        # The scope of the first statement holds until the transaction ends.
        with acting(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE floor (LIKE actions_action INCLUDING ALL)")
            rows = f"SELECT * FROM actions_action ORDER BY id DESC LIMIT {ROWS}"
            cursor.copy_expert(f"COPY ({rows}) TO STDOUT", out)
            for _ in range(RUNS):
                cursor.execute("TRUNCATE floor")
                out.seek(0)
                began = time.perf_counter()
                cursor.copy_expert("COPY floor FROM STDIN", out)
                took.append(time.perf_counter() - began)
        return statistics.median(took)


class Sheets:
    """Sheets in a State's words, each of them new."""

    def __init__(self, actor: Actor) -> None:
        with acting(SYSTEM):
            posts = Membership.objects.filter(country=actor.country).select_related("user")
            self.people = [post.user.email for post in posts if post.user.email]
            institutions = Institution.objects.filter(country=actor.country)
            self.institutions = list(institutions.values_list("name", flat=True))
        self.run, self.made = time.time_ns(), 0

    def of(self, rows: int) -> bytes:
        """A CSV file of so many actions."""
        self.made += 1
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(HEADERS)
        writer.writerows(self._row(n) for n in range(rows))
        return out.getvalue().encode()

    def _row(self, n: int) -> list[str]:
        return [
            f"Synthetic import {self.run}-{self.made} of the circular on border areas, row {n}",
            "As agreed at the meeting of the working group.\nSynthetic record for measuring.",
            STATUSES[n % len(STATUSES)],
            PRIORITIES[n % len(PRIORITIES)],
            f"2026-{n % 12 + 1:02}-01",
            f"2027-{n % 12 + 1:02}-{n % 28 + 1:02}",
            self.people[n % len(self.people)],
            self.institutions[n % len(self.institutions)],
            "My government",
            "abcdefg"[n % 7],
        ]


def _serve(tasks: Connection) -> None:
    connections.close_all()
    known = {"check": check_import_task, "apply": apply_import_task}
    while task := tasks.recv():
        name, batch_id = task
        known[name](batch_id)
        tasks.send("done")


def _worked(
    actor: Actor, tasks: Connection, task: str, batch: ActionImport, stage: Stage
) -> ActionImport:
    tasks.send((task, str(batch.pk)))
    tasks.recv()
    with acting(actor):
        batch = ActionImport.objects.visible_to(actor).get(pk=batch.pk)
    if batch.status != stage or batch.counts["problem"]:
        raise RuntimeError(f"{batch.status}: {batch.problem} {batch.counts}")
    return batch


def _counts(actor: Actor) -> tuple[int, int, int]:
    """Actions of the State, their rows in the history, and how many numbers it has given."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            """SELECT (SELECT count(*) FROM actions_action WHERE country_id = %(state)s),
            (SELECT count(*) FROM actions_actionevent WHERE country_id = %(state)s),
            coalesce((SELECT sum(last) FROM countries_referencecounter
                WHERE country_id = %(state)s AND series = ''), 0)""",
            {"state": str(actor.country.pk)},
        )
        actions, events, numbers = cursor.fetchone()
    return actions, events, int(numbers)


def _compare(before: tuple[int, int, int], after: tuple[int, int, int], rows: int) -> None:
    """Each row has become one action with one row of history and one number."""
    found = [now - then for then, now in zip(before, after, strict=True)]
    if found != [rows] * 3:
        raise RuntimeError(
            f"Of {rows} rows came so many actions, rows of history, numbers: {found}"
        )


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    """Keep how long the block takes."""
    began = time.perf_counter()
    yield
    times[name] = time.perf_counter() - began
