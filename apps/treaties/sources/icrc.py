"""The ICRC's spreadsheet: one row a State, one column an instrument, one date in a cell."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.treaties.choices import ActionKind, Format
from apps.treaties.sources import cells as reading
from apps.treaties.sources.dates import listed_date
from apps.treaties.sources.grids import FORMULA, Grid
from apps.treaties.sources.lists import (
    HEAD_WITHIN,
    CellError,
    Fault,
    ListedAction,
    ListedFile,
    ListedRow,
    ListedTable,
    SourceFileError,
    TreatyName,
)
from apps.treaties.sources.tables import refuse_strange

# Headings as the list writes them, and the instruments of the record that they are.
_INSTRUMENTS = {
    "gc i-iv 1949": ("GC1", "GC2", "GC3", "GC4"),
    "ap i 1977": ("AP1",),
    "ap ii 1977": ("AP2",),
    "ap iii 2005": ("AP3",),
    "crc 1989": ("CRC",),
    "opt prot. crc 2000": ("OPAC",),
    "cped 2006": ("CPED",),
    "icc statute 1998": ("ROME_STATUTE",),
    "att 2013": ("ATT",),
}
_DECLARATIONS = {"ap i declaration art. 90": ("AP1",)}
_ARTICLE_90 = "Declaration under article 90."
_MARKED = re.compile(r"(?P<date>.*?)\s*\((?P<mark>\*{1,6})\)\s*$")
_AS_OF = re.compile(r"\bas of\s+(\d{1,2}[- ]\w{3,9}\.?[- ]\d{4})", re.IGNORECASE)
_NOTE = re.compile(r"\((\*{1,6})\)\s*([^(]+(?:\([^*)][^)]*\)[^(]*)*)")


@dataclass(frozen=True)
class _Column:
    place: int
    heading: str
    codes: tuple[str, ...]
    kind: ActionKind


def read_icrc(grids: Sequence[Grid]) -> ListedFile | None:
    """The list; ``None`` where no sheet has its head. Raises ``SourceFileError``."""
    for grid in grids:
        for number, cells in grid.head(HEAD_WITHIN):
            if _is_head(cells):
                return _Reader(grid, number, cells).file(_as_of(grids))
    return None


def _normal(heading: str) -> str:
    return " ".join(heading.casefold().split())


def _is_head(cells: list[str]) -> bool:
    known = sum(_normal(cell) in _INSTRUMENTS for cell in cells)
    return known >= 2 and _normal(cells[0]) in ("country", "state", "states")


def _as_of(grids: Sequence[Grid]) -> dt.date | None:
    for grid in grids:
        for _number, cells in grid.head(HEAD_WITHIN):
            for cell in cells:
                if found := _AS_OF.search(cell):
                    return listed_date(found[1])[0]
    return None


class _Reader:
    def __init__(self, grid: Grid, head: int, headings: list[str]) -> None:
        self.grid, self.head, self.headings = grid, head, headings
        self.columns = list(_columns(headings))
        codes = dict.fromkeys(code for column in self.columns for code in column.codes)
        self.tables = {
            code: ListedTable(TreatyName(code=code), self._headings(code), kinds=self._kinds(code))
            for code in codes
        }
        self.notes: dict[str, str] = {}
        self.marked: list[tuple[int, str, _Column, str, str]] = []
        self.total: list[str] | None = None

    def _headings(self, code: str) -> tuple[str, ...]:
        own = [column.heading for column in self.columns if code in column.codes]
        return (self.headings[0], *own)

    def _kinds(self, code: str) -> frozenset[ActionKind]:
        return frozenset(column.kind for column in self.columns if code in column.codes)

    def file(self, as_of: dt.date | None) -> ListedFile:
        for number, cells in self.grid.rows():
            if number > self.head:
                self._row(number, cells)
        self._count()
        self._set_marked_aside()
        read = {column.place for column in self.columns}
        unread = tuple(
            " ".join(heading.split())
            for place, heading in enumerate(self.headings)
            if place and place not in read and heading
        )
        return ListedFile(Format.ICRC, list(self.tables.values()), as_of, unread)

    def _row(self, number: int, cells: list[str]) -> None:
        name = reading.participant(cells[0]) if cells else ""
        if not name:
            # Below the list stand its notes.
            for cell in cells:
                self.notes.update({found[1]: found[2].strip() for found in _NOTE.finditer(cell)})
        elif name.casefold() == "total":
            self.total = cells
        elif self.total is None:
            self._participant(number, name, cells)

    def _participant(self, number: int, name: str, cells: list[str]) -> None:
        own = [cells[0], *(self._cell(cells, column) for column in self.columns)]
        refuse_strange(number, own)
        found: dict[str, list[ListedAction]] = {code: [] for code in self.tables}
        texts: dict[str, list[str]] = {code: [name] for code in self.tables}
        for column in self.columns:
            text = self._cell(cells, column)
            action = self._action(number, name, column, text)
            for code in column.codes:
                texts[code].append(text)
                if action:
                    found[code].append(action)
        for code, table in self.tables.items():
            table.rows.append(ListedRow(number, name, tuple(texts[code]), tuple(found[code])))

    def _cell(self, cells: list[str], column: _Column) -> str:
        return cells[column.place] if column.place < len(cells) else ""

    def _action(self, number: int, name: str, column: _Column, text: str) -> ListedAction | None:
        if not text:
            return None
        if marked := _MARKED.match(text):
            self.marked.append((number, name, column, text, marked["mark"]))
            return None
        try:
            date, precision = listed_date(reading.plain(text))
        except CellError as error:
            self._set_aside(number, name, column, text, error.code, str(error))
            return None
        note = _ARTICLE_90 if column.kind == ActionKind.DECLARATION else ""
        return ListedAction(column.kind, date, precision, note=note)

    def _set_aside(
        self, number: int, name: str, column: _Column, text: str, code: str, message: str
    ) -> None:
        fault = Fault(number, name, (name, text), code, message, column.heading)
        for treaty in column.codes:
            self.tables[treaty].faults.append(fault)

    def _set_marked_aside(self) -> None:
        """A date with a footnote is not what the column says: a person reads the note."""
        for number, name, column, text, mark in self.marked:
            message = _("The cell is marked (%(mark)s): %(note)s") % {
                "mark": mark,
                "note": self.notes.get(mark) or _("the note is missing"),
            }
            self._set_aside(number, name, column, text, "footnote", message)

    def _count(self) -> None:
        """The totals of the list. Raises ``SourceFileError`` where the list has no end."""
        if self.total is None:
            raise SourceFileError(
                "truncated", _("The list has no row “Total”: the file breaks off before its end.")
            )
        for column in self.columns:
            number = self._cell(self.total, column).removeprefix(FORMULA)
            if column.kind != ActionKind.DECLARATION and number.isdecimal():
                for code in column.codes:
                    self.tables[code].parties = int(number)


def _columns(headings: list[str]) -> Iterator[_Column]:
    for place, heading in enumerate(headings):
        normal, shown = _normal(heading), " ".join(heading.split())
        if normal in _INSTRUMENTS:
            kind = ActionKind.RATIFICATION_OR_ACCESSION
            yield _Column(place, shown, _INSTRUMENTS[normal], kind)
        elif normal in _DECLARATIONS:
            yield _Column(place, shown, _DECLARATIONS[normal], ActionKind.DECLARATION)
