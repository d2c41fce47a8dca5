"""How participation in the instruments grew: curves over decades, and the same by regional group.

Both are drawn from the depositaries' data alone. Groups stand beside each other by name, in one
scale; nothing is added up over instruments.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.dashboards.groups import in_groups
from apps.treaties.models import Treaty
from apps.treaties.participation import Curve, Membership, curves_of
from apps.treaties.status import Pair, Reach
from focalpoint.charts import Chart, Spec, framed

# Apart for the colour-blind, on light and on dark ground; dashes tell them apart without colour.
LINES = (
    ("#2b7bba", [1, 0]),
    ("#c4501b", [8, 3]),
    ("#3a8f5b", [2, 3]),
    ("#8a5fb0", [10, 3, 2, 3]),
    ("#a07a12", [5, 2]),
    ("#b0457a", [1, 2]),
)
MOST = len(LINES)
# A year for each row of a table would be eighty: these, and the last one.
EVERY = 5
STROKE = {"type": "line", "strokeWidth": 2.5, "interpolate": "step-after"}
# Pixels: of the curves, and of each band; how much of a band a share of all takes.
HEIGHT, SMALL, BAND = 320, 76, 0.7
# Pixels of a panel in which the lines of several instruments must be told apart.
PANEL = 132


def participation(drawn: Sequence[Curve], states: int) -> Chart:
    """Parties at the end of each year, one line for each instrument."""
    title = _("Parties over the years")
    curves = [curve for curve in drawn if curve.numbers]
    if not curves:
        return Chart(
            "parties", title, "", empty=_("None of these States is a party to any of them.")
        )
    text = _(
        "Of %(states)s States, at the end of each year. A line ends where the record does."
    ) % {"states": states}
    years = years_of(curves)
    return Chart(
        "parties",
        title,
        text,
        head=[_("Year"), *(str(curve.treaty) for curve in curves)],
        rows=[[str(year), *(_cell(curve, year) for curve in curves)] for year in years],
        spec=_lines(curves, states),
    )


def by_group(
    treaty: Treaty,
    found: Mapping[Pair, Membership],
    states: Sequence[Country],
    as_of: dt.date,
    reach: Mapping[uuid.UUID, Reach],
) -> Chart:
    """One instrument in each regional group: parties, of the States that are in the group now."""
    title = _("%(treaty)s by regional group") % {"treaty": treaty}
    lines: list[tuple[str, int, Curve]] = []
    for name, members in _grouped(states):
        own = {pair: each for pair, each in found.items() if pair[1] in members}
        curve = curves_of(own, [treaty], as_of, reach)[0]
        if curve.numbers:
            lines.append((name, len(members), curve))
    if not lines:
        return Chart("groups", title, "", empty=_("None of these States is a party."))
    heads = [f"{name} ({number})" for name, number, _curve in lines]
    return Chart(
        "groups",
        title,
        _("Share of the States that each group has now; their number stands in brackets."),
        head=[_("Year"), *heads],
        rows=[
            [str(year), *(_cell(curve, year) for _name, _number, curve in lines)]
            for year in years_of([curve for _name, _number, curve in lines])
        ],
        spec=_panels(lines, heads),
    )


def multiples(
    drawn: Sequence[Curve],
    found: Mapping[Pair, Membership],
    states: Sequence[Country],
    as_of: dt.date,
    reach: Mapping[uuid.UUID, Reach],
) -> Chart:
    """The instruments of ``drawn`` in each regional group: one small panel a group, one scale.

    The lines look as they do in the chart of all States. Groups are shown whatever their size: what
    depositaries publish of a State is public.
    """
    title = _("The instruments by regional group")
    treaties = [curve.treaty for curve in drawn if curve.numbers]
    panels: list[tuple[str, int, list[Curve]]] = []
    for name, members in _grouped(states):
        own = {pair: each for pair, each in found.items() if pair[1] in members}
        panels.append((name, len(members), curves_of(own, treaties, as_of, reach)))
    if not treaties or not panels:
        return Chart("groups", title, "", empty=_("None of these States is a party."))
    heads = [f"{name} ({members})" for name, members, _curves in panels]
    years = years_of([curve for curve in drawn if curve.numbers])
    return Chart(
        "groups",
        title,
        " ".join(
            (
                _("Share of the States that each group has now; their number stands in brackets."),
                _("Groups of any size are shown: what depositaries publish is public."),
            )
        ),
        head=[_("Regional group"), _("Year"), *(str(treaty) for treaty in treaties)],
        rows=[
            [head, str(year), *(_part(curve, year, members) for curve in curves)]
            for head, (_name, members, curves) in zip(heads, panels, strict=True)
            for year in years
        ],
        spec=_multiples(panels, heads, [str(treaty) for treaty in treaties]),
    )


def _grouped(states: Sequence[Country]) -> list[tuple[str, set[Any]]]:
    """The regional groups by name with the States that each has now; those in none come last."""
    return [(label, {state.pk for state in own}) for _code, label, own in in_groups(states)]


def known_until(drawn: Sequence[Curve]) -> str:
    """Up to which day each of the lines is known."""
    return "; ".join(
        _("%(treaty)s until %(date)s") % {"treaty": curve.treaty, "date": date_format(curve.until)}
        for curve in drawn
        if curve.numbers
    )


def years_of(curves: Sequence[Curve]) -> list[int]:
    """The years that the table names: each fifth, and the ends."""
    first = min(curve.numbers[0][0] for curve in curves)
    last = max(curve.numbers[-1][0] for curve in curves)
    ends = {first, last, *(curve.numbers[-1][0] for curve in curves)}
    return sorted(ends | {year for year in range(first, last + 1) if year % EVERY == 0})


def _cell(curve: Curve, year: int) -> str | int:
    found = curve.in_year(year)
    if found is None:
        return "–" if year > curve.until.year else 0
    return found


def _part(curve: Curve, year: int, members: int) -> str:
    number = _cell(curve, year)
    return number if isinstance(number, str) else f"{number} · {round(100 * number / members)} %"


def _lines(curves: Sequence[Curve], states: int) -> Spec:
    names = [str(curve.treaty) for curve in curves]
    values = [
        {"year": year, "parties": number, "name": name}
        for name, curve in zip(names, curves, strict=True)
        for year, number in curve.numbers
    ]
    encoding: Spec = {
        "x": _years(),
        "y": {
            "field": "parties",
            "type": "quantitative",
            "scale": {"domain": [0, max(states, 1)], "nice": False},
            "axis": {"title": None, "grid": True, "tickCount": 5, "domain": False, "ticks": False},
        },
        **_strokes(names),
    }
    return framed([{"mark": STROKE, "encoding": encoding}], height=HEIGHT, values=values)


def _strokes(names: Sequence[str]) -> Spec:
    """A colour and a dash for each instrument, the same in every chart of the page."""
    return {
        "color": {
            "field": "name",
            "type": "nominal",
            "scale": {"domain": names, "range": [colour for colour, _dash in LINES]},
            "legend": {
                "orient": "top",
                "title": None,
                "columns": {"expr": "narrow ? 1 : 3"},
                "symbolType": "stroke",
                "symbolSize": 400,
                "symbolStrokeWidth": 3,
                "labelLimit": 300,
                "labelFontSize": 12,
            },
        },
        "strokeDash": {
            "field": "name",
            "type": "nominal",
            "scale": {"domain": names, "range": [dash for _colour, dash in LINES]},
            "legend": None,
        },
    }


def _panels(lines: Sequence[tuple[str, int, Curve]], heads: Sequence[str]) -> Spec:
    """One above the other in one drawing, each a band of its own with the share as its height."""
    first = min(curve.numbers[0][0] for _name, _members, curve in lines)
    values, labels = [], []
    for row, (head, (_name, members, curve)) in enumerate(zip(heads, lines, strict=True)):
        base = len(lines) - 1 - row
        for year, number in curve.numbers:
            top = base + BAND * number / members
            values.append({"year": year, "base": base, "top": top, "group": head})
        share = round(100 * curve.numbers[-1][1] / members)
        labels.append({"year": first, "base": base + 0.88, "label": f"{head}: {share} %"})
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, len(lines)], "nice": False},
        "axis": {"title": None, "values": [*range(len(lines))], "labels": False, "ticks": False},
    }
    area: Spec = {
        "mark": {"type": "area", "interpolate": "step-after", "color": "#5c96cb"},
        "encoding": {
            "x": _years(),
            "y": {**y, "field": "base"},
            "y2": {"field": "top"},
            "detail": {"field": "group"},
        },
    }
    names: Spec = {
        "data": {"values": labels},
        "mark": {
            "type": "text",
            "align": "left",
            "fontSize": {"expr": "narrow ? 10 : 12"},
            "fontWeight": 600,
            "dx": 4,
        },
        "encoding": {
            "x": _years(),
            "y": {**y, "field": "base"},
            "text": {"field": "label"},
        },
    }
    return framed([area, names], height=SMALL * len(lines), values=values)


def _multiples(
    panels: Sequence[tuple[str, int, Sequence[Curve]]], heads: Sequence[str], names: Sequence[str]
) -> Spec:
    """The panels one above the other in one drawing: years and shares have one scale in all."""
    values, labels = [], []
    first = min(curve.numbers[0][0] for *_of, curves in panels for curve in curves if curve.numbers)
    for row, (head, (_name, members, curves)) in enumerate(zip(heads, panels, strict=True)):
        base = len(panels) - 1 - row
        values += [
            {
                "year": year,
                "height": base + BAND * number / members,
                "name": name,
                "group": head,
            }
            for name, curve in zip(names, curves, strict=True)
            for year, number in curve.numbers
        ]
        labels.append({"year": first, "height": base + 0.85, "label": head})
    y: Spec = {
        "field": "height",
        "type": "quantitative",
        "scale": {"domain": [0, len(panels)], "nice": False},
        "axis": {
            "title": None,
            "values": [base + part for base in range(len(panels)) for part in (0, BAND)],
            "labelExpr": "datum.value > floor(datum.value) ? '100 %' : '0 %'",
            "grid": True,
            "domain": False,
            "ticks": False,
        },
    }
    lines: Spec = {
        "mark": STROKE,
        "encoding": {"x": _years(), "y": y, "detail": {"field": "group"}, **_strokes(names)},
    }
    titles: Spec = {
        "data": {"values": labels},
        "mark": {
            "type": "text",
            "align": "left",
            "fontSize": {"expr": "narrow ? 10 : 12"},
            "fontWeight": 600,
            "dx": 4,
        },
        "encoding": {"x": _years(), "y": y, "text": {"field": "label"}},
    }
    return framed([lines, titles], height=PANEL * len(panels), values=values)


def _years() -> Spec:
    return {
        "field": "year",
        "type": "quantitative",
        "scale": {"nice": False, "zero": False},
        "axis": {
            "title": None,
            "format": "d",
            "tickMinStep": 5,
            "grid": False,
            "labelFontSize": 12,
            "labelFlush": True,
        },
    }
