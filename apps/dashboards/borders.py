"""Borders on the maps: lines of their own, dashed where a rule says that they are not settled.

The rules stand in the database (``MapRule``); ``maps.js`` finds the lines that they name in the
outlines, and adds them to these as ``settled`` and ``disputed``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.countries.models import MapRule, MapRuleKind
from focalpoint.charts import Spec
from focalpoint.names import named

BORDER = "#8a94a6"
STATES = "states"  # the name of the data of a map: its States by their M49 code
OURS = "isValid(datum.ofFirst) || isValid(datum.ofSecond)"


@dataclass(frozen=True)
class Unsettled:
    """What the rules of one title say to a reader."""

    title: str
    rule: MapRule

    @property
    def note(self) -> str:
        """What is not settled, in the reader's language."""
        return named(self.rule.note)

    @property
    def drawn(self) -> str:
        """How the maps show it."""
        return {
            MapRuleKind.BORDER.value: _("Dashed line"),
            MapRuleKind.PART.value: _("Drawn with another State; dashed line"),
            MapRuleKind.NOTE.value: _("No line"),
        }[self.rule.kind]


def map_rules() -> list[MapRule]:
    """The rules in force."""
    return list(MapRule.objects.filter(is_active=True))


def unsettled(rules: Iterable[MapRule]) -> list[Unsettled]:
    """Each title once, as readers see them."""
    found: dict[str, MapRule] = {}
    for rule in rules:
        found.setdefault(str(rule), rule)
    return [Unsettled(title, rule) for title, rule in sorted(found.items())]


def drawing(rules: Iterable[MapRule]) -> list[dict[str, Any]]:
    """What the browser needs of the rules."""
    return [
        {"kind": rule.kind, "first": rule.first, "second": rule.second, "box": rule.box}
        for rule in rules
        if rule.kind != MapRuleKind.NOTE
    ]


def border_layers(outlines: str, *, of_states: bool) -> Sequence[Spec]:
    """The lines of a map; ``of_states``: those alone that belong to its States."""
    return [
        _lines(outlines, "settled", {"strokeWidth": 0.5}, of_states=of_states),
        _lines(outlines, "disputed", {"strokeWidth": 1, "strokeDash": [2, 2]}, of_states=of_states),
    ]


def _lines(outlines: str, feature: str, style: Spec, *, of_states: bool) -> Spec:
    known: list[Spec] = [
        {
            "lookup": f"properties.{side}",
            "from": {"data": {"name": STATES}, "key": "m49", "fields": ["name"]},
            "as": [f"of{side.title()}"],
        }
        for side in ("first", "second")
    ]
    return {
        "data": {"url": outlines, "format": {"type": "topojson", "feature": feature}},
        "transform": [*known, {"filter": OURS}] if of_states else [],
        "mark": {"type": "geoshape", "fill": None, "stroke": BORDER, "aria": False, **style},
    }
