"""What has changed since the last cycle, factor by factor."""

from collections.abc import Sequence

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from apps.assessments.charts.colours import CHANGE_FILLS
from apps.assessments.charts.cycles import Cycle, Factor, level_words
from apps.assessments.models import Level
from focalpoint.charts import ROW, Chart, Spec, embedded, framed, row_axis, row_label

NAME = "change"


def change(cycles: Sequence[Cycle]) -> Chart:
    """The last cycle beside the one before it. Not rated is no level: nothing is compared then."""
    title = _("Change since the last cycle")
    if len(cycles) < 2 or not cycles[-1].factors:
        why = _("There is no earlier approved assessment to compare with.")
        return Chart(NAME, title, "", empty=why)
    before, now = cycles[-2:]
    text = _("From %(before)s (hollow) to %(now)s (filled). Levels go from 1 to 4.") % {
        "before": before.label,
        "now": now.label,
    }
    pairs = [(factor, before.by_code.get(factor.code)) for factor in now.factors]
    rows = [
        [str(factor), level_words(old.level) if old else "–", level_words(factor.level), said]
        for factor, old in pairs
        for _kind, said in [course(old, factor)]
    ]
    return Chart(
        NAME,
        title,
        text,
        head=[_("Factor"), before.label, now.label, _("Change")],
        rows=rows,
        spec=_spec(pairs),
    )


def course(old: Factor | None, new: Factor) -> tuple[str, str]:
    """Where a level went: ``up``, ``down``, ``same`` or ``none``, and the words for it."""
    if old is None or not old.height or not new.height:
        return "none", _("not comparable")
    if new.height > old.height:
        said = {"steps": f"+{new.height - old.height}"}
        return "up", _("%(steps)s higher risk") % said
    if new.height < old.height:
        said = {"steps": f"-{old.height - new.height}"}
        return "down", _("%(steps)s lower risk") % said
    return "same", _("= unchanged")


def _spec(pairs: Sequence[tuple[Factor, Factor | None]]) -> Spec:
    values = []
    for factor, old in pairs:
        kind, said = course(old, factor)
        values.append(
            {
                "factor": row_label(factor.label, factor.title),
                "old": old.height if old else 0,
                "new": factor.height,
                "kind": kind,
                "said": said,
                "sign": said.split(" ")[0] if kind != "none" else "",
            }
        )
    heights = {number: level_words(level) for number, level in enumerate(Level.values) if number}
    place: Spec = {
        "y": {
            "field": "factor",
            "type": "ordinal",
            "sort": None,
            "scale": {"domain": [value["factor"] for value in values]},
            "axis": row_axis(),
        },
    }
    axis = {
        "title": None,
        "values": list(heights),
        "orient": "top",
        "labelFontSize": 12,
        "labelExpr": f"narrow ? datum.label : {_lookup(heights)}[datum.value - 1]",
        "grid": True,
        "ticks": False,
        "domain": False,
    }
    # Room at the end for the words.
    scale = {"domain": [0.6, 5.9], "nice": False, "zero": False}
    x: Spec = {"field": "old", "type": "quantitative", "scale": scale, "axis": axis}
    at_new = {**x, "field": "new"}
    colour = {
        "field": "kind",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(CHANGE_FILLS), "range": list(CHANGE_FILLS.values())},
    }
    both = [{"filter": "datum.old > 0 && datum.new > 0"}]
    return framed(
        [
            {
                "transform": both,
                "mark": {"type": "rule", "strokeWidth": 3},
                "encoding": {**place, "x": x, "x2": {"field": "new"}, "color": colour},
            },
            {
                "transform": [{"filter": "datum.old > 0"}],
                "mark": {"type": "point", "size": 150, "strokeWidth": 2, "filled": False},
                "encoding": {**place, "x": x, "color": colour},
            },
            {
                "transform": [{"filter": "datum.new > 0"}],
                "mark": {"type": "point", "size": 110, "filled": True, "opacity": 1},
                "encoding": {**place, "x": at_new, "color": colour},
            },
            {
                "transform": [{"calculate": "narrow ? datum.sign : datum.said", "as": "shown"}],
                "mark": {"type": "text", "align": "left", "fontSize": 12},
                "encoding": {
                    **place,
                    "x": {"datum": 4.45, "type": "quantitative", "scale": scale, "axis": axis},
                    "text": {"field": "shown"},
                },
            },
        ],
        height={"step": ROW},
        values=values,
    )


def _lookup(words: dict[int, str]) -> str:
    """An array of strings in Vega's language."""
    shown = embedded(list(words.values())) if get_language_bidi() else words.values()
    quoted = (word.replace("\\", "\\\\").replace("'", "\\'") for word in shown)
    return "[" + ", ".join(f"'{word}'" for word in quoted) + "]"
