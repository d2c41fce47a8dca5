"""How the network grew: what dated sources say, beside what States record and share here."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.appointments.selectors import shared_tenures
from apps.catalogue.models import Item
from apps.countries.models import Confidence
from focalpoint.actors import Actor
from focalpoint.charts import Chart, Spec, csv_of, framed

GROWTH = "growth"
# The framework of the catalogue that holds what sources say of the network.
NETWORK_FACTS = "NETWORK"
# The network was founded in September 2010.
FIRST_YEAR = 2010
HEIGHT = 260
REPORTED, RECORDED = "#2b7bba", "#c4501b"


@dataclass(frozen=True)
class ReportedCount:
    """How many focal points a source counted: on a day, in a month or in a year."""

    as_of: str
    count: int
    source: str
    confidence: str

    @property
    def first_day(self) -> dt.date:
        """The first day that the date may mean."""
        parts = [int(part) for part in self.as_of.split("-")]
        year, month, day = [*parts, 1, 1][:3]
        return dt.date(year, month, day)

    @property
    def date_words(self) -> str:
        """The date as exactly as the source gives it."""
        formats = {4: "Y", 7: "YEAR_MONTH_FORMAT"}
        return date_format(self.first_day, formats.get(len(self.as_of), "DATE_FORMAT"))

    @property
    def is_sure(self) -> bool:
        """Whether somebody has checked the source."""
        return self.confidence != Confidence.LOW


def reported_counts(as_of: dt.date) -> list[ReportedCount]:
    """What dated sources say up to ``as_of``, oldest first; one query."""
    items = Item.objects.filter(
        framework__code=NETWORK_FACTS, kind="reported_count", is_active=True, facts__has_key="count"
    ).order_by("order")
    found = [
        ReportedCount(
            as_of=str(item.facts["as_of"]),
            count=int(item.facts["count"]),
            source=item.facts["source"],
            confidence=item.confidence,
        )
        for item in items
    ]
    return sorted(
        (each for each in found if each.first_day <= as_of), key=lambda each: each.first_day
    )


def recorded_counts(actor: Actor, as_of: dt.date) -> list[tuple[dt.date, int]]:
    """Member States with a serving principal, as they share it: at each year's end, and on a day.

    Empty while no State shares one; one query.
    """
    tenures = shared_tenures(actor)
    first = min((start for _state, start, _end in tenures if start <= as_of), default=None)
    if first is None:
        return []
    # What is yet to come changes with no year: the day itself is enough.
    until = min(as_of.year, timezone.localdate().year + 1)
    days = [dt.date(year, 12, 31) for year in range(max(first.year, FIRST_YEAR), until)]
    return [
        (day, len({s for s, start, end in tenures if start <= day and (not end or end >= day)}))
        for day in [*days, as_of]
    ]


def growth(actor: Actor, as_of: dt.date) -> Chart:
    """The chart with its table: a line for each fact, with its source."""
    title = _("The network over the years")
    reported, recorded = reported_counts(as_of), recorded_counts(actor, as_of)
    if not reported and not recorded:
        return Chart(GROWTH, title, "", empty=_("No dated fact is known for this day."))
    here = _("recorded here and shared by the States")
    rows: list[tuple[dt.date, list[str | int]]] = [
        (
            each.first_day,
            [
                each.date_words,
                each.count,
                str(Confidence(each.confidence).label) if each.confidence else "",
                each.source,
            ],
        )
        for each in reported
    ]
    rows += [(day, [date_format(day), number, "", here]) for day, number in recorded]
    return Chart(
        GROWTH,
        title,
        _(
            "Dots: focal points that a dated source counted; a hollow one nobody has checked. "
            "Line: Member States with a serving focal point, as they record and share it here."
        ),
        head=[_("Date"), _("Focal points"), _("Confidence"), _("Source")],
        rows=[row for _day, row in sorted(rows, key=lambda pair: pair[0])],
        spec=_spec(reported, recorded),
    )


def growth_file(chart: Chart, as_of: dt.date) -> HttpResponse:
    """The table of the chart as CSV."""
    headers = {"Content-Disposition": f'attachment; filename="{GROWTH}-{as_of}.csv"'}
    content = csv_of(chart, [(_("Chart"), chart.title), (_("As of"), as_of.isoformat())])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _spec(reported: Sequence[ReportedCount], recorded: Sequence[tuple[dt.date, int]]) -> Spec:
    dots = [
        {"year": _year(each.first_day), "number": each.count, "sure": each.is_sure}
        for each in reported
    ]
    line = [{"year": _year(day), "number": number} for day, number in recorded]
    x: dict[str, Any] = {
        "field": "year",
        "type": "quantitative",
        "scale": {"nice": False, "zero": False, "padding": 24},
        "axis": {"title": None, "format": "d", "tickMinStep": 1, "grid": False},
    }
    y: dict[str, Any] = {
        "field": "number",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {"title": None, "grid": True, "tickCount": 5, "domain": False, "ticks": False},
    }
    place = {"x": x, "y": y}
    sure = {"values": [dot for dot in dots if dot["sure"]]}
    unsure = {"values": [dot for dot in dots if not dot["sure"]]}
    point = {"type": "point", "size": 90, "strokeWidth": 2, "opacity": 1, "color": REPORTED}
    layers: list[Spec] = [
        {"data": sure, "mark": {**point, "filled": True}, "encoding": place},
        {"data": unsure, "mark": {**point, "filled": False}, "encoding": place},
        {
            "mark": {"type": "text", "dy": -14, "fontSize": 12, "fontWeight": 600},
            "encoding": {**place, "text": {"field": "number", "type": "quantitative"}},
        },
        {
            "data": {"values": line},
            "mark": {
                "type": "line",
                "point": {"filled": True, "color": RECORDED},
                "color": RECORDED,
                "strokeWidth": 2.5,
                "strokeDash": [8, 3],
            },
            "encoding": place,
        },
    ]
    return framed(layers, height=HEIGHT, values=dots)


def _year(day: dt.date) -> float:
    return round(day.year + (day.timetuple().tm_yday - 1) / 365.25, 3)
