"""The drawing of the timeline: what stands where, as Vega-Lite."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from apps.assessments.charts.colours import LEVEL_FILLS, LEVEL_INKS, OUTLINE
from apps.assessments.charts.cycles import height_of, level_words
from apps.assessments.event_models import EventKind
from focalpoint.charts import LIGHT_INK, ROW, Spec, embedded, framed, row_axis

SEVERAL = "several"
# By the kind of the event; shape and colour both tell it, on light and on dark ground.
MARKS = {
    EventKind.TRIGGER.value: ("triangle-up", "#c4401b"),
    EventKind.INCIDENT.value: ("circle", "#b06f00"),
    EventKind.DEVELOPMENT.value: ("diamond", "#2b7bba"),
    SEVERAL: ("circle", "#5b6775"),
}
# Pixels from the middle of a row: levels below, events above.
BELOW, ABOVE = 7, -8
# From such shares of the line on a bar has room for its number, and for its words.
NUMBERED, WORDY = 0.03, 0.16
# From this share of the line on it has no room for words to the right.
NEAR_THE_END = 0.8


@dataclass(frozen=True)
class Mark:
    """One event of a row, or ``number`` of them."""

    row: str
    at: float
    kind: str
    number: int = 1


@dataclass(frozen=True)
class Bar:
    """A level from one place to another."""

    row: str
    start: float
    end: float
    level: str


@dataclass(frozen=True)
class Tick:
    """A date below the line."""

    at: float
    words: str


@dataclass(frozen=True)
class Board:
    """All that is drawn, in days since the first one."""

    rows: Sequence[str]
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    approvals: Sequence[tuple[str, float, str]]
    escalations: Sequence[tuple[str, float]]
    ticks: Sequence[Tick]
    end: float


def spec_of(board: Board) -> Spec:
    """The specification: levels as bars, events as marks, approvals as lines through all rows."""
    place = _place(board)
    span: Spec = {**place, "x2": {"field": "end"}}
    bar: Spec = {"type": "bar", "height": 14, "yOffset": BELOW}
    small: Spec = {"type": "text", "fontSize": 10.5}
    return framed(
        [
            {
                "transform": [{"filter": "datum.part === 'level' && datum.height > 0"}],
                # A channel of colour here would keep the legend of the events from being one.
                "mark": {**bar, "fill": {"expr": "datum.fill"}},
                "encoding": span,
            },
            {
                "transform": [{"filter": "datum.part === 'level' && datum.height === 0"}],
                "mark": {
                    **bar,
                    "fill": None,
                    "stroke": OUTLINE,
                    "strokeDash": [3, 3],
                    "strokeWidth": 1,
                },
                "encoding": span,
            },
            {
                "transform": [
                    {"filter": "datum.part === 'level'"},
                    {"calculate": "(datum.start + datum.end) / 2", "as": "middle"},
                    {"calculate": "narrow ? datum.mark : datum.words", "as": "shown"},
                ],
                "mark": {**small, "dy": BELOW, "fill": {"expr": "datum.ink"}},
                "encoding": {
                    **place,
                    "x": {**place["x"], "field": "middle"},
                    "text": {"field": "shown"},
                },
            },
            {
                "transform": [{"filter": "datum.part === 'approval'"}],
                "mark": {"type": "rule", "strokeWidth": 1, "strokeDash": [4, 3], "color": OUTLINE},
                "encoding": {"x": place["x"]},
            },
            {
                "transform": [{"filter": "datum.part === 'approval'"}],
                "mark": {"type": "point", "shape": "square", "size": 90, "filled": True},
                "encoding": place,
            },
            *(_beside(board, place, near_the_end=near) for near in (False, True)),
            {
                "transform": [{"filter": "datum.part === 'escalation'"}],
                "mark": {
                    "type": "point",
                    "shape": "triangle-down",
                    "size": 110,
                    "filled": True,
                    "opacity": 1,
                    "color": MARKS[EventKind.TRIGGER.value][1],
                },
                "encoding": place,
            },
            # A legend of nothing would make the drawing infinitely high.
            *(_events(board, place) if board.marks else ()),
        ],
        height={"step": ROW},
        values=_values(board),
    )


def _beside(board: Board, place: Spec, *, near_the_end: bool) -> Spec:
    """The words of approvals: before the mark where behind it is no room."""
    there = f"datum.start {'>' if near_the_end else '<='} {board.end * NEAR_THE_END}"
    side: Spec = {"align": "right", "dx": -9} if near_the_end else {"align": "left", "dx": 9}
    return {
        "transform": [{"filter": f"datum.part === 'approval' && !narrow && {there}"}],
        "mark": {"type": "text", "fontSize": 11, **side},
        "encoding": {**place, "text": {"field": "words"}},
    }


def _events(board: Board, place: Spec) -> list[Spec]:
    """A mark for each event, or the number of those that lie close together."""
    return [
        {
            "transform": [{"filter": "datum.part === 'event'"}],
            "mark": {"type": "point", "filled": True, "opacity": 1, "yOffset": ABOVE},
            "encoding": {**place, **_kinds(board)},
        },
        {
            "transform": [{"filter": "datum.part === 'event' && datum.number > 1"}],
            "mark": {"type": "text", "fontSize": 10, "dy": ABOVE, "color": LIGHT_INK},
            "encoding": {**place, "text": {"field": "number"}},
        },
    ]


def _values(board: Board) -> list[Spec]:
    values: list[Spec] = []
    for bar in board.bars:
        height, share = height_of(bar.level), (bar.end - bar.start) / board.end
        mark = str(height) if height else "?"
        number = mark if share >= NUMBERED else ""
        values.append(
            {
                "part": "level",
                "row": bar.row,
                "start": bar.start,
                "end": bar.end,
                "height": height,
                "fill": LEVEL_FILLS.get(height),
                "ink": LEVEL_INKS.get(height, OUTLINE),
                "mark": number,
                "words": level_words(bar.level) if share >= WORDY else number,
            }
        )
    for event in board.marks:
        values.append(
            {
                "part": "event",
                "row": event.row,
                "start": event.at,
                "kind": _words(event.kind),
                "number": event.number,
                "size": 90 if event.number == 1 else 190,
            }
        )
    values += [
        {"part": "approval", "row": row, "start": at, "words": words}
        for row, at, words in board.approvals
    ]
    values += [{"part": "escalation", "row": row, "start": at} for row, at in board.escalations]
    return values


def _words(kind: str) -> str:
    return _("Several events") if kind == SEVERAL else str(EventKind(kind).label)


def _kinds(board: Board) -> Spec:
    """Shape and colour of the kinds that there are, and what they mean."""
    there = {mark.kind for mark in board.marks}
    kinds = [kind for kind in MARKS if kind in there]
    words = [_words(kind) for kind in kinds]
    legend: Spec = {
        "title": None,
        "orient": "bottom",
        "symbolSize": 90,
        "labelFontSize": 12,
        "labelLimit": 0,
        "columns": {"expr": "narrow ? 2 : 4"},
    }
    shared: Spec = {"field": "kind", "type": "nominal", "sort": None, "legend": legend}
    shapes, colours = ([MARKS[kind][part] for kind in kinds] for part in (0, 1))
    return {
        "shape": {**shared, "scale": {"domain": words, "range": shapes}},
        "color": {**shared, "scale": {"domain": words, "range": colours}},
        "size": {"field": "size", "type": "quantitative", "scale": None},
    }


def _place(board: Board) -> Spec:
    return {
        "y": {
            "field": "row",
            "type": "ordinal",
            "sort": None,
            "scale": {"domain": list(board.rows)},
            "axis": row_axis(),
        },
        "x": {
            "field": "start",
            "type": "quantitative",
            "scale": {"domain": [0, board.end], "nice": False},
            "axis": {
                "title": None,
                "orient": "top",
                "values": [tick.at for tick in board.ticks],
                "labelExpr": _dates(board.ticks),
                "labelFontSize": 11,
                "labelOverlap": True,
                "grid": True,
                "ticks": False,
                "domain": False,
            },
        },
    }


def _dates(ticks: Sequence[Tick]) -> str:
    """The words of the dates, in Vega's language: what draws does not know the reader's."""
    words = [tick.words for tick in ticks]
    shown = embedded(words) if get_language_bidi() else words
    quoted = (word.replace("\\", "\\\\").replace("'", "\\'") for word in shown)
    places = ", ".join(str(tick.at) for tick in ticks)
    array = ", ".join(f"'{word}'" for word in quoted)
    place = f"indexof([{places}], datum.value)"
    # On a phone every second one has room.
    return f"narrow && {place} % 2 ? '' : [{array}][{place}]"
