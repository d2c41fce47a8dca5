"""``manage.py treaty_status --as-of 2015-07-13``: who stands where on each instrument."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
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
        rows = [_row(counts) for counts in treaty_counts(table)]
        widths = [max(len(row[i]) for row in [HEADINGS, *rows]) for i in range(len(HEADINGS))]
        for row in [HEADINGS, *rows]:
            first, *others = (
                cell.ljust(width) if index == 0 else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            self.stdout.write("  ".join([first, *others]))
        if any(known.actions and known.actions < day for known in table.reach.values()):
            self.stdout.write("What was done after the date in the last column is not on record.")
        figures = gap_figures(table)
        if figures is None:
            raise CommandError("The catalogues are not loaded: run `manage.py load_catalogues`.")
        self.stdout.write("")
        number = len(member_states(day))
        self.stdout.write(f"On {day}, of {number} Member States (A/69/981-S/2015/500 ¶20):")
        for figure, words in (
            (figures.genocide_convention, "the Genocide Convention"),
            (figures.additional_protocols, "one or both of Additional Protocols I and II"),
            (figures.rome_statute, "the Rome Statute"),
        ):
            self.stdout.write(f"{figure:4} not party to {words}")


def _row(counts: TreatyCounts) -> tuple[str, ...]:
    return (
        counts.treaty.short_title,
        str(counts.parties),
        str(counts.member_parties),
        # The lists of some depositaries hold no signatures.
        str(counts.signed_only) if counts.signatures_known_as_of else "-",
        str(counts.members_not_party),
        counts.known_as_of.isoformat() if counts.known_as_of else "-",
    )


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a date like 2015-07-13") from error
