"""When reports fall due by the text of a treaty: pure rules, without a database.

CEDAW art. 18, CAT art. 19, ICERD art. 9 and others ask for a first report within so many years of
entry into force for the State, and for another one every so many years *thereafter*: the cycle
counts from the day on which the first report was due, not from the day on which it was sent. Being
late therefore moves nothing. Where a committee sets the date of the next report itself, the cycle
goes on from that date.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.countries.models import Confidence
from apps.treaties.choices import Precision
from apps.treaties.entry_into_force import after_months
from apps.treaties.obligations.choices import DueKind, Origin, Rule

# How far ahead dates are computed.
MONTHS_AHEAD = 24
# The first calendar year of which an annual report (ATT art. 13(3)) tells is the first whole one
# after entry into force, and the report is due in the year after it.
FIRST_ANNUAL = 2

_WORTH = [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH]


@dataclass(frozen=True)
class Cycle:
    """What a treaty asks, from ``Treaty.reporting``; zero and empty where it asks nothing."""

    initial_years: int = 0
    periodic_years: int = 0
    annual_by: tuple[int, int] | None = None
    covered_by: str = ""
    basis: str = ""
    note: str = ""
    confidence: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the treaty asks for a report of its own.

        What is covered in the report on another treaty asks for none.
        """
        return bool(self.initial_years or self.annual_by or self.is_periodic)

    @property
    def is_periodic(self) -> bool:
        """Whether its own reports come back."""
        return bool(self.periodic_years and not self.covered_by)


@dataclass(frozen=True)
class Planned:
    """A date that follows from a rule; ``key`` is the same whenever it is computed."""

    key: str
    kind: DueKind
    due_on: dt.date
    rule: Rule
    number: int = 0
    counted_from: dt.date | None = None
    latest_on: dt.date | None = None
    precision: str = Precision.DAY
    origin: Origin = Origin.COMPUTED
    source: str = ""
    source_as_of: dt.date | None = None
    confidence: str = ""
    # A date that was published for it, with its source: it counts instead of the rule's.
    published_on: dt.date | None = None
    published_source: str = ""


@dataclass(frozen=True)
class Anchor:
    """A date from which the cycle goes on: one that a committee set, or that the State entered."""

    on: dt.date


def cycle_of(reporting: Mapping[str, Any]) -> Cycle:
    """The cycle in the words of the catalogue (``Treaty.reporting``)."""
    annual = str(reporting.get("annual_by", ""))
    month, _dash, day = annual.partition("-")
    return Cycle(
        initial_years=int(reporting.get("initial_within_years") or 0),
        periodic_years=0 if annual else int(reporting.get("periodic_every_years") or 0),
        annual_by=(int(month), int(day)) if annual else None,
        covered_by=str(reporting.get("covered_by", "")),
        basis=str(reporting.get("basis", "")),
        note=str(reporting.get("note", "")),
        confidence=str(reporting.get("confidence", "")),
    )


def weakest(*confidences: str) -> str:
    """The lowest of some confidences; what says none says the least."""
    worth = [_WORTH.index(Confidence(c)) if c in Confidence.values else 0 for c in confidences]
    return str(_WORTH[min(worth)]) if worth else ""


def horizon(today: dt.date) -> dt.date:
    """The last day for which dates are computed."""
    return after_months(today, MONTHS_AHEAD)


def initial_due(cycle: Cycle, in_force_on: dt.date) -> dt.date:
    """When the first report is due."""
    return after_months(in_force_on, 12 * cycle.initial_years)


