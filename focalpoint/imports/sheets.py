"""A sheet: a head row with the names of its columns, and rows below it.

``open_sheet`` tells CSV and XLSX apart by content. What is read of a file is bounded: its size, its
rows, columns and cells, and what it unpacks to; beyond that it is refused, never cut silently.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext as _

Cell: TypeAlias = str | int | float | bool | dt.date | dt.datetime | None
Cells: TypeAlias = list[Cell]

MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767
# Above the head row there may be a title and some notes.
HEAD_WITHIN = 20


class SheetError(Exception):
    """The file cannot be read; the message tells a person why, and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A sheet with its head; ``source`` gives all rows, each with its number in the file.

    ``words`` say how the file was read, such as its encoding.
    """

    kind: str
    headers: list[str]
    head_row: int
    words: str
    source: Callable[[], Iterator[tuple[int, Cells]]]

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """The rows below the head that are not empty, each as wide as the head.

        Raises ``SheetError`` when there are too many.
        """
        width, found = len(self.headers), 0
        for number, cells in self.source():
            if number <= self.head_row or is_empty(cells):
                continue
            found += 1
            if found > MOST_ROWS:
                most = {"most": MOST_ROWS}
                raise SheetError(_("The sheet has more than %(most)d rows. Divide it.") % most)
            yield number, [*cells[:width], *[None] * (width - len(cells))]


def head_of(
    source: Callable[[], Iterator[tuple[int, Cells]]], known: Callable[[str], bool]
) -> tuple[int, list[str]]:
    """The number of the head row and its texts: the row with the most names that are ``known``.

    Where none is known, the first row that is not empty. Raises ``SheetError`` without any.
    """
    best: tuple[int, int, list[str]] | None = None
    for number, cells in source():
        if number > HEAD_WITHIN:
            break
        if is_empty(cells):
            continue
        texts = [text_of(cell) for cell in cells]
        score = sum(known(text) for text in texts)
        if best is None or score > best[0]:
            best = (score, number, texts)
    if best is None:
        raise SheetError(_("The sheet is empty."))
    _score, number, texts = best
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        most = {"most": MOST_COLUMNS}
        raise SheetError(_("The sheet has more than %(most)d columns.") % most)
    return number, texts


def is_empty(cells: Cells) -> bool:
    """Whether a row holds nothing."""
    return all(cell is None or cell == "" or str(cell).isspace() for cell in cells)


def text_of(cell: Cell) -> str:
    """A cell as text, without space around it."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return (cell.date() if midnight else cell).isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell).strip()
