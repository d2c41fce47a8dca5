"""Documents on paper: a Typst template and plain data make a tagged PDF (PDF/UA-1)."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.functional import Promise

from focalpoint.documents.blocks import writable
from focalpoint.lazy import lazy

typst = lazy("typst")

# A letter that no font draws is refused, and the document with it: it is stood in for, after some
# of one kind all of that kind, and after so many tries whatever is not sure to be drawn.
MOST_UNDRAWN, SOME = 20, 3
_DOUBTFUL = re.compile("[^\x00-\u024f\u0600-\u06ff\u2000-\u206f\ufffd]")
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
STAND_IN = "\ufffd"


def render_pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The document in the active language; ``data`` reaches the template as ``sys.inputs.data``.

    Texts are data and never markup; a letter that no font draws is stood in for. Templates import
    ``/focalpoint/documents/layout.typ``.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    whole = {**data, "language": language.split("-")[0], "rtl": translation.get_language_bidi()}
    told = json.dumps(writable(whole), default=_text, ensure_ascii=False)
    seen: Counter[str] = Counter()
    for _attempt in range(MOST_UNDRAWN):
        try:
            return _compiled(template, told)
        except typst.TypstError as error:
            undrawn = _UNDRAWN.search(str(error))
            if undrawn is None:
                raise
            letter = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), undrawn[1])
            if letter not in told:
                raise
            kind = _kind(letter)
            seen[kind] += 1
            told = told.replace(letter, STAND_IN)
            if seen[kind] >= SOME and ord(letter[0]) > 0xFF:
                told = "".join(STAND_IN if _kind(each) == kind else each for each in told)
    return _compiled(template, _DOUBTFUL.sub(STAND_IN, told))


def _kind(letter: str) -> str:
    """What is drawn by the same font, roughly: ideographs, else letters of one page of Unicode."""
    if unicodedata.name(letter[0], "").startswith("CJK UNIFIED"):
        return "CJK"
    return str(ord(letter[0]) >> 8)


def _compiled(template: Path, data: str) -> bytes:
    document: bytes = typst.compile(
        str(template),
        root=str(settings.BASE_DIR),
        format="pdf",
        sys_inputs={"data": data},
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
