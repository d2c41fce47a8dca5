"""``manage.py import_recommendations FILE…``: bring files of recommendations into the record.

With ``--only`` or ``--only-offices`` a file may have any size: what concerns these States is put
together on disk and brought in State by State, each portion in a transaction of its own.
"""

import datetime as dt
import uuid
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import reset_queries, transaction

from apps.accounts.models import Membership
from apps.countries.models import Country, Kind
from apps.recommendations.received.choices import ImportStatus
from apps.recommendations.received.imports import decide_import, take_in_file, work_on_import
from apps.recommendations.received.names import KnownNames
from apps.recommendations.received.portions import (
    Sorted,
    sorted_by_state,
    states_by_name,
    within_limits,
)
from apps.recommendations.received.reading import COUNTED
from apps.recommendations.received_import_models import RecommendationImport
from apps.treaties.sources.lists import MOST_BYTES, SourceFileError
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import FOCAL_POINT_OFFICE

# Of the names that nobody knows, those of most entries are told.
MOST_NAMES = 10


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
            "--only",
            action="append",
            default=[],
            metavar="STATE",
            help="take what concerns this State (name or code) out of a JSON file of any size; "
            "may be repeated",
        )
        parser.add_argument(
            "--only-offices",
            action="store_true",
            help="the same for each State whose focal point's office works here",
        )
        parser.add_argument(
            "--preview", action="store_true", help="say what would change, and write nothing"
        )

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        self.failed: list[str] = []
        with acting(SYSTEM, via="command"):
            if options["only"] or options["only_offices"]:
                self._import_large(files, options)
            else:
                for path in files:
                    self._try(path, path.name, options)
        if self.failed:
            raise CommandError(f"Not imported: {', '.join(self.failed)}.")

    def _import_large(self, files: list[Path], options: dict[str, Any]) -> None:
        known = KnownNames()
        wanted = _wanted(known, options)
        for path in files:
            with TemporaryDirectory(prefix="focalpoint-") as folder:
                try:
                    found = sorted_by_state(path, list(wanted), known, Path(folder))
                except (OSError, SourceFileError) as error:
                    self._refuse(path.name, _reason(error))
                    continue
                self._print_sorted(path.name, found)
                for pk, country in wanted.items():
                    parts = [*within_limits(found.portions[pk])]
                    for number, part in enumerate(parts, start=1):
                        which = f" {number}/{len(parts)}" if len(parts) > 1 else ""
                        self._try(part.path, f"{path.name} ({country.code}{which})", options)
                        part.path.unlink()
                        # Where each statement is kept for a developer to look at, they add up.
                        reset_queries()

    def _try(self, path: Path, name: str, options: dict[str, Any]) -> None:
        try:
            with transaction.atomic():
                self._import(path, name, options)
        except _RefusedError as error:
            self._refuse(name, str(error))

    def _refuse(self, name: str, why: str) -> None:
        self.stderr.write(f"{name}: {why}")
        self.failed.append(name)

    def _import(self, path: Path, name: str, options: dict[str, Any]) -> None:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise _RefusedError(
                    f"larger than {MOST_BYTES // 1_000_000} MB: choose States by --only"
                )
            content = path.read_bytes()
        except OSError as error:
            raise _RefusedError(_reason(error)) from error
        try:
            batch, is_new = take_in_file(
                actor=SYSTEM,
                file_name=name,
                content=content,
                as_of=options["as_of"],
                url=options["url"],
            )
        except ValidationError as error:
            raise _RefusedError(" ".join(error.messages)) from error
        if not is_new and batch.status != ImportStatus.READ:
            self.stdout.write(f"{name}: imported before, nothing changed")
            return
        batch = work_on_import(actor=SYSTEM, batch=batch)
        if batch.status == ImportStatus.READ:
            batch = decide_import(actor=SYSTEM, batch=batch, take=not options["preview"])
            counted = batch.counts
            batch = work_on_import(actor=SYSTEM, batch=batch)
            batch.counts = batch.counts or counted
        if batch.status == ImportStatus.FAILED:
            raise _RefusedError(f"{batch.problem_code}: {batch.problem}")
        self._print(name, batch)

    def _print(self, name: str, batch: RecommendationImport) -> None:
        counts = batch.counts
        self.stdout.write(f"{name}: {batch.format}, as of {batch.as_of}, {batch.status}")
        self.stdout.write("  " + ", ".join(f"{counts[each]} {each}" for each in COUNTED))
        positions = {k.removeprefix("position_"): v for k, v in counts.items() if "position_" in k}
        self.stdout.write("  " + ", ".join(f"{v} {k}" for k, v in sorted(positions.items())))

    def _print_sorted(self, name: str, found: Sorted) -> None:
        states = sum(1 for portion in found.portions.values() if portion.rows)
        self.stdout.write(
            f"{name}: {found.entries} entries in {found.size / 1e6:.1f} MB, {found.kept} of them "
            f"about {states} of {len(found.portions)} States asked for"
        )
        if found.stateless:
            self.stdout.write(f"  {found.stateless} name no State, left out")
        if found.unknown:
            told = ", ".join(f"{n} ({count})" for n, count in found.unknown.most_common(MOST_NAMES))
            self.stdout.write(f"  {len(found.unknown)} names that nobody knows, left out: {told}")


def _wanted(known: KnownNames, options: dict[str, Any]) -> dict[uuid.UUID, Country]:
    """The States that were asked for, by name."""
    named = states_by_name(known, options["only"])
    if unknown := [name for name, country in named.items() if country is None]:
        raise CommandError(f"Nobody is known by this name: {', '.join(unknown)}.")
    found = {country.pk: country for country in named.values() if country is not None}
    if options["only_offices"]:
        posts = Membership.objects.in_force().filter(role__in=FOCAL_POINT_OFFICE)
        rows = Country.objects.filter(pk__in=posts.values("country")).exclude(kind=Kind.TRAINING)
        found |= rows.in_bulk()
    if not found:
        raise CommandError("No State has an office here.")
    return dict(sorted(found.items(), key=lambda pair: pair[1].name))


def _reason(error: OSError | SourceFileError) -> str:
    if isinstance(error, SourceFileError):
        return f"{error.code}: {error}"
    return f"unreadable: {error.strerror}"


class _RefusedError(Exception):
    """A file was not imported; nothing of it was written."""


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date like 2015-07-13") from error
