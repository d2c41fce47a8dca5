"""What a file of recommendations says, before anything is compared with the record."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from apps.recommendations.received.choices import EntryKind, FileFormat, Mechanism

# Characters; a recommendation of a treaty body may have several paragraphs.
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: a recommendation to one State or more, with names as the file writes them."""

    number: int
    countries: tuple[str, ...]
    text: str
    states: tuple[str, ...] = ()
    position: str = ""
    symbol: str = ""
    session: int | None = None
    cycle: int | None = None
    paragraph: str = ""
    provisional: bool = False
    body: str = ""
    mechanism: Mechanism = Mechanism.OTHER
    kind: EntryKind = EntryKind.RECOMMENDATION
    source_id: str = ""
    date: dt.date | None = None
    themes: tuple[str, ...] = ()
    affected: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row, or one cell of it (``column``), that is set aside; the others stand."""

    number: int
    code: str
    message: str
    column: str = ""
    excerpt: str = ""


@dataclass
class ListedFile:
    """A file that was read; ``missing`` names columns of its format that it lacks."""

    format: FileFormat
    rows: list[Listed] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    as_of: dt.date | None = None


Cells = Mapping[str, object]
