"""Fill a database made for measuring with synthetic records of 193 States."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from apps.actions.models import Action
from benchmarks.bulk import bulk
from benchmarks.scale import statements
from focalpoint.db.owner import as_owner


class Command(BaseCommand):
    """Refuses any database whose name does not end in ``_bench``: nothing invented meets facts."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--actions", type=int, default=100_000)
        parser.add_argument(
            "--finished", type=int, default=30, help="of a hundred actions, how many are closed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = connection.settings_dict["NAME"]
        if not name.endswith("_bench"):
            raise CommandError(
                f"{name} is not made for measuring: give a database whose name ends in _bench."
            )
        if Action._base_manager.exists():
            raise CommandError(f"{name} is filled already.")
        with as_owner():
            self._seed(options["actions"], options["finished"])

    def _seed(self, total: int, finished: int) -> None:
        began = time.monotonic()
        with bulk() as cursor:
            for label, sql in statements(total, finished=finished, event_columns=shared_columns()):
                start = time.monotonic()
                cursor.execute(sql)
                self.stdout.write(f"{label}: {time.monotonic() - start:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.stdout.write(f"{total} actions in {time.monotonic() - began:.1f} s")


def shared_columns() -> str:
    """The columns that the actions share with their history."""
    history = Action.events.rel.related_model  # type: ignore[attr-defined]
    tracked = {field.column for field in history._meta.concrete_fields}
    own = [str(field.column) for field in Action._meta.concrete_fields if field.column in tracked]
    return ", ".join(own)
