"""The answer that carries a file, and the line in the log that says who took it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from django.http import StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from focalpoint.exports.csv_files import csv_file
from focalpoint.exports.files import File
from focalpoint.exports.json_files import json_file
from focalpoint.exports.xlsx_files import xlsx_file

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Format:
    """A format of files: its name in addresses and file names, and who writes it."""

    name: str
    label: str | Promise
    media_type: str
    write: Callable[[File], Iterator[bytes]]


FORMATS = {
    each.name: each
    for each in (
        Format(
            "xlsx",
            _("Excel (XLSX)"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx_file,
        ),
        Format("csv", _("CSV"), "text/csv; charset=utf-8", csv_file),
        Format("json", _("JSON"), "application/json", json_file),
    )
}


def file_response(
    file: File, format_: Format, *, file_name: str, asked: str = ""
) -> StreamingHttpResponse:
    """Stream the file as a download; ``asked`` is the query that filtered it, for the log.

    Rows are read while they are sent. What is sent, or broken off, is told in the log.
    """
    response = StreamingHttpResponse(_told(file, format_, asked), content_type=format_.media_type)
    name = re.sub(r"[^\w.-]+", "-", file_name)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format_.name}"'
    response["Cache-Control"] = "private, no-store"
    # A proxy would collect the whole file before it passes anything on.
    response["X-Accel-Buffering"] = "no"
    if format_.name == "xlsx":
        # It is compressed already.
        response["Content-Encoding"] = "identity"
    return response


def _told(file: File, format_: Format, asked: str) -> Iterator[bytes]:
    actor = file.reader.actor
    facts = {
        "list": file.reader.export.name,
        "format": format_.name,
        "asked": asked,
        "actor": str(actor.user_id or ""),
        "actor_name": actor.name,
    }
    complete = False
    try:
        for piece in format_.write(file):
            if piece:
                yield piece
        complete = True
    finally:
        event = "list_exported" if complete else "export_broken_off"
        logger.info(event, **facts, rows=file.reader.count, seconds=round(file.reader.seconds, 2))
