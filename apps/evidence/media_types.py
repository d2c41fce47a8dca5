"""The kinds of files that are taken, each known by its content."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

OPENXML = "application/vnd.openxmlformats-officedocument"
OPENDOCUMENT = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class MediaType:
    """One kind: its media type, what people call it, and the endings that its names may have.

    ``shown`` says how a page shows it: ``image``, ``pdf``, or empty where it is only downloaded.
    """

    name: str
    label: Any
    endings: tuple[str, ...]
    icon: str = "file-text"
    shown: str = ""


_TYPES = (
    MediaType("application/pdf", _("PDF"), (".pdf",), "file-type-pdf", "pdf"),
    MediaType("image/png", _("PNG picture"), (".png",), "photo", "image"),
    MediaType("image/jpeg", _("JPEG picture"), (".jpg", ".jpeg", ".jpe"), "photo", "image"),
    MediaType("image/gif", _("GIF picture"), (".gif",), "photo", "image"),
    MediaType("image/webp", _("WebP picture"), (".webp",), "photo", "image"),
    MediaType("image/tiff", _("TIFF picture"), (".tif", ".tiff"), "photo"),
    MediaType("image/heic", _("HEIC picture"), (".heic", ".heif"), "photo"),
    MediaType(f"{OPENXML}.wordprocessingml.document", _("Word document"), (".docx",)),
    MediaType(f"{OPENXML}.spreadsheetml.sheet", _("Excel workbook"), (".xlsx",), "table"),
    MediaType(
        f"{OPENXML}.presentationml.presentation",
        _("PowerPoint presentation"),
        (".pptx",),
        "presentation",
    ),
    MediaType("application/msword", _("Word document (97–2003)"), (".doc", ".dot")),
    MediaType("application/vnd.ms-excel", _("Excel workbook (97–2003)"), (".xls",), "table"),
    MediaType(
        "application/vnd.ms-powerpoint",
        _("PowerPoint presentation (97–2003)"),
        (".ppt", ".pps"),
        "presentation",
    ),
    MediaType(f"{OPENDOCUMENT}.text", _("OpenDocument text"), (".odt",)),
    MediaType(f"{OPENDOCUMENT}.spreadsheet", _("OpenDocument spreadsheet"), (".ods",), "table"),
    MediaType(
        f"{OPENDOCUMENT}.presentation",
        _("OpenDocument presentation"),
        (".odp",),
        "presentation",
    ),
    MediaType("application/rtf", _("Rich text"), (".rtf",)),
    MediaType("message/rfc822", _("E-mail message"), (".eml",), "mail"),
    MediaType("text/csv", _("CSV table"), (".csv", ".tsv"), "table"),
    MediaType("text/plain", _("Text"), (".txt", ".md", ".log")),
)
MEDIA_TYPES = {media_type.name: media_type for media_type in _TYPES}
# For the file dialog of a browser; what counts is the content.
ENDINGS = tuple(ending for media_type in _TYPES for ending in media_type.endings)
