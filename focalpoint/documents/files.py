"""Documents as files: their media types, what stands on every page, and the download."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from focalpoint.visibility import Visibility

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# Who may read a document; it stands on every page.
MARKINGS: Mapping[str, Promise] = {
    Visibility.OFFICE: _("CONFIDENTIAL: for the focal point's office only"),
    Visibility.GOVERNMENT: _("RESTRICTED: for this government only"),
    Visibility.NETWORK: _("For the network of focal points"),
    Visibility.PUBLIC: _("Public"),
}


def file_response(content: bytes, name: str) -> HttpResponse:
    """A document as a download; ``name`` in ASCII, with its ending."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    return HttpResponse(content, content_type=media_type, headers=headers)
