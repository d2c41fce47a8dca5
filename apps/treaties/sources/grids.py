"""Grids of cells: CSV, old XLS (xlrd) and XLSX, each read within limits. Formulas stay visible."""

import datetime as dt
import io
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlrd
from django.utils.translation import gettext as _
from xlrd import compdoc
from xlrd.biffh import XLRDError

from apps.treaties.sources.lists import MOST_CELLS, SourceFileError
from apps.treaties.sources.tables import Budget
from focalpoint.imports.sheets import SheetError
from focalpoint.imports.text_files import TextFile
from focalpoint.imports.xlsx_files import UNREADABLE, inspect_archive
from focalpoint.lazy import lazy

openpyxl = lazy("openpyxl")

# Stands before what a formula gave when the file was saved.
FORMULA = "="

_BROKEN = (
    *(XLRDError, compdoc.CompDocError, struct.error, AssertionError, LookupError, ValueError),
    *(TypeError, AttributeError, OverflowError, EOFError, RecursionError, NotImplementedError),
)
# Records of BIFF: formula; cells; several cells in one; begin and end of a part.
_FORMULA_RECORD = 0x0006
_CELL_RECORDS = {0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6}
_MULTIPLE_RECORDS = {0x00BD: 6, 0x00BE: 2}
_BEGIN, _END = 0x0809, 0x000A


@dataclass(frozen=True)
class Grid:
    """A sheet: ``rows`` gives the texts of each row with its number, from 1."""

    name: str
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    is_text: bool = False

    def head(self, count: int) -> list[tuple[int, list[str]]]:
        """The first rows."""
        found = []
        for number, cells in self.rows():
            if number > count:
                break
            found.append((number, cells))
        return found


def text_grids(content: bytes) -> list[Grid]:
    """The rows of a CSV file. Raises ``SourceFileError``."""
    try:
        file = TextFile(content)
    except SheetError as error:
        raise SourceFileError("not_a_table", error) from error

    def rows() -> Iterator[tuple[int, list[str]]]:
        budget = Budget()
        try:
            for number, cells in file.rows():
                if cells:
                    budget.spend(cells)
                    yield number, [str(cell).strip() for cell in cells]
        except SheetError as error:
            raise SourceFileError("not_a_table", error) from error

    return [Grid("", rows, is_text=True)]


def old_workbook_grids(content: bytes) -> list[Grid]:
    """The sheets of an XLS file. Raises ``SourceFileError``."""
    try:
        formulas = _formulas(content)
        # Files of OHCHR are marked as damaged though every cell can be read.
        book = xlrd.open_workbook(
            file_contents=content,
            ignore_workbook_corruption=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        )
        sheets = [_sheet(book, sheet) for sheet in book.sheets()]
    except _BROKEN as error:
        raise _damaged() from error
    for grid_rows, places in zip(sheets, [*formulas, *[set()] * len(sheets)], strict=False):
        for row, column in places:
            if row < len(grid_rows) and column < len(grid_rows[row]):
                grid_rows[row][column] = FORMULA + grid_rows[row][column]
    names = book.sheet_names()
    return [_grid(name, rows) for name, rows in zip(names, sheets, strict=True)]


def _grid(name: str, rows: Sequence[list[str]]) -> Grid:
    return Grid(name, lambda: iter(enumerate(rows, start=1)))


def _damaged() -> SourceFileError:
    return SourceFileError(
        "damaged",
        _("The workbook is damaged or cut off, or protected by a password. Fetch it again."),
    )


def _formulas(content: bytes) -> list[set[tuple[int, int]]]:
    """Where each sheet holds formulas; a file that is cut off or too full is refused before."""
    memory, base, length = _stream(content)
    parts: list[set[tuple[int, int]]] = []
    cells, is_open = 0, 0
    for record, body, size in _records(memory, base, base + length):
        if record == _BEGIN:
            is_open += 1
            if is_open == 1:
                parts.append(set())
        elif record == _END:
            is_open -= 1
        elif record == _FORMULA_RECORD and parts:
            parts[-1].add(struct.unpack_from("<HH", memory, body))
        cells += _cells(record, size)
        if cells > MOST_CELLS:
            raise SourceFileError("too_many_cells", _("The workbook holds too many cells."))
    if is_open or not parts:
        raise _damaged()
    # The first part is the workbook itself.
    return parts[1:]


def _stream(content: bytes) -> tuple[bytes, int, int]:
    """Where the workbook stands in the compound file: memory, begin and length."""
    document = compdoc.CompDoc(content, logfile=io.StringIO(), ignore_workbook_corruption=True)
    for name in ("Workbook", "Book"):
        memory, base, length = document.locate_named_stream(name)
        if memory and base + length <= len(memory):
            return memory, base, length
    raise _damaged()


def _records(memory: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each record of the stream: its kind, where its body begins, and how long that is."""
    while at + 4 <= end:
        record, size = struct.unpack_from("<HH", memory, at)
        if record == 0 and size == 0:
            return
        if at + 4 + size > end:
            raise _damaged()
        yield record, at + 4, size
        at += 4 + size


def _cells(record: int, size: int) -> int:
    if record in _CELL_RECORDS:
        return 1
    width = _MULTIPLE_RECORDS.get(record)
    return size // width if width else 0


def _sheet(book: Any, sheet: Any) -> list[list[str]]:
    budget = Budget()
    rows = []
    for index in range(sheet.nrows):
        cells = [_old_text(cell, book.datemode) for cell in sheet.row(index)]
        while cells and not cells[-1]:
            cells.pop()
        budget.spend(cells)
        rows.append(cells)
    return rows


def _old_text(cell: Any, mode: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            date: dt.datetime = xlrd.xldate_as_datetime(cell.value, mode)
        except (ValueError, OverflowError):
            return str(cell.value)
        return date.date().isoformat()
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return "#!"
    return _text(cell.value)


def workbook_grids(content: bytes) -> list[Grid]:
    """The sheets of an XLSX file. Raises ``SourceFileError``."""
    try:
        inspect_archive(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            try:
                budget = Budget()
                return [_grid(sheet.title, _new_sheet(sheet, budget)) for sheet in book.worksheets]
            finally:
                book.close()
    except SheetError as error:
        raise SourceFileError("not_a_workbook", error) from error
    except UNREADABLE as error:
        raise _damaged() from error


def _new_sheet(sheet: Any, budget: Budget) -> list[list[str]]:
    # What the file says of its own size may be wrong.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    empty = 0
    for values in sheet.iter_rows(values_only=True):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        empty = 0 if cells else empty + 1
        if empty > 1000:
            break
        budget.spend(cells)
        rows.append(cells)
    return rows


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
