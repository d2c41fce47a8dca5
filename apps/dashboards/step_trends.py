"""How the steps (a)–(g) moved: what shared reports say of each for the end of every year.

One small chart for each step, or for each regional group of one step, in one scale. Every year-end
is read as the matrix of the steps is on that day. Groups are those that States are in now; fewer
than five States are not drawn, of which a share would speak of one State.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.catalogue.models import Item
from apps.dashboards.borders import BORDER
from apps.dashboards.groups import FEWEST, in_groups
from apps.dashboards.worldmap import status_colours
from apps.recommendations.models import ProgressStatus
from apps.recommendations.selectors import Cell, statuses_over
from focalpoint.actors import Actor
from focalpoint.charts import Chart, Spec, framed

# The year of the document that asks for the steps (A/67/929-S/2013/399 ¶71).
FIRST_YEAR = 2013
# Pixels; the scale of all charts ends at a whole part of so many.
HEIGHT, PARTS = 170, 10


@dataclass(frozen=True)
class YearEnd:
    """The last day of a year, or the day of the page; ``known`` as the matrix has it."""

    day: dt.date
    known: Mapping[Cell, ProgressStatus]

    @property
    def label(self) -> str:
        """The year where it is over."""
        is_over = (self.day.month, self.day.day) == (12, 31)
        return str(self.day.year) if is_over else date_format(self.day)


@dataclass(frozen=True)
class Count:
    """How many States had which status at a year's end; ``of``: Member States on that day."""

    end: YearEnd
    of: int
    known: Counter[ProgressStatus]


@dataclass(frozen=True)
class Panel:
    """One small chart: a step, and the States of which it is told."""

    name: str
    title: str
    states: Sequence[Any]
    counts: Sequence[Count] = field(default=())


def year_ends(
    actor: Actor, as_of: dt.date, steps: Sequence[Item], states: Sequence[Any]
) -> list[YearEnd]:
    """What ``states`` had shared at each year's end up to ``as_of``, and on that day; one query.

    Years before the first report are left out.
    """
    # What is yet to come changes with no year: the day itself is enough.
    until = min(as_of.year, timezone.localdate().year + 1)
    days = [*(dt.date(year, 12, 31) for year in range(FIRST_YEAR, until)), as_of]
    found = statuses_over(days, states, actor, items=steps)
    ends = [YearEnd(day, known) for day, known in zip(days, found, strict=True)]
    first = next((place for place, end in enumerate(ends) if end.known), len(ends))
    return ends[first:]


def step_panels(
    steps: Sequence[Item], states: Sequence[Any], ends: Sequence[YearEnd]
) -> list[Panel]:
    """Each step among all of ``states``."""
    return [
        Panel(step.code.lower(), str(step), states, _counts(step, states, ends)) for step in steps
    ]


def group_panels(step: Item, states: Sequence[Any], ends: Sequence[YearEnd]) -> list[Panel]:
    """One step among all of ``states``, and in each regional group by name."""
    parts = [("all", _("Member States"), states)]
    parts += [(code.lower() or "none", label, own) for code, label, own in in_groups(states)]
    return [
        Panel(name, f"{label} ({len(own)})", own, _counts(step, own, ends))
        for name, label, own in parts
    ]


def _counts(step: Item, states: Sequence[Any], ends: Sequence[YearEnd]) -> list[Count]:
    """Nothing of a day on which fewer than five of the States were members."""
    found = []
    for end in ends:
        members = [state for state in states if _is_member(state, end.day)]
        said = [end.known.get((state.pk, step.pk)) for state in members]
        if len(members) >= FEWEST:
            found.append(Count(end, len(members), Counter(filter(None, said))))
    return found


def _is_member(state: Any, day: dt.date) -> bool:
    return state.un_member_since is not None and state.un_member_since <= day


def step_charts(panels: Sequence[Panel]) -> list[Chart]:
    """A chart of each panel that can be told, all of them in one scale."""
    shares = [count.known.total() / count.of for panel in panels for count in panel.counts]
    top = max(ceil(max(shares, default=0) * PARTS), 1) / PARTS
    years = sorted({count.end.day.year for panel in panels for count in panel.counts})
    return [_chart(panel, years, top) for panel in panels if panel.counts]


def too_few(panels: Sequence[Panel]) -> list[str]:
    """The names of those that are not drawn."""
    return [panel.title for panel in panels if not panel.counts]


def _chart(panel: Panel, years: Sequence[int], top: float) -> Chart:
    last = panel.counts[-1]
    told = [
        _("%(status)s: %(number)s") % {"status": status.label, "number": last.known[status]}
        for status in ProgressStatus
        if last.known[status]
    ]
    words = "; ".join(told) or _("nothing shared")
    facts = {"day": date_format(last.end.day), "states": last.of, "words": words}
    return Chart(
        panel.name,
        panel.title,
        _("On %(day)s, of %(states)s States: %(words)s.") % facts,
        head=[
            _("At the end of"),
            _("States"),
            *(str(status.label) for status in ProgressStatus),
            _("Nothing shared"),
        ],
        rows=[_row(count) for count in panel.counts],
        spec=_bars(panel.counts, years, top),
    )


def _row(count: Count) -> list[str | int]:
    numbers = [count.known[status] for status in ProgressStatus]
    cells = [_part(number, count.of) for number in [*numbers, count.of - sum(numbers)]]
    return [count.end.label, count.of, *cells]


def _part(number: int, of: int) -> str:
    return f"{number} · {round(100 * number / of)} %"


def _bars(counts: Sequence[Count], years: Sequence[int], top: float) -> Spec:
    """A bar for each year: what is furthest stands lowest, so that it is read from the line.

    The legend is drawn in files alone: on the page all charts have one.
    """
    colours = status_colours()
    values = [
        {
            "year": str(count.end.day.year),
            "share": number / count.of,
            "status": str(status.label),
            "rank": -rank,
        }
        for count in counts
        for rank, status in enumerate(ProgressStatus)
        if (number := count.known[status])
    ]
    bars: Spec = {
        "mark": {"type": "bar", "stroke": BORDER, "strokeWidth": 0.5},
        "encoding": {
            "x": {
                "field": "year",
                "type": "ordinal",
                "scale": {"domain": [str(year) for year in years]},
                "axis": {
                    "title": None,
                    "labelAngle": 0,
                    "labelOverlap": True,
                    "labelFontSize": 12,
                    "ticks": False,
                },
            },
            "y": {
                "field": "share",
                "type": "quantitative",
                "scale": {"domain": [0, top], "nice": False},
                "axis": {
                    "title": None,
                    "grid": True,
                    "tickCount": 4,
                    "labelExpr": "round(100 * datum.value) + ' %'",
                    "labelFontSize": 12,
                    "domain": False,
                    "ticks": False,
                },
            },
            "color": {
                "field": "status",
                "type": "nominal",
                "scale": {
                    "domain": [status for status, _colour in colours],
                    "range": [colour for _status, colour in colours],
                },
                "title": None,
            },
            "order": {"field": "rank", "type": "quantitative"},
        },
    }
    spec = framed([bars], height=HEIGHT, values=values)
    # Not beside its colours: what is said there could not be left out on the page.
    legend = {"legend": {"orient": "bottom", "columns": 3}}
    return {**spec, "config": legend, "usermeta": {"sharedLegend": True}}
