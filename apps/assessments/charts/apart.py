"""Bars of counts by factor, with what is not known on the other side of a line of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.assessments.charts.colours import OUTLINE
from focalpoint.charts import ROW, Spec, framed, row_axis, row_label

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Bar:
    """The counts of one factor by the names of their parts; ``note`` stands at the bar's end."""

    label: str
    title: str
    counts: Mapping[str, int]
    unknown: int
    note: str = ""


def apart(
    bars: Sequence[Bar],
    parts: Mapping[str, tuple[str, str, str]],
    unknown_words: str,
) -> Spec:
    """A specification. ``parts``: by name the words, the colour and the ink, in their order."""
    values = []
    for bar in bars:
        row = row_label(bar.label, bar.title)
        end = 0
        for name, (words, _fill, ink) in parts.items():
            count = bar.counts.get(name, 0)
            if count:
                piece = _piece(row, name, words, end, end + count, count)
                values.append({**piece, "ink": ink})
            end += count
        if bar.unknown:
            values.append(_piece(row, UNKNOWN, unknown_words, -bar.unknown, 0, bar.unknown))
        if bar.note:
            values.append(_piece(row, "note", bar.note, end, end, 0))
    names = [words for words, _fill, _ink in parts.values()]
    fills = [fill for _words, fill, _ink in parts.values()]
    left = max((bar.unknown for bar in bars), default=0)
    right = max((sum(bar.counts.values()) for bar in bars), default=0)
    # Room for the notes, as a share of the whole.
    room = max(left + right, 1) * (0.3 if any(bar.note for bar in bars) else 0.04)
    rows = [row_label(bar.label, bar.title) for bar in bars]
    place: Spec = {
        "y": {
            "field": "row",
            "type": "ordinal",
            "sort": None,
            "scale": {"domain": rows},
            "axis": row_axis(),
        },
        "x": {
            "field": "start",
            "type": "quantitative",
            "scale": {"domain": [-left - 0.2, right + room], "nice": False},
            "axis": {
                "title": None,
                "orient": "top",
                "labelExpr": "format(abs(datum.value), 'd')",
                "labelFontSize": 11,
                "tickMinStep": 1,
                "grid": False,
                "domain": False,
                "ticks": False,
            },
        },
    }
    zero: Spec = {"datum": 0, "type": "quantitative", "scale": place["x"]["scale"]}
    span = {**place, "x2": {"field": "end"}}
    colour = {
        "field": "words",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": names, "range": fills},
        "legend": {
            "title": None,
            "orient": "bottom",
            "symbolType": "square",
            "symbolSize": 160,
            "labelFontSize": 12,
            "labelLimit": 0,
            "columns": {"expr": "narrow ? 1 : 4"},
        },
    }
    own_ink: Spec = {"field": "ink", "type": "nominal", "scale": None}
    known = f"datum.part !== '{UNKNOWN}' && datum.part !== 'note'"
    middle = {"calculate": "(datum.start + datum.end) / 2", "as": "middle"}
    in_middle = {**place, "x": {**place["x"], "field": "middle"}, "text": {"field": "count"}}
    ends: Spec = {"field": "said", "type": "nominal"}
    return framed(
        [
            {
                "transform": [{"filter": known}],
                "mark": {"type": "bar", "height": {"band": 0.72}},
                "encoding": {**span, "color": colour},
            },
            {
                "transform": [{"filter": f"datum.part === '{UNKNOWN}'"}],
                "mark": {
                    "type": "bar",
                    "height": {"band": 0.72},
                    "fill": None,
                    "stroke": OUTLINE,
                    "strokeDash": [3, 3],
                    "strokeWidth": 1,
                },
                "encoding": span,
            },
            {
                "transform": [{"filter": known}, middle],
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {**in_middle, "color": own_ink},
            },
            {
                "transform": [{"filter": f"datum.part === '{UNKNOWN}'"}, middle],
                "mark": {"type": "text", "fontSize": 12, "fontStyle": "italic"},
                "encoding": in_middle,
            },
            {
                "transform": [
                    {"filter": "datum.part === 'note'"},
                    {
                        "calculate": "narrow ? split(datum.words, ' ')[0] : datum.words",
                        "as": "said",
                    },
                ],
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11},
                "encoding": {**place, "text": ends},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 1.5, "color": OUTLINE},
                "encoding": {"x": zero},
            },
        ],
        height={"step": ROW},
        values=values,
    )


def _piece(row: str, part: str, words: str, start: int, end: int, count: int) -> Spec:
    return {"row": row, "part": part, "words": words, "start": start, "end": end, "count": count}
