"""``manage.py derive_obligations [--state GHA]``: what States owe, and when, from the facts."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.countries.models import Country
from apps.treaties.obligations.derivation import derive_obligations
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


class Command(BaseCommand):
    """The daily task by hand; the same facts again change nothing."""

    help = "Derive the obligations of States and their dates of the coming 24 months."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--state", action="append", default=[], metavar="CODE", help="only this State; repeat"
        )
        parser.add_argument(
            "--today",
            type=dt.date.fromisoformat,
            default=None,
            metavar="YYYY-MM-DD",
            help="as if this were today",
        )

    def handle(self, *args: Any, state: list[str], today: dt.date | None, **options: Any) -> None:
        states = list(Country.objects.filter(code__in=state)) if state else None
        if states is not None and len(states) < len(set(state)):
            unknown = set(state) - {country.code for country in states}
            raise CommandError(f"There is no State {', '.join(sorted(unknown))}.")
        with acting(SYSTEM, via="command"):
            counts = derive_obligations(today=today, countries=states)
        self.stdout.write(
            "{duties} new obligations; dates: {new} new, {changed} changed, {lapsed} lapsed".format(
                **counts
            )
        )
