"""The world map: one Vega-Lite specification, and the table that says the same.

Outlines are those of the package world-atlas (Natural Earth, public domain), keyed by UN M49.
Territories that are no State of the list stay grey and without a name; the page carries the
disclaimer. Small States have no outline at this scale: the table shows all.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.appointments.selectors import Coverage, Vacancy
from apps.catalogue.models import Item
from apps.countries.models import Kind
from apps.dashboards.selectors import steps_matrix
from apps.recommendations.models import ProgressStatus
from focalpoint.actors import Actor

FOCAL_POINTS = "focal-points"
# Colours that stay apart for colour-blind readers (Okabe and Ito, 2008), on both themes.
SERVING, REPORTED, VACANT, UNKNOWN = "#009e73", "#56b4e9", "#d55e00", "#c3c9d1"
NONE_REPORTED = "#e69f00"
SHADES = ("#e69f00", "#f0e442", "#56b4e9", "#0072b2", "#009e73", "#006d4f")


def map_themes(steps: Sequence[Item]) -> list[tuple[str, str]]:
    """What the map can show: the focal points, or one step."""
    return [(FOCAL_POINTS, _("Focal points")), *((step.code, str(step)) for step in steps)]


def map_rows(
    actor: Actor, theme: str, as_of: dt.date, states: Sequence[Any]
) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the table behind the map: every Member State that the filter leaves."""
    head = [_("State"), _("Regional group"), _("On the map"), _("Since or as of")]
    rows = [
        [fact["name"], fact["group"], fact["value"], fact["date"]]
        for fact in _facts(actor, theme, as_of, states)
    ]
    return head, rows


def map_spec(actor: Actor, theme: str, as_of: dt.date, states: Sequence[Any]) -> dict[str, Any]:
    """The specification, its data inline, ready for Vega-Embed."""
    facts = _facts(actor, theme, as_of, states)
    domain, colours = _scale(theme)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": 460,
        "autosize": {"type": "fit", "contains": "padding"},
        "projection": {"type": "equalEarth"},
        "data": {
            "url": static("npm/world-atlas/countries-110m.json"),
            "format": {"type": "topojson", "feature": "countries"},
        },
        "transform": [
            {
                "lookup": "id",
                "from": {"data": {"values": facts}, "key": "m49", "fields": ["name", "value"]},
                "default": "",
            }
        ],
        "mark": {"type": "geoshape", "stroke": "#8a94a6", "strokeWidth": 0.4},
        "encoding": {
            "color": {
                "condition": {
                    "test": "datum.value !== ''",
                    "field": "value",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": domain, "range": colours},
                    "legend": {"orient": "bottom", "columns": 3},
                },
                "value": "#e9ecf1",
            },
            "description": {"field": "name", "type": "nominal"},
        },
    }


def _facts(actor: Actor, theme: str, as_of: dt.date, states: Sequence[Any]) -> list[dict[str, str]]:
    members = [state for state in states if state.kind == Kind.MEMBER]
    if theme == FOCAL_POINTS:
        values = {state.pk: _focal_point(state) for state in members}
    else:
        matrix = steps_matrix(actor, as_of, members)
        step = next(item for item in matrix.steps if item.code == theme)
        reports = {state.pk: matrix.reports.get((state.pk, step.pk)) for state in members}
        values = {
            pk: (str(report.status.label), date_format(report.effective_on))
            if report
            else (_("Nothing shared"), "")
            for pk, report in reports.items()
        }
    return [
        {
            "m49": state.m49,
            "name": str(state),
            "group": state.get_regional_group_display(),
            "value": values[state.pk][0],
            "date": values[state.pk][1],
        }
        for state in members
    ]


def _focal_point(state: Any) -> tuple[str, str]:
    known: Vacancy = state.focal_point
    since = date_format(known.since) if known.since else ""
    return str(known.coverage.label), since or known.source


def _scale(theme: str) -> tuple[list[str], list[str]]:
    if theme == FOCAL_POINTS:
        colours = {
            Coverage.SERVING: SERVING,
            Coverage.REPORTED: REPORTED,
            Coverage.VACANT: VACANT,
            Coverage.REPORTED_NONE: NONE_REPORTED,
            Coverage.UNKNOWN: UNKNOWN,
        }
        return [str(coverage.label) for coverage in colours], list(colours.values())
    return (
        [*(str(status.label) for status in ProgressStatus), _("Nothing shared")],
        [*SHADES, UNKNOWN],
    )
