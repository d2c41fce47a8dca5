"""Step (c) instrument by instrument: what the four checks add up, one line for each.

The lines are read from the facts that the checks read: they ask the database nothing more.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.recommendations.record.checks import Verdict, missing, not_asked, shown
from apps.recommendations.record.facts import Facts
from apps.recommendations.record.instruments import SIGNED, verdict_on_law, verdict_on_reports
from apps.recommendations.record.places import instrument, listed, owed
from apps.treaties.models import Treaty
from apps.treaties.obligations.models import Occurrence
from apps.treaties.status import TreatyStatus


@dataclass(frozen=True)
class InstrumentLine:
    """One listed instrument, with what the record says to each of the four questions."""

    treaty: Treaty
    url: str
    signed: Verdict
    in_force: Verdict
    in_law: Verdict
    reports: Verdict

    @property
    def answers(self) -> tuple[Verdict, ...]:
        """The four, in the order of the checks."""
        return (self.signed, self.in_force, self.in_law, self.reports)


def instrument_lines(facts: Facts) -> list[InstrumentLine]:
    """A line for each instrument of footnote 4 that is open to the State, in their order."""
    due: Mapping[Any, list[Occurrence]] = defaultdict(list)
    for each in facts.reports_due():
        due[each.obligation.treaty_id].append(each)
    return [
        InstrumentLine(
            status.treaty,
            instrument(facts, status.treaty.code),
            _signed(status),
            _in_force(status),
            _in_law(facts, status),
            _reports(facts, status, due[status.treaty.pk]),
        )
        for status in facts.instruments
    ]


def _signed(status: TreatyStatus) -> Verdict:
    if status.standing not in SIGNED:
        return missing(status.label, "")
    on = status.date or status.signed_on
    words = f"{status.label}, {date_format(on)}" if on else status.label
    return shown(words, on=on)


def _in_force(status: TreatyStatus) -> Verdict:
    on = status.entry.on if status.entry else None
    if status.is_in_force and on:
        return shown(_("Since %(date)s") % {"date": date_format(on)}, on=on)
    if on:
        return missing(_("Only from %(date)s") % {"date": date_format(on)}, "", on=on)
    return missing(_("Not in force for the State"), "")


def _in_law(facts: Facts, status: TreatyStatus) -> Verdict:
    checklist = facts.law.get(status.treaty.pk)
    if checklist is None:
        return not_asked(_("Not in force for the State"))
    if not checklist.applicable:
        return not_asked(_("Nothing is listed that it asks of national law."))
    return verdict_on_law([checklist], listed(facts, "measure-list"))


def _reports(facts: Facts, status: TreatyStatus, due: Sequence[Occurrence]) -> Verdict:
    if not due and status.treaty.body is None:
        return not_asked(_("No treaty body receives reports on it."))
    return verdict_on_reports(facts, due, owed(facts))