def planned_dates(
    cycle: Cycle,
    *,
    in_force_on: dt.date,
    today: dt.date,
    anchors: Iterable[Anchor] = (),
    source: str = "",
    source_as_of: dt.date | None = None,
    confidence: str = "",
) -> list[Planned]:
    """What falls due by the rule from ``today`` to the horizon; of a cycle at least the next date.

    What fell due before ``today`` is history: the State says what became of it.
    """
    facts: dict[str, Any] = {
        "source": source,
        "source_as_of": source_as_of,
        "confidence": weakest(cycle.confidence, confidence),
    }
    found = []
    first = initial_due(cycle, in_force_on)
    if cycle.initial_years and first >= today:
        found.append(
            Planned(
                "initial",
                DueKind.INITIAL,
                first,
                Rule.INITIAL,
                cycle.initial_years,
                in_force_on,
                **facts,
            )
        )
    if cycle.annual_by:
        found += _ahead(_annual(cycle, in_force_on, today, facts), today)
    if cycle.is_periodic and cycle.initial_years:
        # Committees set other dates more often than not, unless one of theirs is on record.
        surest = Confidence.MEDIUM if (known := list(anchors)) else Confidence.LOW
        facts["confidence"] = weakest(str(facts["confidence"]), surest)
        found += _ahead(_periodic(cycle, first, known, facts), today)
    return found


def _ahead(dates: Iterator[Planned], today: dt.date) -> Iterator[Planned]:
    """Those from today to the horizon, and the next one in any case."""
    end, has_one = horizon(today), False
    for planned in dates:
        if planned.due_on < today:
            continue
        if planned.due_on > end and has_one:
            return
        has_one = True
        yield planned


def _annual(
    cycle: Cycle, in_force_on: dt.date, today: dt.date, facts: Mapping[str, Any]
) -> Iterator[Planned]:
    assert cycle.annual_by is not None
    month, day = cycle.annual_by
    first = in_force_on.year + FIRST_ANNUAL
    for year in range(max(first, today.year), max(first, today.year) + MONTHS_AHEAD // 12 + 2):
        yield Planned(
            f"annual:{year}",
            DueKind.ANNUAL,
            dt.date(year, month, day),
            Rule.ANNUAL,
            year - 1,
            in_force_on,
            **facts,
        )


def _periodic(
    cycle: Cycle, first: dt.date, anchors: list[Anchor], facts: Mapping[str, Any]
) -> Iterator[Planned]:
    """The cycle without end, from the last date that somebody set, else from the first report."""
    years = cycle.periodic_years
    begin = max((anchor.on for anchor in anchors), default=first)
    # The place in the cycle, so that a report keeps its key whatever date it gets.
    place = max(round((begin - first).days / (365.25 * years)), 0)
    step = 0
    while begin.year + step * years < dt.MAXYEAR - years:
        step += 1
        yield Planned(
            f"periodic:{place + step}",
            DueKind.PERIODIC,
            after_months(begin, 12 * years * step),
            Rule.PERIODIC,
            years,
            after_months(begin, 12 * years * (step - 1)),
            **facts,
        )


def explanation(occurrence: Any) -> str:
    """How a computed date of an occurrence came about, in the reader's language."""
    number = occurrence.rule_number
    on = date_format(occurrence.counted_from) if occurrence.counted_from else ""
    said = {"number": number, "date": on}
    words = {
        Rule.INITIAL: lambda: ngettext(
            "%(number)s year after entry into force for the State on %(date)s",
            "%(number)s years after entry into force for the State on %(date)s",
            number,
        ),
        Rule.PERIODIC: lambda: ngettext(
            "%(number)s year after the date before, %(date)s",
            "%(number)s years after the date before, %(date)s",
            number,
        ),
        Rule.ANNUAL: lambda: _("each year on this day, on the year %(number)s"),
        Rule.BEFORE_SESSION: lambda: ngettext(
            "%(number)s week before the session that starts on %(date)s",
            "%(number)s weeks before the session that starts on %(date)s",
            number,
        ),
        Rule.SESSION: lambda: _("the first day of the session"),
        Rule.AFTER_SESSION: lambda: ngettext(
            "%(number)s month after the session that started on %(date)s",
            "%(number)s months after the session that started on %(date)s",
            number,
        ),
    }
    if occurrence.rule not in words:
        return ""
    return words[occurrence.rule]() % said
