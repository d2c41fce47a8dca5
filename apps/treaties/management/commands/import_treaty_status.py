"""``manage.py import_treaty_status FILE…``: bring lists of treaty status into the record."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.treaties.choices import BatchStatus, Publisher
from apps.treaties.import_reading import COUNTED
from apps.treaties.import_selectors import reconciliation
from apps.treaties.import_services import read_in_list, take_in_list
from apps.treaties.models import ImportBatch, Treaty
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


class Command(BaseCommand):
    """Reads each file by itself: one that cannot be read writes nothing, the others go in."""

    help = "Import lists of treaty status (UNTC XML or tables, ICRC, OHCHR, African Union)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--as-of",
            type=_date,
            metavar="YYYY-MM-DD",
            help="the day of the lists, for those that do not say it themselves",
        )
        parser.add_argument(
            "--source",
            choices=Publisher.values,
            default="",
            help="whose lists they are; by default what their format tells",
        )
        parser.add_argument(
            "--treaty",
            default="",
            metavar="CODE",
            help="the instrument, for a list that does not name it",
        )

    def handle(
        self,
        *args: Any,
        files: list[Path],
        as_of: dt.date | None,
        source: str,
        treaty: str,
        **options: Any,
    ) -> None:
        chosen = Treaty.objects.filter(code=treaty).first() if treaty else None
        if treaty and chosen is None:
            raise CommandError(f"There is no instrument {treaty}.")
        failed = []
        with acting(SYSTEM, via="command"):
            for path in files:
                try:
                    self._import(path, as_of=as_of, publisher=source, treaty=chosen)
                except _RefusedError as error:
                    self.stderr.write(f"{path.name}: {error}")
                    failed.append(path.name)
        if failed:
            raise CommandError(f"Not imported: {', '.join(failed)}.")

    def _import(self, path: Path, **facts: Any) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise _RefusedError(f"unreadable: {error.strerror}") from error
        with transaction.atomic():
            try:
                batch, is_new = take_in_list(
                    actor=SYSTEM, file_name=path.name, content=content, **facts
                )
            except ValidationError as error:
                raise _RefusedError(" ".join(error.messages)) from error
            if not is_new:
                self.stdout.write(f"{path.name}: imported before, nothing changed")
                return
            batch = read_in_list(actor=SYSTEM, batch=batch)
            if batch.status == BatchStatus.FAILED:
                raise _RefusedError(f"{batch.problem_code}: {batch.problem}")
        self._print(path.name, batch)

    def _print(self, name: str, batch: ImportBatch) -> None:
        counts = ", ".join(f"{batch.counts[count]} {count}" for count in COUNTED)
        self.stdout.write(f"{name}: {batch.format}, as of {batch.as_of}")
        self.stdout.write(f"  {batch.counts['rows']} rows: {counts}")
        for row in reconciliation(batch):
            named = "-" if row.table.parties_named is None else str(row.table.parties_named)
            self.stdout.write(
                f"  {row.table.treaty.code}: {row.table.parties_counted} parties counted,"
                f" {named} by the file's own count, {row.on_record} on record"
            )


class _RefusedError(Exception):
    """A file was not imported; nothing of it was written."""


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date like 2015-07-13") from error
