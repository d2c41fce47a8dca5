"""W16: lists of treaty status on their whole way, read by the task in a process of its own.

24 tables of depositaries with 3,000 rows together, and one list of 200,000 rows about more than a
thousand synthetic instruments; then the same large list a day later, which says nothing new.
"""

import datetime as dt
import json
import time
from html import escape
from multiprocessing.connection import Connection
from typing import Any

import psutil
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, connections

from apps.countries.models import Country
from apps.treaties.import_services import take_in_list
from apps.treaties.models import Category, EntryRule, ImportBatch, Treaty, TreatyAction
from apps.treaties.tasks import read_list_task
from benchmarks.workers import grown, worker
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

TABLES = 24
ROWS = 3_000
LARGE = 200_000
HEADINGS = ("Participant", "Signature", "Accession(a), Succession(d), Ratification")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Titles number the instruments of a chapter with three digits at most.
CHAPTERS = ("XXVII", "XXVIII", "XXIX")
IN_CHAPTER = 600


class Command(BaseCommand):
    """Prints one line of JSON: rows a second and MB grown, for each of the three."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", type=int, default=LARGE)

    def handle(self, *args: Any, **options: Any) -> None:
        if not connection.settings_dict["NAME"].endswith("_bench"):
            raise SystemExit("This command is for databases made for measuring.")
        with acting(SYSTEM):
            names = list(Country.objects.member_states().values_list("name", flat=True))
            treaties = instruments(-(-options["rows"] // len(names)))
        small = [
            table(treaty, names[: ROWS // TABLES], salt)
            for salt, treaty in enumerate(treaties[:TABLES], start=1)
        ]
        large = treaties[TABLES:] if len(treaties) > 2 * TABLES else treaties
        per_table = -(-options["rows"] // len(large))
        with worker(_serve) as (tasks, process):
            # What the first import loads belongs to an idle worker.
            imported([table(treaties[0], names[:2], 0)], tasks, process)
            result = {
                f"{TABLES} tables": imported(small, tasks, process),
                "large": imported([xml(large, names[:per_table], 2015)], tasks, process),
                "large again": imported([xml(large, names[:per_table], 2016)], tasks, process),
            }
        self.stdout.write(json.dumps(result))


def instruments(number: int) -> list[Treaty]:
    """Synthetic instruments, each with a number of its own at the depositary."""
    made = [
        Treaty(
            code=f"SYNTHETIC{n}",
            short_title=f"Synthetic instrument {n}",
            full_title=f"Synthetic instrument number {n} for measuring",
            category=Category.HUMAN_RIGHTS,
            depositary="nobody",
            mtdsg=f"{CHAPTERS[n // IN_CHAPTER]}-{n % IN_CHAPTER + 1}",
            entry_rule=EntryRule.DAYS,
            entry_number=30,
            order=1000 + n,
        )
        for n in range(1, number + TABLES + 1)
    ]
    return Treaty.objects.bulk_create(made, batch_size=500)


def _dates(n: int) -> tuple[str, str]:
    signed = f"{n % 28 + 1} {MONTHS[n % 12]} {1980 + n % 20}"
    return signed, f"{n % 27 + 1} {MONTHS[n % 11]} {2001 + n % 13}{' a' if n % 3 else ''}"


def table(treaty: Treaty, names: list[str], salt: int) -> tuple[str, bytes]:
    """A table about one instrument, as people derive it from the depositary's page."""
    lines = [",".join(f'"{cell}"' for cell in HEADINGS)]
    lines += [
        ",".join(f'"{cell}"' for cell in (name, *_dates(n + salt))) for n, name in enumerate(names)
    ]
    return f"{treaty.mtdsg}.csv", ("\n".join(lines) + "\n").encode()


def xml(treaties: list[Treaty], names: list[str], year: int) -> tuple[str, bytes]:
    """One file of the depositary's XML about many instruments; ``year`` makes it another file."""
    head = "".join(f"<Entry>{cell}</Entry>" for cell in HEADINGS)
    parts = [f'<?xml version="1.0" encoding="UTF-8"?><!-- {year} --><Root>']
    for salt, treaty in enumerate(treaties):
        chapter, number = treaty.mtdsg.split("-")
        rows = "".join(
            f"<Row><Entry>{escape(name)}</Entry><Entry>{signed}</Entry><Entry>{bound}</Entry></Row>"
            for n, name in enumerate(names)
            for signed, bound in [_dates(n + salt)]
        )
        parts.append(
            f"<Treaty><Header><Chapter><Name>CHAPTER {chapter}</Name></Chapter><ExternalData>"
            f"<Titlesect>{number}. {treaty.full_title}</Titlesect></ExternalData></Header>"
            f"<Participants><Table><TGroup><Thead><Row>{head}</Row></Thead><Tbody><Rows>{rows}"
            "</Rows></Tbody></TGroup></Table></Participants></Treaty>"
        )
    return f"large-{year}.xml", ("".join(parts) + "</Root>").encode()


def imported(
    lists: list[tuple[str, bytes]], tasks: Connection, process: psutil.Process
) -> dict[str, float]:
    """Lists from the upload to the record; what came of them is looked at."""
    rows = actions = 0
    before = _actions()
    began = time.perf_counter()
    with grown(process) as most:
        for name, content in lists:
            day = dt.date(2016 if "2016" in name else 2015, 3, 14)
            with acting(SYSTEM):
                batch, is_new = take_in_list(
                    actor=SYSTEM, file_name=name, content=content, as_of=day
                )
            if not is_new:
                raise RuntimeError(f"{name} was brought in before.")
            tasks.send(str(batch.pk))
            tasks.recv()
            with acting(SYSTEM):
                batch = ImportBatch.objects.get(pk=batch.pk)
            if batch.problem or batch.counts["quarantined"] or batch.counts["unmatched"]:
                raise RuntimeError(f"{name}: {batch.problem} {batch.counts}")
            rows += batch.counts["rows"]
            actions += batch.counts["created"] + batch.counts["revised"]
    seconds = time.perf_counter() - began
    if _actions() - before != actions:
        raise RuntimeError(f"{_actions() - before} actions came, not {actions}.")
    return {
        "rows": rows,
        "actions": actions,
        "megabytes": round(sum(len(content) for _name, content in lists) / 1e6, 1),
        "seconds": round(seconds, 2),
        "rows/s": round(rows / seconds),
        "MB grown": round(most[0], 1),
    }


def _actions() -> int:
    with acting(SYSTEM):
        return TreatyAction.objects.count()


def _serve(tasks: Connection) -> None:
    connections.close_all()
    while batch_id := tasks.recv():
        read_list_task(batch_id)
        tasks.send("done")
