"""Factors × cycles: how a State judged each risk factor, cycle after cycle."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.assessments.charts.colours import LEVEL_FILLS, LEVEL_INKS, OUTLINE
from apps.assessments.charts.cycles import Cycle, Factor, all_factors, level_words
from focalpoint.charts import ROW, Chart, Spec, framed, row_axis, row_label

NAME = "heat-map"
# With more columns a word is wider than its cell.
WORDY = 5


def heat_map(cycles: Sequence[Cycle]) -> Chart:
    """The levels of all cycles, the newest at the end; two are needed to compare."""
    title = _("Risk factors over the cycles")
    text = _("The level of each factor in each assessment, the newest last. Levels go from 1 to 4.")
    if len(cycles) < 2:
        why = _("One assessment alone cannot be compared. The map appears with the second one.")
        return Chart(NAME, title, text, empty=why)
    factors = all_factors(cycles)
    if not factors:
        return Chart(NAME, title, text, empty=_("These assessments have no factors."))
    return Chart(
        NAME,
        title,
        text,
        head=[_("Factor"), *(cycle.label for cycle in cycles)],
        rows=[[str(f), *(_words(f, cycle) for cycle in cycles)] for f in factors],
        spec=_spec(cycles, factors),
    )


def _words(factor: Factor, cycle: Cycle) -> str:
    found = cycle.by_code.get(factor.code)
    return level_words(found.level) if found else _("not in this edition")


def _spec(cycles: Sequence[Cycle], factors: Sequence[Factor]) -> Spec:
    values = []
    for factor in factors:
        for cycle in cycles:
            found = cycle.by_code.get(factor.code)
            height = found.height if found else 0
            words = _words(factor, cycle)
            # A dash for what the edition does not have, a question mark for what is not rated.
            mark = (str(height) if height else "?") if found else "–"
            values.append(
                {
                    "factor": row_label(factor.label, factor.title),
                    "cycle": cycle.label,
                    "height": height,
                    "fill": LEVEL_FILLS.get(height),
                    "ink": LEVEL_INKS.get(height),
                    "words": words if len(cycles) <= WORDY else mark,
                    "mark": mark,
                }
            )
    rows = [row_label(factor.label, factor.title) for factor in factors]
    # A label has a line for each word.
    lines = max(len(cycle.label.split(" ")) for cycle in cycles)
    place: Spec = {
        "x": {
            "field": "cycle",
            "type": "ordinal",
            "sort": None,
            "scale": {"domain": [cycle.label for cycle in cycles], "padding": 0.04},
            "axis": {
                "title": None,
                "orient": "top",
                "labelAngle": 0,
                "labelFontSize": 12,
                "labelLineHeight": 14,
                "labelPadding": 6 + 14 * (lines - 1),
                "labelExpr": "split(datum.label, ' ')",
                "ticks": False,
                "domain": False,
            },
        },
        "y": {
            "field": "factor",
            "type": "ordinal",
            "sort": None,
            "scale": {"domain": rows, "padding": 0.06},
            "axis": row_axis(),
        },
    }
    fill: Spec = {"field": "fill", "type": "nominal", "scale": None}
    ink: Spec = {"field": "ink", "type": "nominal", "scale": None}
    rated, unrated = "datum.height > 0", "datum.height === 0"
    shown = {"text": {"field": "shown"}}
    say = {"calculate": "narrow ? datum.mark : datum.words", "as": "shown"}
    return framed(
        [
            {
                "transform": [{"filter": rated}],
                "mark": {"type": "rect"},
                "encoding": {**place, "color": fill},
            },
            {
                "transform": [{"filter": unrated}],
                "mark": {
                    "type": "rect",
                    "filled": False,
                    "stroke": OUTLINE,
                    "strokeDash": [3, 3],
                    "strokeWidth": 1,
                },
                "encoding": place,
            },
            {
                "transform": [{"filter": rated}, say],
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {**place, **shown, "color": ink},
            },
            {
                "transform": [{"filter": unrated}, say],
                "mark": {"type": "text", "fontSize": 12, "fontStyle": "italic"},
                "encoding": {**place, **shown},
            },
        ],
        height={"step": ROW},
        values=values,
    )
