"""Tables of the depositary, whatever they came in: cells are paired with headings by position."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.treaties.sources import cells as reading
from apps.treaties.sources.headings import Meaning, is_participant, meaning_of
from apps.treaties.sources.lists import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    CellError,
    Fault,
    ListedAction,
    ListedRow,
    ListedTable,
    SourceFileError,
    TreatyName,
)

# Letters of UTF-8 that were read as Latin-1, or lost: the file was saved in the wrong encoding.
_GARBLED = ("\ufffd", "Ã©", "Ã´", "Ã¼", "Ã§", "Ã¨", "Ã\u00ad", "Ã³", "Ã±", "Ã¡", "Ã‰", "Ã\u0089")


# The same names and dates stand in a file thousands of times: each is read and kept once.
_MOST_KEPT = 50_000


class Budget:
    """How much of a file was read, over all of its tables."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0
        self.texts: dict[str, str] = {}
        self.actions: dict[tuple[str, str], list[ListedAction]] = {}

    def kept(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The texts, each as one object however often it comes."""
        if len(self.texts) > _MOST_KEPT:
            self.texts.clear()
        return tuple([self.texts.setdefault(text, text) for text in texts])

    def actions_of(self, text: str, meaning: Meaning) -> list[ListedAction]:
        """The actions in a cell of a column. Raises ``CellError``."""
        place = (meaning.heading, text)
        found = self.actions.get(place)
        if found is None:
            if len(self.actions) > _MOST_KEPT:
                self.actions.clear()
            found = self.actions[place] = reading.actions_of(text, meaning)
        return found

    def spend(self, row: Sequence[object]) -> None:
        """Count a row. Raises ``SourceFileError`` where it is one too many."""
        self.rows += 1
        self.cells += len(row)
        if len(row) > MOST_COLUMNS:
            most = {"most": MOST_COLUMNS}
            raise SourceFileError(
                "too_many_columns", _("The table has more than %(most)d columns.") % most
            )
        if self.rows > MOST_ROWS or self.cells > MOST_CELLS:
            raise SourceFileError(
                "too_many_rows",
                _("The file has more than %(most)d rows. Divide it.") % {"most": MOST_ROWS},
            )


class DepositaryTable:
    """A table that grows row by row; a row that cannot be read becomes a fault."""

    def __init__(self, headings: Sequence[str], budget: Budget) -> None:
        texts = tuple(reading.plain(heading) for heading in headings)
        self.table = ListedTable(TreatyName(), texts)
        self.meanings: list[Meaning | None] = [None, *map(meaning_of, texts[1:])]
        self.budget = budget
        if not any(self.meanings):
            raise no_columns()
        self.table.kinds = frozenset().union(*(each.kinds for each in self.meanings if each))

    @property
    def unread(self) -> list[str]:
        """The headings of columns that hold nothing for the record."""
        pairs = zip(self.table.headings[1:], self.meanings[1:], strict=True)
        return [heading for heading, meaning in pairs if meaning is None]

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Read one row. Raises ``SourceFileError`` for what no list has."""
        self.budget.spend(cells)
        refuse_strange(number, [cell for cell in cells if cell not in self.budget.texts])
        name = reading.participant(cells[0]) if cells else ""
        texts = self.budget.kept(cells)
        (name,) = self.budget.kept([name])
        try:
            if len(cells) != len(self.meanings):
                raise CellError(
                    "cell_count",
                    _("The row has %(found)d cells, the head of the table has %(wanted)d.")
                    % {"found": len(cells), "wanted": len(self.meanings)},
                )
            if not name:
                raise CellError("no_participant", _("The row names no participant."))
            actions = self._actions(cells)
        except CellError as error:
            self.table.faults.append(Fault(number, name, texts, error.code, str(error)))
        else:
            self.table.rows.append(ListedRow(number, name, texts, actions))

    def _actions(self, cells: Sequence[str]) -> tuple[ListedAction, ...]:
        found: list[ListedAction] = []
        for cell, meaning in zip(cells, self.meanings, strict=True):
            if meaning is not None and cell:
                found += self.budget.actions_of(cell, meaning)
        return tuple(found)


def is_head(cells: Sequence[str]) -> bool:
    """Whether a row is the head of a depositary's table."""
    return len(cells) > 1 and is_participant(cells[0]) and any(map(meaning_of, cells[1:]))


def no_columns() -> SourceFileError:
    """None of the headings names an action."""
    return SourceFileError(
        "no_columns",
        _("No column of the table is one of signatures, ratifications or the like."),
    )


def refuse_strange(number: int, cells: Sequence[str]) -> None:
    """Refuse formulas, endless cells and letters of a wrong encoding.

    Raises ``SourceFileError``.
    """
    for cell in cells:
        if not cell:
            continue
        if len(cell) > LONGEST_CELL:
            raise SourceFileError(
                "cell_too_long", _("Row %(row)d has a cell that is too long.") % {"row": number}
            )
        if reading.is_formula(cell):
            raise SourceFileError(
                "formula",
                _("Row %(row)d holds a formula. A list holds names and dates only.")
                % {"row": number},
            )
        refuse_garbled(cell)


def refuse_garbled(text: str) -> None:
    """Refuse letters of a wrong encoding. Raises ``SourceFileError``."""
    for letters in _GARBLED:
        if (place := text.find(letters)) >= 0:
            raise wrong_encoding(text[max(0, place - 20) : place + 40])


def wrong_encoding(example: str) -> SourceFileError:
    """Letters are not what they were."""
    return SourceFileError(
        "wrong_encoding",
        _("Letters of the file are in the wrong encoding (“%(example)s”). Take the original file.")
        % {"example": example[:60]},
    )
