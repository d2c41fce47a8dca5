"""``manage.py treaty_status --as-of 2015-07-13``: who stands where on each instrument."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.treaties.selectors import (
    TreatyCounts,
    gap_figures,
    member_states,
    treaty_counts,
    treaty_statuses,
)

HEADINGS = ("Instrument", "Parties", "Members", "Signed only", "Members not party", "Known as of")


class Command(BaseCommand):
    """Prints the table of all instruments and the three figures of A/69/981-S/2015/500 ¶20."""

    help = "Print how many States are party to each instrument on a date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--as-of",
            type=_date,
            default=None,
            metavar="YYYY-MM-DD",
            help="the date asked for; today by default",
        )

    def handle(self, *args: Any, as_of: dt.date | None, **options: Any) -> None:
        day = as_of or timezone.now().date()
        table = treaty_statuses(as_of=day)
        rows = [
            _row(counts, table.known_as_of.get(counts.treaty.pk)) for counts in treaty_counts(table)
        ]
        widths = [max(len(row[i]) for row in [HEADINGS, *rows]) for i in range(len(HEADINGS))]
        for row in [HEADINGS, *rows]:
            first, *others = (
                cell.ljust(width) if index == 0 else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            self.stdout.write("  ".join([first, *others]))
        if any(known and known < day for known in table.known_as_of.values()):
            self.stdout.write("What was done after the date in the last column is not on record.")
        figures = gap_figures(table)
        members = len(member_states(day))
        self.stdout.write("")
        self.stdout.write(f"On {day}, of {members} Member States (A/69/981-S/2015/500 ¶20):")
        lines = (
            (figures.genocide_convention, "not party to the Genocide Convention"),
            (
                figures.additional_protocols,
                "not party to one or both of Additional Protocols I and II",
            ),
            (figures.rome_statute, "not party to the Rome Statute"),
        )
        for number, words in lines:
            self.stdout.write(f"{number:4} {words}")


def _row(counts: TreatyCounts, known_as_of: dt.date | None) -> tuple[str, ...]:
    numbers = (
        counts.parties,
        counts.member_parties,
        counts.signed_only,
        counts.members_not_party,
    )
    known = known_as_of.isoformat() if known_as_of else "-"
    return counts.treaty.short_title, *map(str, numbers), known


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date like 2015-07-13") from error
