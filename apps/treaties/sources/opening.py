"""The one door to lists of status: the content chooses the parser, never the name of the file."""

from django.utils.translation import gettext as _

from apps.treaties.sources.african_union import read_african_union
from apps.treaties.sources.grids import (
    Grid,
    old_workbook_grids,
    text_grids,
    workbook_grids,
)
from apps.treaties.sources.icrc import read_icrc
from apps.treaties.sources.lists import MOST_BYTES, ListedFile, SourceFileError
from apps.treaties.sources.ohchr import read_ohchr
from apps.treaties.sources.statements import read_statements
from apps.treaties.sources.untc_tables import read_untc_table
from apps.treaties.sources.untc_xml import read_xml
from focalpoint.imports.sheets import SheetError
from focalpoint.imports.text_files import TextFile

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_list(content: bytes) -> ListedFile:
    """Read a list of treaty status, whatever its format.

    Raises ``SourceFileError`` with a code and a sentence for what is no such list, or is damaged.
    """
    if len(content) > MOST_BYTES:
        most = {"most": MOST_BYTES // 1_000_000}
        raise SourceFileError("too_large", _("The file is larger than %(most)d MB.") % most)
    start = _start(content)
    if not start:
        raise SourceFileError("empty", _("The file is empty."))
    if _is_page(start):
        raise SourceFileError(
            "html_page",
            _("This is a web page, not a list: sites answer so when a file is not there."),
        )
    if start.startswith("<"):
        return read_xml(content)
    if start.startswith("#") and (found := read_statements(_text(content))):
        return found
    grids, is_text = _grids(content)
    is_cut = is_text and not content.rstrip(b" \t\0").endswith((b"\n", b"\r"))
    found = (
        read_untc_table(grids, is_cut=is_cut)
        or read_ohchr(grids)
        or read_icrc(grids)
        or read_african_union(grids, is_cut=is_cut)
    )
    if found is None:
        raise SourceFileError(
            "unknown_format",
            _("No list of treaty status that is known here has columns like these."),
        )
    return found


def _start(content: bytes) -> str:
    """The first characters, in small letters."""
    head = content[:4000]
    for mark, name in zip(_MARKS, ("utf-8-sig", "utf-16", "utf-16"), strict=True):
        if head.startswith(mark):
            return head.decode(name, "ignore").strip().lower()
    return head.decode("latin-1").strip().lower()


def _text(content: bytes) -> str:
    """A text file in the encoding that is found out. Raises ``SourceFileError``."""
    try:
        return content.decode(TextFile(content).encoding)
    except (SheetError, UnicodeError) as error:
        raise SourceFileError("not_a_table", error) from error


def _is_page(start: str) -> bool:
    return start.startswith("<") and ("<!doctype html" in start or "<html" in start)


def _grids(content: bytes) -> tuple[list[Grid], bool]:
    if content.startswith(_COMPOUND):
        return old_workbook_grids(content), False
    if content.startswith(_ZIP):
        return workbook_grids(content), False
    return text_grids(content), True
