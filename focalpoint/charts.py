"""Charts: one specification each, for the page, for paper and for files, and the table behind it.

A specification is Vega-Lite as plain data. It carries no network address and no script, draws from
left to right, and is mirrored as a whole for readers from right to left. Two of its parameters let
it fit its place: ``narrow`` (a phone, where labels are short) and the width ``container``.
"""

import csv
import io
import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, get_language_bidi

from focalpoint.exports.cells import neutralised
from focalpoint.exports.csv_files import SEMICOLON_LANGUAGES

Spec = dict[str, Any]
Cell = str | int

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# Ink on the light colours of marks, in both themes, and on the dark ones.
DARK_INK, LIGHT_INK = "#18212c", "#ffffff"
# Columns of Latin letters in a line of an axis label, and how many lines there are.
LABEL_COLUMNS, LABEL_LINES = 40, 2
# What draws on paper cannot break a line that runs from right to left: one line must do.
RTL_COLUMNS = 48
# Pixels for a row whose label has two lines.
ROW = 34
# The beginning and the end of a text from right to left within one from left to right.
RLE, PDF = "\u202b", "\u202c"
_RTL_AFTER_NUMBER = re.compile(r"^[+=-]?\d*\W*[\u0590-\u08ff]|[\u0590-\u08ff]\W*(\.\.\.|…)$")
_SIDES = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Chart:
    """One chart. ``spec`` is ``None`` where there is nothing to draw: ``empty`` then says why.

    ``name`` stands in addresses and file names. ``head`` and ``rows`` say all that it shows.
    """

    name: str
    title: str
    text: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    spec: Spec | None = None
    empty: str = ""
    # Whether the table stands open, since the chart names things by their numbers.
    is_open: bool = False


def framed(layers: Sequence[Spec], *, height: int | Spec, values: Sequence[Any]) -> Spec:
    """A specification of ``layers`` over ``values``, mirrored where the reader's language is."""
    spec: Spec = {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "params": [{"name": "narrow", "value": False}],
        "data": {"values": list(values)},
        "layer": list(layers),
    }
    return embedded(mirrored(spec)) if get_language_bidi() else spec


def row_axis() -> Spec:
    """The axis of rows labelled by ``row_label``: in full, or by the number alone on a phone."""
    return {
        "title": None,
        "labelExpr": "narrow ? split(datum.label, ' ')[0] : split(datum.label, '\\n')",
        # Two lines are in the middle of their row as one is.
        "labelOffset": {
            "condition": {"test": "!narrow && indexof(datum.value, '\\n') > 0", "value": -7},
            "value": 0,
        },
        "labelLimit": 0,
        "labelFontSize": 12,
        "labelLineHeight": 14,
        "labelPadding": 6,
        "ticks": False,
        "domain": False,
    }


def row_label(number: str, title: str) -> str:
    """A number and a title on at most two lines; the number is free of spaces."""
    whole = f"{number.replace(' ', chr(0xA0))} {title}".strip()
    if get_language_bidi():
        return textwrap.shorten(whole, RTL_COLUMNS, placeholder=" ...")
    wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in title)
    width = LABEL_COLUMNS // 2 if wide else LABEL_COLUMNS
    lines = textwrap.wrap(whole, width, max_lines=LABEL_LINES, placeholder=" …")
    return "\n".join(lines)


def mirrored(spec: Any) -> Any:
    """The same from right to left: scales turn round, sides and alignments change places."""
    if isinstance(spec, list):
        return [mirrored(each) for each in spec]
    if not isinstance(spec, Mapping):
        return spec
    turned = {key: each if key == "data" else mirrored(each) for key, each in spec.items()}
    for key in ("align", "anchor", "labelAlign", "titleAlign"):
        if turned.get(key) in _SIDES:
            turned[key] = _SIDES[turned[key]]
    if "dx" in turned:
        turned["dx"] = -turned["dx"]
    encoding = turned.get("encoding")
    if isinstance(encoding, dict):
        if {"field", "datum"} & set(encoding.get("x", ())):
            own = encoding["x"].get("scale") or {}
            encoding["x"] = {**encoding["x"], "scale": {**own, "reverse": True}}
        axis = encoding.get("y", {}).get("axis")
        if axis:
            encoding["y"] = {**encoding["y"], "axis": {**axis, "orient": "right"}}
    return turned


def embedded(spec: Any) -> Any:
    """The same with every text that begins with a number embedded from right to left.

    What draws takes the left for the beginning of a line, and would put the number there.
    """
    if isinstance(spec, list):
        return [embedded(each) for each in spec]
    if isinstance(spec, Mapping):
        return {key: embedded(each) for key, each in spec.items()}
    if isinstance(spec, str) and _RTL_AFTER_NUMBER.search(spec):
        return f"{RLE}{spec}{PDF}"
    return spec


def csv_of(chart: Chart, about: Sequence[tuple[str, str]] = ()) -> bytes:
    """The table of a chart as CSV, like the files of lists; ``about`` follows it in pairs."""
    out = io.StringIO(newline="")
    language = (get_language() or "en").split("-")[0]
    writer = csv.writer(out, delimiter=";" if language in SEMICOLON_LANGUAGES else ",")
    out.write("\ufeff")
    for row in (chart.head, *chart.rows, *(((), *about) if about else ())):
        writer.writerow([neutralised(each) if isinstance(each, str) else each for each in row])
    return out.getvalue().encode()
