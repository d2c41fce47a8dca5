"""What every parser gives: a list's tables, their rows, and what could not be read.

A file that cannot be trusted as a whole is a ``SourceFileError``; a single bad row is a ``Fault``
with its reason, and the others stand.
"""

import datetime as dt
from dataclasses import dataclass, field

from apps.treaties.choices import (
    BINDING_KINDS,
    ActionKind,
    DateBasis,
    Format,
    Precision,
    StatementKind,
)

# Beyond these a file is refused, never cut.
MOST_BYTES = 25_000_000
MOST_ROWS = 250_000
MOST_CELLS = 2_000_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767
# The head row of a table stands within the first rows.
HEAD_WITHIN = 20


class SourceFileError(Exception):
    """The file as a whole is refused: a code for programs, a sentence for people."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(str(message))
        self.code = code


class CellError(ValueError):
    """A cell says nothing that can be read; ``code`` names the kind of fault."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(str(message))
        self.code = code


@dataclass(frozen=True, slots=True)
class ListedAction:
    """One action as the list says it; ``ended`` where it stands in brackets: withdrawn since."""

    kind: ActionKind
    date: dt.date
    precision: Precision = Precision.DAY
    ended: bool = False
    note: str = ""

    @property
    def binds(self) -> bool:
        """Whether it makes a party of whoever took it."""
        return self.kind in BINDING_KINDS and not self.ended


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One participant of a table with what it did; ``number`` is the row's place in the file."""

    number: int
    participant: str
    cells: tuple[str, ...]
    actions: tuple[ListedAction, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row, or one cell of it (``column``), that is set aside with its reason."""

    number: int
    participant: str
    cells: tuple[str, ...]
    code: str
    message: str
    column: str = ""


@dataclass(frozen=True)
class TreatyName:
    """How a file names the instrument of a table; all empty where it does not."""

    code: str = ""
    mtdsg: str = ""
    title: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.code, self.mtdsg, self.title) if part)


@dataclass(frozen=True, slots=True)
class Statement:
    """A declaration, reservation, objection or notification: its text as the file gives it.

    ``date`` only where the file gives one, else ``dated_by`` may say upon what it was made;
    ``articles`` are those that the text names, ``notes`` the texts of the notes to it.
    """

    kind: StatementKind
    participant: str
    text: str
    number: int = 0
    date: dt.date | None = None
    dated_by: DateBasis | None = None
    articles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class ListedTable:
    """The rows about one instrument; ``parties`` and ``signatories`` as the file's head counts."""

    treaty: TreatyName
    headings: tuple[str, ...]
    rows: list[ListedRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    parties: int | None = None
    signatories: int | None = None
    # What its columns may hold: of other actions the list says nothing.
    kinds: frozenset[ActionKind] = frozenset()
    notes: dict[str, str] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    # The heads under which statements stand: of other ones the list says nothing.
    sections: frozenset[StatementKind] = frozenset()
    language: str = "en"

    @property
    def counted_parties(self) -> int:
        """The rows of participants that are bound."""
        return sum(any(action.binds for action in row.actions) for row in self.rows)

    @property
    def counted_signatories(self) -> int:
        """The rows of participants that signed."""
        signed = (ActionKind.SIGNATURE, ActionKind.DEFINITIVE_SIGNATURE)
        return sum(any(action.kind in signed for action in row.actions) for row in self.rows)


@dataclass
class ListedFile:
    """A file that was read. ``unread`` names columns that hold nothing for the record."""

    format: Format
    tables: list[ListedTable]
    as_of: dt.date | None = None
    unread: tuple[str, ...] = ()

    @property
    def row_count(self) -> int:
        """Rows of the file: one for each participant of a wide list, whatever its columns."""
        numbers = [
            {row.number for row in table.rows} | {fault.number for fault in table.faults}
            for table in self.tables
        ]
        if self.format == Format.UNTC_STATEMENTS:
            numbers += [{each.number for each in table.statements} for table in self.tables]
        if self.format in (Format.ICRC, Format.OHCHR):
            return len(set().union(*numbers))
        return sum(map(len, numbers))
