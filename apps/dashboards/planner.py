"""The year planner of a State: everything that falls due in the next 24 months, of every kind."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format

from apps.countries.models import Country, Institution
from apps.treaties.entry_into_force import after_months
from apps.treaties.models import Treaty
from focalpoint.actors import Actor
from focalpoint.deadlines import DeadlineLine, DeadlineSource, sources

MONTHS = 24
# So many deadlines of a kind are shown, the nearest first: far more than anybody plans with.
MOST = 1000


@dataclass(frozen=True)
class Wanted:
    """What the planner is narrowed to; all of it where nothing is said."""

    kind: str = ""
    institution: Institution | None = None
    treaty: Treaty | None = None


@dataclass(frozen=True)
class Entry:
    """One deadline of a kind that is called ``label``."""

    kind: str
    label: Any
    object_id: uuid.UUID
    line: DeadlineLine

    @property
    def is_narrow(self) -> bool:
        """Whether only its own office sees it."""
        return self.line.is_kept

    @property
    def due_on(self) -> dt.date:
        return self.line.due_on


@dataclass
class Month:
    """A month with what falls due in it, by date."""

    first: dt.date
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Stretch:
    """One month with what falls due in it, or the months on end in which nothing does."""

    first: dt.date
    last: dt.date
    entries: list[Entry]

    @property
    def title(self) -> str:
        """The month, or the first and the last of several."""
        words = [date_format(day, "YEAR_MONTH_FORMAT") for day in (self.first, self.last)]
        return words[0] if self.first == self.last else " – ".join(words)


@dataclass(frozen=True)
class Plan:
    """What a State owes from ``today`` to ``until``; what is overdue stands before all months."""

    country: Country
    today: dt.date
    until: dt.date
    wanted: Wanted
    overdue: list[Entry]
    months: list[Month]
    # Kinds of which only the nearest are shown.
    cut: list[Any]

    @property
    def entries(self) -> list[Entry]:
        """All of them by date."""
        return [*self.overdue, *(entry for month in self.months for entry in month.entries)]

    @property
    def stretches(self) -> list[Stretch]:
        """The months as they are shown: those without anything stand together."""
        found: list[Stretch] = []
        for month in self.months:
            if found and not month.entries and not found[-1].entries:
                found[-1] = Stretch(found[-1].first, month.first, [])
            else:
                found.append(Stretch(month.first, month.first, month.entries))
        return found

    @property
    def is_narrow(self) -> bool:
        """Whether something in it is for one office alone."""
        return any(entry.is_narrow for entry in self.entries)


def year_plan(actor: Actor, country: Country, today: dt.date, wanted: Wanted | None = None) -> Plan:
    """The plan as far as ``actor`` sees it: two queries for each kind of deadline.

    Read it in the actor's name: the statements of the registered kinds run in that scope.
    """
    asked = wanted or Wanted()
    until = after_months(today, MONTHS)
    months = {first: Month(first) for first in _firsts(today, until)}
    overdue: list[Entry] = []
    cut = []
    for source in sources().values():
        if asked.kind and source.kind != asked.kind:
            continue
        found, is_cut = _of_kind(actor, country, source, until, asked)
        cut += [source.label] if is_cut else []
        for entry in found:
            if entry.due_on < today:
                overdue.append(entry)
            elif entry.due_on <= until:
                months[entry.due_on.replace(day=1)].entries.append(entry)
    for month in months.values():
        month.entries.sort(key=_by_date)
    return Plan(
        country, today, until, asked, sorted(overdue, key=_by_date), list(months.values()), cut
    )


def _firsts(today: dt.date, until: dt.date) -> Iterator[dt.date]:
    first = today.replace(day=1)
    while first <= until:
        yield first
        first = after_months(first, 1)


def _by_date(entry: Entry) -> tuple[dt.date, str, str]:
    return entry.due_on, entry.kind, entry.line.title


def _of_kind(
    actor: Actor, country: Country, source: DeadlineSource, until: dt.date, wanted: Wanted
) -> tuple[list[Entry], bool]:
    """The deadlines of one kind, and whether there are more than are shown."""
    rows = source.open_deadlines().filter(country_id=country.pk, due_on__lte=until)
    for chosen, narrow in (
        (wanted.institution, source.of_institution),
        (wanted.treaty, source.of_instrument),
    ):
        if chosen is None:
            continue
        if narrow is None:
            return [], False
        rows = rows.filter(pk__in=narrow(chosen.pk))
    # One row for each recipient.
    found = list(dict.fromkeys(row[0] for row in rows.order_by("due_on", "pk")[: MOST + 1]))
    lines = source.lines(actor, found[:MOST]) if found else {}
    entries = [Entry(source.kind, source.label, pk, line) for pk, line in lines.items()]
    return entries, len(found) > MOST
