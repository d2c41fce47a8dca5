"""The timeline: the actions of a set from start to due date, within some months."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from apps.actions.collaboration import ActionDependency
from apps.actions.models import Action
from apps.actions.months import Month
from focalpoint.actors import Actor

# The drawing is so wide and each row so high, in its own units; the page scales it.
WIDE = 1000.0
HIGH = 36.0
# Of a row's height: where its bar begins and ends.
TOP, BOTTOM = 12.0, 26.0


@dataclass(frozen=True)
class Window:
    """Some whole months, drawn equally wide."""

    start: Month
    span: int

    @property
    def first(self) -> dt.date:
        return self.start.first

    @property
    def last(self) -> dt.date:
        return self.start.plus(self.span - 1).last

    @property
    def months(self) -> list[Month]:
        return [self.start.plus(n) for n in range(self.span)]

    def x(self, day: dt.date) -> float:
        """Where a day begins, between the edges."""
        if day < self.first:
            return 0.0
        if day > self.last:
            return WIDE
        month = Month.of(day)
        index = (month.year - self.start.year) * 12 + month.number - self.start.number
        return round((index + (day.day - 1) / month.last.day) * WIDE / self.span, 1)


@dataclass(frozen=True)
class Bar:
    """How an action is drawn: from ``x`` on, ``width`` wide.

    Without a start it is a mark at its due date (``due``), without a due date one that stays open
    (``open``). ``cut_start`` and ``cut_end``: it goes on beyond the edge.
    """

    kind: str
    x: float
    width: float
    y: float
    cut_start: bool = False
    cut_end: bool = False

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def middle(self) -> float:
        return self.y + (BOTTOM - TOP) / 2


def spread(rows: QuerySet[Action]) -> QuerySet[Action]:
    """The rows with the first and the last day that they name."""
    return rows.alias(begins=Coalesce("start_on", "due_on"), ends=Coalesce("due_on", "start_on"))


def parts(window: Window) -> Mapping[str, Q]:
    """How the timeline divides a set: every action is in exactly one part."""
    return {
        "earlier": Q(ends__lt=window.first),
        "here": Q(begins__lte=window.last, ends__gte=window.first),
        "later": Q(begins__gt=window.last),
        "undated": Q(start_on=None, due_on=None),
    }


def within(rows: QuerySet[Action], window: Window) -> QuerySet[Action]:
    """What falls into the months, the earliest first."""
    begins, ends = Coalesce("start_on", "due_on"), Coalesce("due_on", "start_on")
    return spread(rows).filter(parts(window)["here"]).order_by(begins, ends, "id")


def bar(action: Action, window: Window, row: int) -> Bar:
    """The bar of an action in a row of the drawing."""
    y = row * HIGH + TOP
    start, due = action.start_on, action.due_on
    if start is None or due is None:
        kind, day = ("due", due) if due is not None else ("open", start)
        assert day is not None
        return Bar(kind, window.x(day), 0, y)
    left = window.x(start)
    right = window.x(due + dt.timedelta(days=1)) if due < dt.date.max else WIDE
    return Bar(
        "bar", left, max(round(right - left, 1), 3), y, start < window.first, due > window.last
    )


@dataclass(frozen=True)
class Dependency:
    """An arrow from the end of what must come first to the start of what waits for it."""

    path: str
    head: str


def dependencies(actor: Actor, actions: Sequence[Action]) -> list[ActionDependency]:
    """What the actions wait for, as far as the actor sees it, in one query."""
    rows = ActionDependency.objects.visible_to(actor).filter(
        action__in=[action.pk for action in actions]
    )
    # By the blocker's own scope too: row-level security would leave the join empty.
    seen = Action.objects.visible_to(actor)
    return list(
        rows.filter(blocked_by__in=seen).select_related("blocked_by").order_by("created_at", "id")
    )


def arrows(found: Iterable[ActionDependency], bars: Mapping[uuid.UUID, Bar]) -> list[Dependency]:
    """The arrows between bars that are both drawn."""
    return [
        _arrow(bars[each.blocked_by_id], bars[each.action_id])
        for each in found
        if each.blocked_by_id in bars and each.action_id in bars
    ]


def _arrow(before: Bar, after: Bar) -> Dependency:
    """Out of the end, along the gap between the rows, into the start."""
    gap = 6.0
    out, into = before.end, after.x
    down = after.y > before.y
    between = before.middle + (HIGH / 2 if down else -HIGH / 2)
    way = [
        f"M{out:g} {before.middle:g}",
        f"H{min(out + gap, WIDE):g}",
        f"V{between:g}",
        f"H{max(into - gap, 0):g}",
        f"V{after.middle:g}",
        f"H{into:g}",
    ]
    tip, y = into, after.middle
    return Dependency(" ".join(way), f"M{tip:g} {y:g} L{tip - 5:g} {y - 4:g} V{y + 4:g} Z")
