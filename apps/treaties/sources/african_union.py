"""The African Union's list: signature, ratification or accession, and deposit, which decides."""

from collections.abc import Mapping, Sequence

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

_STATES = ("iso3", "country", "state", "member state", "states", "country/state")
_UNKNOWN_DATE = "signature_only_date_unknown"


def read_african_union(grids: Sequence[Grid], *, is_cut: bool = False) -> ListedFile | None:
    """The list; ``None`` where no sheet has a column of signatures and one of deposits.

    ``is_cut``: the file does not end with its line. Raises ``SourceFileError``.
    """
    for grid in grids:
        above: list[str] = []
        for number, cells in grid.head(HEAD_WITHIN):
            places = _places(cells)
            if {"state", "signature", "deposit"} <= places.keys():
                return _read(grid, number, cells, places, above, is_cut=is_cut)
            above += [cell for cell in cells if cell]
    return None


def _places(headings: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        words = " ".join(heading.casefold().replace("_", " ").split())
        if words in _STATES:
            places.setdefault("state", place)
        elif words == "row state":
            places["remark"] = place
        else:
            for name in ("signature", "deposit", "ratification", "accession"):
                if name in words:
                    places.setdefault("ratification" if name == "accession" else name, place)
                    break
    return places


def _read(
    grid: Grid,
    head: int,
    headings: list[str],
    places: Mapping[str, int],
    above: list[str],
    *,
    is_cut: bool,
) -> ListedFile:
    kinds = frozenset({ActionKind.SIGNATURE, ActionKind.RATIFICATION_OR_ACCESSION})
    table = ListedTable(TreatyName(title=" ".join(above)), tuple(headings), kinds=kinds)
    last = head
    for number, cells in grid.rows():
        if number <= head or not any(cells):
            continue
        last = number
        wide = cells if grid.is_text else [*cells, *[""] * (len(headings) - len(cells))]
        _add(table, number, wide, places)
    if is_cut and any(fault.number == last for fault in table.faults):
        raise SourceFileError("truncated", _("The file breaks off in row %(row)d.") % {"row": last})
    read = set(places.values())
    unread = [heading for place, heading in enumerate(headings) if place not in read and heading]
    return ListedFile(Format.AFRICAN_UNION, [table], unread=tuple(unread))


def _add(table: ListedTable, number: int, cells: list[str], places: Mapping[str, int]) -> None:
    refuse_strange(number, cells)
    width = len(table.headings)
    name = reading.participant(cells[places["state"]]) if places["state"] < len(cells) else ""
    actions: list[ListedAction] = []
    try:
        if len(cells) != width:
            raise CellError(
                "cell_count",
                _("The row has %(found)d cells, the head of the table has %(wanted)d.")
                % {"found": len(cells), "wanted": width},
            )
        if not name:
            raise CellError("no_participant", _("The row names no participant."))
        texts = {part: cells[place] for part, place in places.items()}
        if texts["signature"]:
            actions.append(ListedAction(ActionKind.SIGNATURE, *listed_date(texts["signature"])))
        actions += _consent(texts)
    except CellError as error:
        # What the row says for sure stands: a signature beside two dates of unclear meaning.
        table.faults.append(Fault(number, name, tuple(cells), error.code, str(error)))
        if error.code != "ambiguous":
            return
    table.rows.append(ListedRow(number, name, tuple(cells), tuple(actions)))


def _consent(texts: Mapping[str, str]) -> list[ListedAction]:
    """The consent on the date of its deposit. Raises ``CellError``."""
    if texts.get("remark") == _UNKNOWN_DATE:
        raise CellError("no_date", _("It signed, but the list does not know when."))
    ratified = texts.get("ratification", "")
    if not texts["deposit"]:
        if ratified:
            raise CellError(
                "ambiguous",
                _("“%(date)s” may be the ratification or its deposit, which decides.")
                % {"date": ratified},
            )
        return []
    date, precision = listed_date(texts["deposit"])
    note = (
        f"Ratified or acceded on {ratified}; deposited on {texts['deposit']}." if ratified else ""
    )
    return [ListedAction(ActionKind.RATIFICATION_OR_ACCESSION, date, precision, note=note)]
