"""``manage.py import_recommendations FILE…``: bring files of recommendations into the record."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.recommendations.received.choices import ImportStatus
from apps.recommendations.received.imports import decide_import, take_in_file, work_on_import
from apps.recommendations.received.reading import COUNTED
from apps.recommendations.received_import_models import RecommendationImport
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


class Command(BaseCommand):
    """Reads each file by itself: one that cannot be read writes nothing, the others go in."""

    help = "Import recommendations (tables of UPR documents, exports of UHRI or UPR Info)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--as-of", type=_date, metavar="YYYY-MM-DD", help="the day of the files"
        )
        parser.add_argument("--url", default="", help="where they come from")
        parser.add_argument(
            "--preview", action="store_true", help="say what would change, and write nothing"
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        failed = []
        with acting(SYSTEM, via="command"):
            for path in files:
                try:
                    with transaction.atomic():
                        self._import(path, options)
                except _RefusedError as error:
                    self.stderr.write(f"{path.name}: {error}")
                    failed.append(path.name)
        if failed:
            raise CommandError(f"Not imported: {', '.join(failed)}.")

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise _RefusedError(f"unreadable: {error.strerror}") from error
        try:
            batch, is_new = take_in_file(
                actor=SYSTEM,
                file_name=path.name,
                content=content,
                as_of=options["as_of"],
                url=options["url"],
            )
        except ValidationError as error:
            raise _RefusedError(" ".join(error.messages)) from error
        if not is_new and batch.status != ImportStatus.READ:
            self.stdout.write(f"{path.name}: imported before, nothing changed")
            return
        batch = work_on_import(actor=SYSTEM, batch=batch)
        if batch.status == ImportStatus.READ:
            batch = decide_import(actor=SYSTEM, batch=batch, take=not options["preview"])
            counted = batch.counts
            batch = work_on_import(actor=SYSTEM, batch=batch)
            batch.counts = batch.counts or counted
        if batch.status == ImportStatus.FAILED:
            raise _RefusedError(f"{batch.problem_code}: {batch.problem}")
        self._print(path.name, batch)

    def _print(self, name: str, batch: RecommendationImport) -> None:
        counts = batch.counts
        self.stdout.write(f"{name}: {batch.format}, as of {batch.as_of}, {batch.status}")
        self.stdout.write("  " + ", ".join(f"{counts[each]} {each}" for each in COUNTED))
        positions = {k.removeprefix("position_"): v for k, v in counts.items() if "position_" in k}
        self.stdout.write("  " + ", ".join(f"{v} {k}" for k, v in sorted(positions.items())))


class _RefusedError(Exception):
    """A file was not imported; nothing of it was written."""


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date like 2015-07-13") from error
