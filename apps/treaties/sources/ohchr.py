"""OHCHR's “underlying data”: one instrument a file, a date of signature and one of ratification."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.treaties.choices import ActionKind, Format
from apps.treaties.sources import cells as reading
from apps.treaties.sources.dates import listed_date
from apps.treaties.sources.grids import Grid
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

_UPDATED = re.compile(r"\[\s*last updated:?\s*(\d{1,2}/\d{1,2}/\d{4})[^\]]*\]", re.IGNORECASE)
_KINDS = (
    ("date of signature", ActionKind.SIGNATURE),
    ("date of ratification", ActionKind.RATIFICATION_OR_ACCESSION),
    ("date of accession", ActionKind.RATIFICATION_OR_ACCESSION),
)
_FOOTERS = ("source:", "definitions and metadata")


def read_ohchr(grids: Sequence[Grid]) -> ListedFile | None:
    """The list; ``None`` where no sheet has its head. Raises ``SourceFileError``."""
    for grid in grids:
        title = ""
        for number, cells in grid.head(HEAD_WITHIN):
            if cells and cells[0].casefold() == "country" and _kinds(cells):
                return _read(grid, number, cells, title)
            title = title or next((cell for cell in cells if cell), "")
    return None


def _kinds(headings: Sequence[str]) -> dict[int, ActionKind]:
    return {
        place: kind
        for place, heading in enumerate(headings)
        for words, kind in _KINDS
        if " ".join(heading.casefold().split()).startswith(words)
    }


def _read(grid: Grid, head: int, headings: list[str], title: str) -> ListedFile:
    updated = _UPDATED.search(title)
    name = TreatyName(title=" ".join(_UPDATED.sub("", title).split()))
    kinds = _kinds(headings)
    table = ListedTable(name, tuple(headings), kinds=frozenset(kinds.values()))
    has_end = False
    for number, cells in grid.rows():
        if number <= head or not any(cells):
            continue
        if cells[0].casefold().startswith(_FOOTERS):
            has_end = True
            continue
        _add(table, number, [*cells, *[""] * (len(headings) - len(cells))], kinds)
    if not has_end:
        raise SourceFileError(
            "truncated", _("The list does not name its source at its end: it breaks off before.")
        )
    as_of = listed_date(updated[1])[0] if updated else None
    unread = [heading for place, heading in enumerate(headings) if place and place not in kinds]
    return ListedFile(Format.OHCHR, [table], as_of, tuple(unread))


def _add(table: ListedTable, number: int, cells: list[str], kinds: dict[int, ActionKind]) -> None:
    refuse_strange(number, cells)
    name = reading.participant(cells[0])
    try:
        if not name:
            raise CellError("no_participant", _("The row names no participant."))
        actions = tuple(
            ListedAction(kind, *listed_date(cells[place]))
            for place, kind in kinds.items()
            if cells[place]
        )
    except CellError as error:
        table.faults.append(Fault(number, name, tuple(cells), error.code, str(error)))
    else:
        table.rows.append(ListedRow(number, name, tuple(cells), actions))
