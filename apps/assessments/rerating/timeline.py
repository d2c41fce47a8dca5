"""Levels in force from day to day, and what happened beside them: what the timeline is made of."""

import datetime as dt
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from apps.assessments.alert_models import Escalation
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import factors_by_code, standing_events
from apps.assessments.models import AssessmentSnapshot
from apps.assessments.rerating.selectors import (
    Basis,
    LevelInForce,
    bases,
    basis_on,
    overlaid,
    reratings,
)
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.selectors import snapshots
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.visibility import Visibility

# So many events are read, the newest; older ones are in the list of events.
MOST_EVENTS = 500


@dataclass(frozen=True)
class Line:
    """A factor, by the words that name it."""

    code: str
    label: str
    title: str

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()


@dataclass(frozen=True)
class Stretch:
    """A level of one factor from a day on, until another one; ``end`` is ``None`` for the last.

    ``rerating`` where it was judged anew.
    """

    level: str
    start: dt.date
    end: dt.date | None
    rerating: FactorRerating | None = None


@dataclass(frozen=True)
class Timeline:
    """Events, levels in force, approvals and escalations of a State within a span of days."""

    since: dt.date
    until: dt.date
    lines: list[Line]
    levels: dict[str, list[Stretch]] = field(default_factory=dict)
    approvals: list[Basis] = field(default_factory=list)
    reratings: list[FactorRerating] = field(default_factory=list)
    events: list[RiskEvent] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.code: line for line in self.lines}

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and no level was in force."""
        return not (self.levels or self.events or self.approvals or self.escalations)


def timeline_of(
    country: Country,
    actor: Actor,
    *,
    since: dt.date,
    until: dt.date,
    levels: Collection[str] = Visibility.values,
    approved_until: dt.datetime | None = None,
) -> Timeline:
    """What ``actor`` reads of a State's course from ``since`` until ``until``, both included.

    ``levels``: only approvals, events and re-ratings that so many read, for a document with their
    marking; ``approved_until``: without what was approved or corrected later. What was withdrawn
    is left out. At most six queries, whatever there is.
    """
    happened = list(
        standing_events(actor)
        .filter(
            country=country,
            visibility__in=levels,
            occurred_on__gte=since,
            occurred_on__lte=until,
        )
        .order_by("-occurred_on", "-pk")[:MOST_EVENTS]
    )
    raised = [
        each
        for each in _escalations(actor, country, levels)
        if since <= country.local_date(each.created_at) <= until
    ]
    approved = bases(country, actor, levels=levels, approved_until=approved_until)
    found = [each for each in approved if each.since_on <= until]
    judged = list(_judged(country, actor, since=since, until=until, levels=levels))
    days = {day for day in _days(found, judged) if since < day <= until}
    grounds = [(day, basis_on(found, day)) for day in sorted({since, *days})]
    wanted = {basis.snapshot_id for _day, basis in grounds if basis}
    contents = snapshots(actor).in_bulk(wanted) if wanted else {}
    told = list(_levels(grounds, judged, contents))
    lines = _lines(told, happened)
    return Timeline(
        since,
        until,
        lines,
        _stretches(told),
        [each for each in found if since <= each.since_on],
        [each for each in judged if since <= each.effective_on],
        happened,
        raised,
    )


def _escalations(actor: Actor, country: Country, levels: Collection[str]) -> QuerySet[Escalation]:
    rows: QuerySet[Escalation] = Escalation.objects.visible_to(actor)
    return (
        rows.filter(event__country=country, event__visibility__in=levels, event__withdrawn_at=None)
        .select_related("event__country")
        .order_by("-pk")[:MOST_EVENTS]
    )


def _judged(
    country: Country, actor: Actor, *, since: dt.date, until: dt.date, levels: Collection[str]
) -> QuerySet[FactorRerating]:
    """The re-ratings of a span of days, and before it the last word on each factor alone."""
    rows = reratings(actor).filter(country=country, withdrawn_at=None, visibility__in=levels)
    before = rows.filter(effective_on__lt=since).select_related(None)
    last = before.order_by("factor__code", "-effective_on", "-created_at").distinct("factor__code")
    within = Q(effective_on__gte=since, effective_on__lte=until)
    return rows.filter(within | Q(pk__in=last.values("pk"))).order_by("effective_on", "created_at")


def _days(found: Iterable[Basis], judged: Iterable[FactorRerating]) -> set[dt.date]:
    """The days on which a level may have changed."""
    return {each.since_on for each in found} | {each.effective_on for each in judged}


def _levels(
    grounds: Iterable[tuple[dt.date, Basis | None]],
    judged: Iterable[FactorRerating],
    contents: Mapping[Any, AssessmentSnapshot],
) -> Iterator[tuple[dt.date, list[LevelInForce]]]:
    """As ``levels_in_force`` on one day after the other; each re-rating is looked at once.

    ``judged`` stand in the order in which they came: of a factor, the last one counts.
    """
    coming = deque(judged)
    newest: dict[str, FactorRerating] = {}
    before: Basis | None = None
    for day, basis in grounds:
        while coming and coming[0].effective_on <= day:
            rerating = coming.popleft()
            newest[rerating.factor.code] = rerating
        if basis is None or basis.snapshot_id not in contents:
            yield day, []
            continue
        if basis != before:
            newest = {code: each for code, each in newest.items() if basis.precedes(each)}
            before = basis
        yield day, overlaid(contents[basis.snapshot_id], basis, newest.values())


def _lines(
    told: Sequence[tuple[dt.date, list[LevelInForce]]], happened: Iterable[RiskEvent]
) -> list[Line]:
    """The factors of the newest levels, then those that older ones or events alone name."""
    found: dict[str, Line] = {}
    for _day, factors in reversed(told):
        for factor in factors:
            found.setdefault(factor.code, Line(factor.code, factor.label, factor.title))
    codes = [code for event in happened for code in event.factors]
    if set(codes) - set(found):
        for code, item in factors_by_code().items():
            if code in codes:
                label = item.label or item.code
                line = Line(code, label, str(item).removeprefix(label).strip())
                found.setdefault(code, line)
    for code in codes:
        found.setdefault(code, Line(code, code, ""))
    return list(found.values())


def _stretches(
    told: Sequence[tuple[dt.date, list[LevelInForce]]],
) -> dict[str, list[Stretch]]:
    """The levels of each factor one after the other; a day that changes nothing divides nothing."""
    begun: dict[str, list[tuple[dt.date, LevelInForce]]] = {}
    for day, factors in told:
        for factor in factors:
            before = begun.setdefault(factor.code, [])
            last = before[-1][1] if before else None
            if last is None or (last.level, last.rerating) != (factor.level, factor.rerating):
                before.append((day, factor))
    found: dict[str, list[Stretch]] = {}
    for code, starts in begun.items():
        ends = [*(day for day, _factor in starts[1:]), None]
        found[code] = [
            Stretch(factor.level, day, end, factor.rerating)
            for (day, factor), end in zip(starts, ends, strict=True)
        ]
    return found
