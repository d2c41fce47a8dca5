"""XLSX read row by row (openpyxl, values only), after a look at what the archive unpacks to."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _

from focalpoint.imports.sheets import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    SheetError,
)
from focalpoint.lazy import lazy

openpyxl = lazy("openpyxl")

MOST_PARTS = 500
MOST_UNPACKED = 100_000_000
# Texts that are shared by cells are kept in memory while the sheet is read.
MOST_SHARED = 30_000_000
_SHARED = "xl/sharedStrings.xml"
# Rows that only carry a format may follow the data, up to the end of the sheet.
_PLACES = 1_048_576
UNREADABLE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class WorkbookFile:
    """The rows of a workbook's first visible sheet."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        inspect_archive(content)

    @property
    def words(self) -> str:
        return _("XLSX, its first sheet")

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Each row with its number in the sheet, from 1."""
        try:
            yield from self._rows()
        except UNREADABLE as error:
            raise SheetError(
                _("The workbook is damaged. Open it, save it again as XLSX and send that.")
            ) from error

    def _rows(self) -> Iterator[tuple[int, Cells]]:
        with warnings.catch_warnings():
            # Of what is not read anyway: styles, validations, print areas.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(self.content), read_only=True, data_only=True, keep_links=False
            )
            try:
                yield from self._of(_first_visible(book))
            finally:
                book.close()

    def _of(self, sheet: Any) -> Iterator[tuple[int, Cells]]:
        # What the file says of its own size may be wrong.
        sheet.reset_dimensions()
        filled = 0
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = list(values)
            while cells and cells[-1] in (None, ""):
                cells.pop()
            if not cells:
                if number > _PLACES:
                    break
                continue
            filled += 1
            if filled > MOST_ROWS + 100:
                most = {"most": MOST_ROWS}
                raise SheetError(_("The sheet has more than %(most)d rows. Divide it.") % most)
            _check_row(number, cells)
            yield number, cells


def _first_visible(book: Any) -> Any:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            return sheet
    raise SheetError(_("The workbook has no visible sheet."))


def _check_row(number: int, cells: Cells) -> None:
    if len(cells) > MOST_COLUMNS:
        most = {"row": number, "most": MOST_COLUMNS}
        raise SheetError(_("Row %(row)d has more than %(most)d cells.") % most)
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
        raise SheetError(_("Row %(row)d has a cell that is too long.") % {"row": number})


def inspect_archive(content: bytes) -> None:
    """Refuse an archive that is no workbook, or that unpacks to more than it should."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
                raise SheetError(_("This is no CSV or XLSX file. Save the sheet as XLSX."))
            _check_sizes(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_declarations(archive, part)
    except UNREADABLE as error:
        raise SheetError(
            _("The workbook is damaged. Open it, save it again as XLSX and send that.")
        ) from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    shared = sum(part.file_size for part in parts if part.filename == _SHARED)
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or shared > MOST_SHARED
    ):
        raise SheetError(_("The workbook unpacks to more than is read here. Divide it."))
    if any(part.flag_bits & 1 for part in parts):
        raise SheetError(_("The workbook is protected by a password. Take it off."))


def _refuse_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A workbook declares no document type; one that does may hold entities that explode."""
    with archive.open(part) as opened:
        if b"<!DOCTYPE" in opened.read(2048).upper():
            raise SheetError(_("The workbook holds what no spreadsheet program writes."))
