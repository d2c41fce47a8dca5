"""Names of files: safe to show, to store and to give back, in any language."""

import re
import unicodedata

from django.utils.translation import gettext as _

from apps.evidence.media_types import MediaType

LONGEST = 200
# Controls, and marks that turn the direction of writing: "gpj.exe" must not read as "exe.jpg".
INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
# What one file system or another does not take.
FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def safe_name(name: str, media_type: MediaType) -> str:
    """The last part of ``name``, cleaned, with an ending that its content has.

    A picture called ``invoice.exe`` is given back as ``invoice.exe.png``.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    words = FORBIDDEN.sub("_", INVISIBLE.sub("", last))
    words = re.sub(r"\s+", " ", words).strip(" .") or _("file")
    stem, ending = _split(words, media_type)
    return stem[: LONGEST - len(ending)].rstrip(" .") + ending


def title_of(name: str) -> str:
    """A first title for a file: its name without the ending."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    return re.sub(r"[_\s]+", " ", stem).strip() or name


def _split(words: str, media_type: MediaType) -> tuple[str, str]:
    for ending in media_type.endings:
        if words.lower().endswith(ending) and len(words) > len(ending):
            return words[: -len(ending)], words[-len(ending) :]
    return words, media_type.endings[0]
