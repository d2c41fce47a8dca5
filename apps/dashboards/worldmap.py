"""The maps: one of the world and one of each regional group, and the tables that say the same.

Outlines are those of the package world-atlas (Natural Earth, public domain), keyed by UN M49.
Territories that are no State of the list stay grey and without a name on the map of the world, and
are no part of those of the groups; the page carries the disclaimer, and borders that are not
settled are dashed (``borders``). All maps are drawn from the same facts, in the same colours.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.appointments.selectors import Coverage, Vacancy
from apps.catalogue.models import Item
from apps.countries.models import Kind, MapRule, RegionalGroup
from apps.dashboards.borders import BORDER, STATES, border_layers, drawing
from apps.dashboards.groups import in_groups
from apps.recommendations.models import ProgressStatus
from apps.recommendations.selectors import latest_progress
from focalpoint.actors import Actor
from focalpoint.charts import SCHEMA, Spec

FOCAL_POINTS = "focal-points"
# Colours that stay apart for colour-blind readers (Okabe and Ito, 2008), on both themes.
SERVING, REPORTED, VACANT, UNKNOWN = "#009e73", "#56b4e9", "#d55e00", "#c3c9d1"
NONE_REPORTED = "#e69f00"
SHADES = ("#e69f00", "#f0e442", "#56b4e9", "#0072b2", "#009e73", "#006d4f")
# Land without a value; seen on both themes.
LAND = "rgba(138, 148, 166, 0.2)"
KNOWN = "isValid(datum.value)"
# Where each map is turned to, in degrees of longitude: no group is cut at the antimeridian.
CENTRES = {
    RegionalGroup.AFRICA.value: 20,
    RegionalGroup.ASIA_PACIFIC.value: 110,
    RegionalGroup.EASTERN_EUROPE.value: 100,
    RegionalGroup.LATIN_AMERICA.value: -70,
    RegionalGroup.WESTERN_EUROPE.value: 8,
    "": -140,
}
# Steradians (some 4,000 km²): a smaller State has a dot besides its outline.
SMALL = 0.0001


@dataclass(frozen=True, slots=True)
class Fact:
    """What a map shows of one State; ``date`` in words, or the source."""

    state: Any
    value: str
    date: str


@dataclass(frozen=True)
class GroupMap:
    """One regional group: how many of its States each value has, in the order of the legend."""

    code: str
    label: str
    facts: Sequence[Fact]
    counts: Sequence[tuple[str, int]]

    @property
    def name(self) -> str:
        """What stands in addresses and for the part of the specification."""
        return self.code.lower() or "none"

    @property
    def is_wide(self) -> bool:
        """Whether its States lie around the globe, from Canada to New Zealand."""
        return self.code == RegionalGroup.WESTERN_EUROPE

    @property
    def words(self) -> str:
        """The values that occur, each with its number."""
        told = [f"{value}: {number}" for value, number in self.counts if number]
        return "; ".join(told)


def map_themes(steps: Sequence[Item]) -> list[tuple[str, str]]:
    """What the map can show: the focal points, or one step."""
    return [(FOCAL_POINTS, _("Focal points")), *((step.code, str(step)) for step in steps)]


def map_facts(actor: Actor, step: Item | None, as_of: dt.date, states: Sequence[Any]) -> list[Fact]:
    """What is known of every Member State that the filter leaves: of its focal point, or a step."""
    members = [state for state in states if state.kind == Kind.MEMBER]
    if step is None:
        return [Fact(state, *_focal_point(state)) for state in members]
    found = latest_progress(members, as_of, actor, items=[step])
    reports = [(state, found.get((state.pk, step.pk))) for state in members]
    return [
        Fact(state, str(report.status.label), date_format(report.effective_on))
        if report
        else Fact(state, _("Nothing shared"), "")
        for state, report in reports
    ]


@dataclass(frozen=True, slots=True)
class Linked:
    """A name in a table, and where more of it stands."""

    label: str
    url: str

    def __str__(self) -> str:
        return self.label


def map_table(
    facts: Sequence[Fact], as_of: dt.date
) -> tuple[list[str], list[tuple[Linked, str, str, str]]]:
    """Head and rows of the table behind the map of the world.

    Each State leads where its outline does: outlines cannot be followed by keys.
    """
    head = [_("State"), _("Regional group"), _("On the map"), _("Since or as of")]
    rows = [
        (
            Linked(str(fact.state), _address(fact.state.code, as_of)),
            fact.state.get_regional_group_display(),
            fact.value,
            fact.date,
        )
        for fact in facts
    ]
    return head, rows


def group_maps(theme: str, facts: Sequence[Fact]) -> list[GroupMap]:
    """The regional groups in which the filter leaves States, by name; those in none come last."""
    by_state = {fact.state.pk: fact for fact in facts}
    found = []
    for code, label, states in in_groups(fact.state for fact in facts):
        own = [by_state[state.pk] for state in states]
        known = Counter(fact.value for fact in own)
        counts = [(value, known[value]) for value, _colour in map_legend(theme)]
        found.append(GroupMap(code, label, own, counts))
    return found


def groups_table(theme: str, groups: Sequence[GroupMap]) -> tuple[list[str], list[list[str | int]]]:
    """Head and rows of the table behind the maps of the groups."""
    head = [_("Regional group"), _("States"), *(value for value, _colour in map_legend(theme))]
    rows: list[list[str | int]] = [
        [group.label, len(group.facts), *(number for _value, number in group.counts)]
        for group in groups
    ]
    return head, rows


def map_spec(theme: str, facts: Sequence[Fact], rules: Sequence[MapRule], as_of: dt.date) -> Spec:
    """The specification of the world, its data inline; ``usermeta`` holds those of the groups."""
    outlines = static("npm/world-atlas/countries-110m.json")
    spec = _spec(facts, outlines, rules, as_of)
    spec["layer"] = [_shapes(theme), *border_layers(outlines, of_states=False)]
    groups = group_maps(theme, facts)
    spec["usermeta"]["parts"] = {
        group.name: _group_spec(theme, group, rules, as_of) for group in groups
    }
    return spec


def _group_spec(theme: str, group: GroupMap, rules: Sequence[MapRule], as_of: dt.date) -> Spec:
    """The States of one group alone, filling their map; the smallest have a dot where they are."""
    outlines = static("npm/world-atlas/countries-50m.json")
    spec = _spec(group.facts, outlines, rules, as_of)
    spec["projection"] = {**spec["projection"], "rotate": [-CENTRES[group.code], 0]}
    spec["transform"] = [*spec["transform"], {"filter": KNOWN}]
    dots: Spec = {
        "transform": [
            {"filter": f"geoArea(null, datum) < {SMALL}"},
            {"calculate": "geoCentroid(null, datum)[0]", "as": "longitude"},
            {"calculate": "geoCentroid(null, datum)[1]", "as": "latitude"},
        ],
        "mark": {"type": "circle", "size": 36, "opacity": 1, "stroke": BORDER, "strokeWidth": 0.8},
        "encoding": {
            "longitude": {"field": "longitude", "type": "quantitative"},
            "latitude": {"field": "latitude", "type": "quantitative"},
            **_colours(theme),
        },
    }
    return {**spec, "layer": [_shapes(theme), *border_layers(outlines, of_states=True), dots]}


def _spec(facts: Sequence[Fact], outlines: str, rules: Sequence[MapRule], as_of: dt.date) -> Spec:
    values = [
        {
            "m49": fact.state.m49,
            "code": fact.state.code,
            "name": str(fact.state),
            "group": fact.state.regional_group,
            "value": fact.value,
        }
        for fact in facts
    ]
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": "container",
        "autosize": {"type": "fit", "contains": "padding"},
        "projection": {"type": "equalEarth"},
        "datasets": {STATES: values},
        "data": {"url": outlines, "format": {"type": "topojson", "feature": "countries"}},
        "transform": _known(as_of),
        "usermeta": {"borders": drawing(rules)},
    }


def _address(code: str, as_of: dt.date) -> str:
    """The page of a State on the day of the map."""
    return reverse("network-state", args=[code]) + f"?as_of={as_of:%Y-%m-%d}"


def _known(as_of: dt.date) -> list[Spec]:
    """What is known of an outline: its State, what it shows, and where more of it stands."""
    address = _address("AAA", as_of)
    return [
        {
            "lookup": "id",
            "from": {
                "data": {"name": STATES},
                "key": "m49",
                "fields": ["name", "value", "code"],
            },
        },
        {"calculate": f"{KNOWN} ? datum.name + ': ' + datum.value : null", "as": "said"},
        {
            "calculate": f"{KNOWN} ? replace('{address}', 'AAA', datum.code) : null",
            "as": "address",
        },
    ]


def _shapes(theme: str) -> Spec:
    return {"mark": {"type": "geoshape", "strokeWidth": 0}, "encoding": _colours(theme)}


def _colours(theme: str) -> Spec:
    """The colour of each value; the legend of the page names them, once for all maps."""
    scale = map_legend(theme)
    return {
        "color": {
            "condition": {
                "test": KNOWN,
                "field": "value",
                "type": "nominal",
                "scale": {
                    "domain": [value for value, _colour in scale],
                    "range": [colour for _value, colour in scale],
                },
                "legend": None,
            },
            "value": LAND,
        },
        "description": {"field": "name", "type": "nominal"},
        "tooltip": {"field": "said", "type": "nominal"},
        "href": {"field": "address", "type": "nominal"},
    }


def _focal_point(state: Any) -> tuple[str, str]:
    known: Vacancy = state.focal_point
    since = date_format(known.since) if known.since else ""
    return str(known.coverage.label), since or known.source


def map_legend(theme: str) -> list[tuple[str, str]]:
    """The values that a State can have, each with its colour."""
    if theme != FOCAL_POINTS:
        return [*status_colours(), (_("Nothing shared"), UNKNOWN)]
    colours = {
        Coverage.SERVING: SERVING,
        Coverage.REPORTED: REPORTED,
        Coverage.VACANT: VACANT,
        Coverage.REPORTED_NONE: NONE_REPORTED,
        Coverage.UNKNOWN: UNKNOWN,
    }
    return [(str(coverage.label), colour) for coverage, colour in colours.items()]


def status_colours() -> list[tuple[str, str]]:
    """What a State can report of a step, each with its colour, the same wherever it is drawn."""
    return [
        (str(status.label), colour) for status, colour in zip(ProgressStatus, SHADES, strict=True)
    ]
