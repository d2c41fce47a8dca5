"""Risk and resilience: each factor by its level, and by the strongest of what mitigates it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from apps.assessments.charts.colours import ALARM, CALM
from apps.assessments.charts.cycles import Cycle, Factor, level_words
from apps.assessments.models import Level
from apps.assessments.resilience_models import Strength
from focalpoint.charts import DARK_INK, Chart, Spec, framed

NAME = "quadrant"
# From nothing to the strongest. A structure that is missing holds nothing.
ORDER = ("none", Strength.UNKNOWN, Strength.WEAK, Strength.FAIR, Strength.STRONG)
HIGH = 3
# In a cell: so many factors by name, the others by number; columns of Latin letters; pixels.
NAMED, LETTERS, CELL = 5, 18, 96


def quadrant(cycle: Cycle) -> Chart:
    """Where risk is high and resilience thin; those that share a place are listed in it."""
    title = _("Risk and resilience")
    text = _(
        "Each factor by its level and by the strongest structure that mitigates it. Marked: high "
        "risk that no fair or strong structure holds."
    )
    rated = [factor for factor in cycle.factors if factor.height]
    if not rated:
        return Chart(NAME, title, text, empty=_("No factor is rated yet."))
    places = held_by(cycle.content)
    words = strength_words()
    unrated = [factor for factor in cycle.factors if not factor.height]
    rows = [
        [
            str(factor),
            level_words(factor.level),
            words[places.get(factor.code, "none")],
            _("high risk, thin resilience") if is_thin(factor, places) else "",
        ]
        # The most pressing ones first.
        for factor in sorted(rated, key=lambda f: (not is_thin(f, places), -f.height))
    ]
    rows += [
        [str(factor), level_words(factor.level), words[places.get(factor.code, "none")], ""]
        for factor in unrated
    ]
    return Chart(
        NAME,
        title,
        text,
        head=[_("Factor"), _("Level"), _("Strongest structure"), _("Marked")],
        rows=rows,
        spec=_spec(rated, places),
        is_open=True,
    )


def held_by(content: Mapping[str, Any]) -> dict[str, str]:
    """The strength of the strongest structure for each factor that has one, by its code."""
    found: dict[str, str] = {}
    for structure in content.get("structures", ()):
        strength = structure["strength"]
        place = strength if strength in ORDER else "none"
        for code in structure["factors"]:
            found[code] = max(found.get(code, "none"), place, key=ORDER.index)
    return found


def is_thin(factor: Factor, places: Mapping[str, str]) -> bool:
    """Whether the risk is high and nothing fair or strong is known to hold it."""
    held = ORDER.index(places.get(factor.code, "none"))
    return factor.height >= HIGH and held < ORDER.index(Strength.FAIR)


def strength_words() -> dict[str, str]:
    """What each place on the way from nothing to strong is called."""
    return {
        "none": _("Nothing"),
        **{str(each): str(Strength(each).label) for each in ORDER[1:]},
    }


def _spec(rated: Sequence[Factor], places: Mapping[str, str]) -> Spec:
    words = strength_words()
    levels = [level for level in reversed(Level.values) if level != Level.UNKNOWN]
    values: list[Spec] = []
    # A mark for each line: lines of one mark would be mixed up from right to left.
    texts: list[Spec] = []
    for level in levels:
        for strength in ORDER:
            here = [
                factor
                for factor in rated
                if factor.level == level and places.get(factor.code, "none") == strength
            ]
            thin = level in (Level.HIGH, Level.VERY_HIGH) and strength in ORDER[:3]
            values.append(
                {
                    "level": level_words(level),
                    "strength": words[strength],
                    "zone": "alarm" if thin else "calm",
                }
            )
            for form, lines in (("names", _names(here)), ("numbers", _numbers(here))):
                texts += [
                    {
                        "level": level_words(level),
                        "strength": words[strength],
                        "form": form,
                        "said": said,
                        "dy": 15 * (at - (len(lines) - 1) / 2),
                    }
                    for at, said in enumerate(lines)
                ]
    place: Spec = {
        "x": {
            "field": "strength",
            "type": "ordinal",
            "sort": None,
            "scale": {"domain": [words[each] for each in ORDER], "padding": 0.03},
            "axis": {
                "title": _("Strongest structure that mitigates it"),
                "labelAngle": 0,
                "labelFontSize": {"expr": "narrow ? 10 : 12"},
                "labelExpr": "narrow ? split(datum.label, ' ') : datum.label",
                "labelLimit": 0,
                "labelOverlap": False,
                "ticks": False,
                "domain": False,
            },
        },
        "y": {
            "field": "level",
            "type": "ordinal",
            "sort": None,
            "scale": {"domain": [level_words(each) for each in levels], "padding": 0.04},
            "axis": {
                "title": None,
                "labelFontSize": 12,
                # Lines of one label would be mixed up from right to left.
                "labelExpr": "datum.label" if get_language_bidi() else "split(datum.label, ' ')",
                "labelLimit": 0,
                "ticks": False,
                "domain": False,
            },
        },
    }
    fill = {
        "field": "zone",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": ["alarm", "calm"], "range": [ALARM, CALM]},
    }
    outline = {"condition": {"test": "datum.zone === 'alarm'", "value": "#a33a1c"}, "value": None}
    return framed(
        [
            {
                "mark": {"type": "rect", "strokeWidth": 1.5},
                "encoding": {**place, "color": fill, "stroke": outline},
            },
            {
                "data": {"values": texts},
                "transform": [{"filter": "datum.form === (narrow ? 'numbers' : 'names')"}],
                "mark": {
                    "type": "text",
                    "fontSize": 11.5,
                    "baseline": "middle",
                    "color": DARK_INK,
                    "dy": {"expr": "datum.dy"},
                    "limit": {"expr": "narrow ? 0 : bandwidth('x') - 6"},
                },
                "encoding": {**place, "text": {"field": "said"}},
            },
        ],
        height={"step": CELL},
        values=values,
    )


def _names(here: Sequence[Factor]) -> list[str]:
    """A line for each factor; where they are too many, their numbers."""
    if len(here) > NAMED:
        return _numbers(here, line=6)
    return [_short(str(factor)) for factor in here]


def _numbers(here: Sequence[Factor], line: int = 2) -> list[str]:
    numbers = [factor.label for factor in here]
    return [", ".join(numbers[at : at + line]) for at in range(0, len(numbers), line)]


def _short(text: str) -> str:
    """Cut where what draws cannot do it itself: from right to left."""
    if not get_language_bidi():
        return text
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1].rstrip()}..."
