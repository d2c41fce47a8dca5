"""Versions over HTTP: ``ETag`` on what is read, ``If-Match`` on what is written (RFC 9110 §13)."""

import hashlib
import re
from typing import Any

from django.utils.translation import gettext as _

from focalpoint.api.media import dumps
from focalpoint.api.problems import HeaderError
from focalpoint.errors import StaleVersionError, VersionRequiredError

_TAG = re.compile(r'\s*(W/)?"([^"]*)"\s*(?:,|$)')


def etag_of(row: dict[str, Any]) -> str:
    """``"3"`` for the third version of a record; a digest where a resource has no version."""
    if "version" in row:
        return f'"{row["version"]}"'
    return f'"{hashlib.sha256(dumps(row)).hexdigest()[:20]}"'


def is_unchanged(request: Any, etag: str) -> bool:
    """Whether the client has this very representation already (``If-None-Match``)."""
    header = request.headers.get("If-None-Match")
    if not header:
        return False
    # Weak comparison, as the RFC asks for here.
    return header.strip() == "*" or etag in {f'"{value}"' for _weak, value in _TAG.findall(header)}


def version_in(request: Any, record: Any, *, shown: int | None = None) -> int:
    """The version of ``record`` that the client says it read.

    ``shown``: the version that its representation has, where that covers more than the record.
    Raises ``VersionRequiredError`` where it says none (``*`` says none either), ``HeaderError``
    where the header cannot be read, ``StaleVersionError`` where another version stands by now. The
    service compares once more, under the lock.
    """
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        raise VersionRequiredError
    tags = _TAG.findall(header)
    if not tags:
        raise HeaderError({"If-Match": _('An ETag is quoted, such as "3".')})
    # Strong comparison: a weak tag never matches.
    strong = {value for weak, value in tags if not weak}
    current: int = record.version
    if str(current if shown is None else shown) not in strong:
        raise StaleVersionError(record, {})
    return current
