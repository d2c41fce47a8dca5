"""Documents on paper: a Typst template and plain data make a tagged PDF (PDF/UA-1)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.functional import Promise

from focalpoint.lazy import lazy

typst = lazy("typst")


def render_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The document in the active language; ``data`` reaches the template as ``sys.inputs.data``.

    Texts are data and never markup. Templates import ``/focalpoint/documents/layout.typ``.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    whole = {**data, "language": language.split("-")[0], "rtl": translation.get_language_bidi()}
    document: bytes = typst.compile(
        str(template),
        root=str(settings.BASE_DIR),
        format="pdf",
        sys_inputs={"data": json.dumps(whole, default=_text)},
        pdf_standards=["ua-1"],
    )
    return document


def pdf_response(document: bytes, name: str) -> HttpResponse:
    """The document as a download; ``name`` in ASCII, without its ending."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def _text(value: object) -> str:
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no plain data")
