"""CSV as programs of all countries write it: several encodings, several dividers."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from focalpoint.imports.sheets import LONGEST_CELL, Cells, SheetError

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
_DIVIDERS = (",", ";", "\t")
# So much of the head decides which divider it is.
_HEAD = 20_000


class TextFile:
    """The rows of a CSV file; encoding and divider are found out."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.encoding = _encoding(content)
        self.divider = ""
        try:
            self.divider = self._divider()
        except UnicodeError as error:
            raise _undecodable() from error

    @property
    def words(self) -> str:
        dividers = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs")}
        facts = {"encoding": _NAMES[self.encoding], "divider": dividers[self.divider]}
        return _("CSV, %(encoding)s, divided by %(divider)s") % facts

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Each row with the number of its first line in a spreadsheet program, from 1."""
        # Ends of lines inside of cells are kept as they are.
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        reader = csv.reader(text, delimiter=self.divider)
        skipped = 0
        try:
            for number, cells in enumerate(reader, start=1):
                if number == 1 and len(cells) <= 2 and cells and cells[0].startswith("sep="):
                    # Excel's own hint at the divider, which it does not show as a row.
                    skipped = 1
                    continue
                if max(map(len, cells), default=0) > LONGEST_CELL:
                    raise SheetError(
                        _("Row %(row)d has a cell that is too long.") % {"row": number}
                    )
                yield number - skipped, list(cells)
        except csv.Error as error:
            place = {"row": reader.line_num}
            raise SheetError(
                _("Line %(row)d cannot be read: is a quotation mark missing?") % place
            ) from error
        except UnicodeError as error:
            raise _undecodable() from error

    def _divider(self) -> str:
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        head = text.read(_HEAD)
        if head.startswith("sep=") and head[4:5] in _DIVIDERS:
            return head[4]
        lines = [line for line in _without_quoted(head).splitlines() if line.strip()]
        # The head row is the one with the most dividers among the first ones.
        counted = {
            divider: max((line.count(divider) for line in lines[:20]), default=0)
            for divider in _DIVIDERS
        }
        return max(_DIVIDERS, key=lambda divider: counted[divider])


def _without_quoted(text: str) -> str:
    """The text outside of quotation marks."""
    return "".join(text.split('"')[::2])


def _encoding(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if b"\0" in content:
        raise SheetError(_("This is no CSV or XLSX file."))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _undecodable() -> SheetError:
    return SheetError(
        _("The letters cannot be read. Save the file as “CSV UTF-8” or as XLSX and send it again.")
    )
