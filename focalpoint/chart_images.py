"""Charts as pictures, drawn without a browser and without a network.

It takes half a second and a hundred megabytes: work for a task, never for a request.
"""

import json
from typing import Any

from django.utils.translation import get_language

from focalpoint.charts import DARK_INK, Chart, Spec
from focalpoint.lazy import lazy

vl_convert = lazy("vl_convert")

# The fonts of documents on paper. That of the reader's script comes first: what a font lacks is
# taken from any other, of whatever weight.
FONTS = {
    "ar": "Noto Sans Arabic, Noto Naskh Arabic, DejaVu Sans, sans-serif",
    "zh": "Noto Sans CJK SC, Droid Sans Fallback, Noto Sans, DejaVu Sans, sans-serif",
}
OTHER_FONTS = "Noto Sans, DejaVu Sans, sans-serif"
# CSS pixels: the width of the text on A4.
WIDTH = 680
VERSION = "6.4"


def on_paper(spec: Spec) -> Spec:
    """The specification at a fixed width, in black on white."""
    line = "#c9d1db"
    language = (get_language() or "en").split("-")[0]
    config: dict[str, Any] = {
        "background": "white",
        "font": FONTS.get(language, OTHER_FONTS),
        "view": {"stroke": "transparent"},
        "text": {"color": DARK_INK},
        "axis": {"labelColor": DARK_INK, "titleColor": DARK_INK, "gridColor": line},
        "legend": {"labelColor": DARK_INK, "titleColor": DARK_INK},
    }
    return {**spec, "width": WIDTH, "config": config}


def svg_of(chart: Chart) -> str:
    """The chart as SVG. ``ValueError`` where there is nothing to draw."""
    drawn: str = vl_convert.vegalite_to_svg(
        json.dumps(_drawable(chart)), vl_version=VERSION, allowed_base_urls=[]
    )
    return drawn


def png_of(chart: Chart, *, scale: float = 2.0) -> bytes:
    """The chart as PNG. ``ValueError`` where there is nothing to draw."""
    drawn: bytes = vl_convert.vegalite_to_png(
        json.dumps(_drawable(chart)), vl_version=VERSION, scale=scale, allowed_base_urls=[]
    )
    return drawn


def _drawable(chart: Chart) -> Spec:
    if chart.spec is None:
        raise ValueError(f"{chart.name}: {chart.empty}")
    return on_paper(chart.spec)
