"""For a monitor outside: do the reminders run? The exit code says it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.reminders.watch import health

STANDSTILL = 2


class Command(BaseCommand):
    """Exit code 0: all is well. 2: something stands still; the output says what. 1: no answer."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        found = health(timezone.now())
        for problem in found.problems:
            self.stderr.write(problem)
        if found.problems:
            raise SystemExit(STANDSTILL)
        self.stdout.write(f"The reminders run: last sweep {found.sweep_at:%Y-%m-%d %H:%M} UTC.")
