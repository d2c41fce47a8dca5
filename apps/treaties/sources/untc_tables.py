"""Tables of the UN Treaty Collection without its XML: CSV as people derive it, or a sheet."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.treaties.choices import Format
from apps.treaties.sources.grids import Grid
from apps.treaties.sources.lists import (
    HEAD_WITHIN,
    ListedFile,
    SourceFileError,
    TreatyName,
)
from apps.treaties.sources.tables import Budget, DepositaryTable, is_head


def read_untc_table(grids: Sequence[Grid], *, is_cut: bool = False) -> ListedFile | None:
    """The table; ``None`` where no sheet has a head that begins with “Participant”.

    A title above the head names the instrument. ``is_cut``: the file does not end with its line.
    Raises ``SourceFileError``.
    """
    for grid in grids:
        above: list[str] = []
        for number, cells in grid.head(HEAD_WITHIN):
            if is_head(cells):
                return _read(grid, number, cells, above, is_cut=is_cut)
            above += [cell for cell in cells if cell]
    return None


def _read(
    grid: Grid, head: int, headings: list[str], above: list[str], *, is_cut: bool
) -> ListedFile:
    while headings and not headings[-1]:
        headings.pop()
    found = DepositaryTable(headings, Budget())
    last = head
    for number, cells in grid.rows():
        if number <= head or not cells:
            continue
        wide = [*cells, *[""] * (len(headings) - len(cells))]
        # Sheets leave out empty cells at the end of a row; text files do not.
        found.add(number, cells if grid.is_text else wide)
        last = number
    table = found.table
    if is_cut and any(fault.number == last for fault in table.faults):
        raise SourceFileError("truncated", _("The file breaks off in row %(row)d.") % {"row": last})
    table.treaty = TreatyName(title=" ".join(above))
    return ListedFile(Format.UNTC_TABLE, [table], unread=tuple(found.unread))
