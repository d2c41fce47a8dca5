"""A report as PDF (PDF/UA-1), set by Typst."""

import unicodedata
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from focalpoint.chart_images import svg_of
from focalpoint.documents.blocks import (
    Block,
    Facts,
    Figure,
    Heading,
    Items,
    Report,
    Table,
    Text,
    writable,
)
from focalpoint.pdf import render_pdf

TEMPLATE = Path(__file__).resolve().parent / "report.typ"


def pdf_of(report: Report) -> bytes:
    """The report in the active language; its texts reach the template as data."""
    report = writable(report)
    told = {
        "title": report.title,
        "subtitle": report.subtitle,
        "state": report.state,
        "training": report.training,
        "marking": report.marking,
        "draft": report.draft,
        "draft_note": _("DRAFT: not approved, may still change."),
        "reference": report.reference,
        "checksum": report.checksum,
        "made": report.made,
        "contents": _("Contents"),
        "front": report.front,
        "blocks": [_plain(block) for block in report.blocks],
    }
    return render_pdf(TEMPLATE, told)


def runs_from_right(text: str) -> bool:
    """Whether the first letter of a text belongs to a script that runs from right to left."""
    for letter in text:
        side = unicodedata.bidirectional(letter)
        if side in ("L", "R", "AL"):
            return side != "L"
    return False


def _plain(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text, "level": block.level}
        case Text():
            paragraphs = [{"text": p, "rtl": runs_from_right(p)} for p in block.paragraphs]
            return {"kind": "text", "paragraphs": paragraphs, "quiet": block.quiet}
        case Items():
            return {"kind": "items", "items": list(block.items)}
        case Facts():
            return {"kind": "facts", "pairs": [list(pair) for pair in block.pairs]}
        case Table():
            rows = [list(row) for row in block.rows]
            widths = list(block.widths)
            return {"kind": "table", "head": list(block.head), "rows": rows, "widths": widths}
        case Figure():
            return {
                "kind": "figure",
                "svg": svg_of(block.chart),
                "text": f"{block.chart.title}. {block.chart.text}",
                "alternative": block.alternative,
            }
