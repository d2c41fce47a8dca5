"""What is checked of a file before it is taken: its size and its content."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from apps.evidence.contents import ContentRefusedError, recognise
from apps.evidence.media_types import MediaType
from apps.evidence.names import safe_name


@dataclass(frozen=True)
class Taken:
    """A file that may be kept, under the name by which it will be given back."""

    file: "File[bytes]"
    name: str
    media_type: MediaType


@dataclass(frozen=True)
class Refused:
    """A file that may not be kept; ``reason`` is a clause for a person."""

    name: str
    reason: str

    def __str__(self) -> str:
        return _("%(name)s: %(reason)s.") % {"name": self.name, "reason": self.reason}


def sort_out(files: "Iterable[File[bytes]]") -> tuple[list[Taken], list[Refused]]:
    """Which of ``files`` may be kept and which not, each with the reason; nothing is written."""
    taken, refused = [], []
    for file in files:
        found = examine(file)
        if isinstance(found, Taken):
            taken.append(found)
        else:
            refused.append(found)
    return taken, refused


def examine(file: "File[bytes]") -> Taken | Refused:
    """Whether one file may be kept."""
    name = str(file.name or "")
    shown = name or _("A file without a name")
    size = file.size or 0
    if size > settings.EVIDENCE_MAX_BYTES:
        facts = {
            "size": filesizeformat(size),
            "limit": filesizeformat(settings.EVIDENCE_MAX_BYTES),
        }
        return Refused(shown, _("it has %(size)s, more than the limit of %(limit)s") % facts)
    try:
        media_type = recognise(file, name)  # type: ignore[arg-type]
    except ContentRefusedError as refusal:
        return Refused(shown, str(refusal))
    return Taken(file, safe_name(name, media_type), media_type)
