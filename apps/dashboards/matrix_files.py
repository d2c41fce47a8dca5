"""A matrix of the network on paper: what the page shows, with its filters and its legend."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from focalpoint.pdf import render_pdf
from focalpoint.ui.matrix import Group, Matrix

DOCUMENT = Path(__file__).resolve().parent / "documents" / "matrix.typ"


def matrix_pdf(
    matrix: Matrix,
    *,
    as_of: dt.date,
    since: dt.date | None = None,
    filters: Mapping[str, str] | None = None,
) -> bytes:
    """The matrix as a tagged PDF on its side; States by name, training States apart and first."""
    facts = [[_("As of"), date_format(as_of)]]
    if since:
        facts.append([_("Compared with"), date_format(since)])
    facts += [[label, value] for label, value in (filters or {}).items()]
    return render_pdf(
        DOCUMENT,
        {
            "title": str(matrix.caption),
            "state": _("What States share with the network; no ranking"),
            "training": "",
            "made": date_format(as_of),
            "landscape": True,
            "upright": matrix.upright,
            "facts": facts,
            "legend": [[str(symbol), tone, str(words)] for symbol, tone, words in matrix.legend],
            "corner": str(matrix.corner),
            "heads": [str(column.label) for column in matrix.columns],
            "groups": [_group(group) for group in matrix.groups],
        },
    )


def _group(group: Group) -> dict[str, Any]:
    return {
        "label": str(group.label),
        "rows": [
            {
                "label": str(row.label),
                "cells": [[str(cell.symbol), cell.tone] for cell in row.cells],
            }
            for row in group.rows
        ],
    }
