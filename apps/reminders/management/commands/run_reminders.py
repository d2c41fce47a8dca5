"""The reminders as of any date, for the demo: through the same sweep, worker and mail server."""

import datetime as dt
import time
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from apps.countries.models import Country
from apps.reminders.rehearsal import noon, rehearse
from apps.reminders.services import digests_waiting

PATIENCE = 30.0  # seconds for a worker to deliver


def instant(text: str) -> dt.datetime | dt.date:
    """A date, or an instant in UTC unless it names another zone."""
    try:
        if len(text) == len("2027-01-31"):
            return dt.date.fromisoformat(text)
        at = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date such as 2027-01-31") from error
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


class Command(BaseCommand):
    """Only where ``settings.DEMO`` is on: it sends mail that is not due yet."""

    help = "Run the sweep as of a date and let the worker deliver what is due by then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=instant, required=True, metavar="DATE")
        parser.add_argument("--state", metavar="CODE", help="only this State's deadlines")

    def handle(self, *args: Any, **options: Any) -> None:
        country = self._country(options["state"])
        as_of = options["as_of"]
        at = as_of if isinstance(as_of, dt.datetime) else noon(as_of, country)
        try:
            swept = rehearse(as_of=at, country=country)
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"As of {at:%Y-%m-%d %H:%M %Z}: {swept.written} reminder(s) written, "
            f"{swept.cancelled} cancelled, {swept.collapsed} replaced."
        )
        self._wait(at)

    def _country(self, code: str | None) -> Country | None:
        if code is None:
            return None
        try:
            return Country.objects.get(code=code.upper())
        except Country.DoesNotExist as error:
            raise CommandError(f"There is no State with the code {code!r}.") from error

    def _wait(self, at: dt.datetime) -> None:
        deadline = time.monotonic() + PATIENCE
        while left := digests_waiting(now=at):
            if time.monotonic() > deadline:
                raise CommandError(f"{left} message(s) still wait: is a worker running?")
            time.sleep(0.2)
        self.stdout.write("Every message that was due by then has been handled.")
