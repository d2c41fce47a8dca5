"""A file of any size as files that the importer takes: a State's entries in one, or in a few.

The source sorts by date. What concerns a State is put together on disk first, so that each of its
documents is read whole, and memory holds one portion at a time.
"""

import json
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

from apps.countries.models import Country
from apps.recommendations.received.cells import base_symbol, text_of, values_of
from apps.recommendations.received.files import cells_of, field_of
from apps.recommendations.received.json_files import inner_of
from apps.recommendations.received.names import KnownNames, divided
from apps.recommendations.received.streams import EntryStream
from apps.treaties.participants import key_of

# Well below the limits of an upload: a portion is held in memory while it is brought in.
MOST_BYTES = 10_000_000
MOST_ROWS = 10_000


@dataclass
class Portion:
    """A list of entries on disk, and how many."""

    path: Path
    rows: int = 0
    _file: BinaryIO | None = None

    def add(self, entry: object, files: ExitStack) -> None:
        if self._file is None:
            self._file = files.enter_context(self.path.open("wb"))
        self._file.write(b",\n" if self.rows else b"[\n")
        # Halves of a letter, which no database takes, become question marks.
        self._file.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace"))
        self.rows += 1

    def end(self) -> None:
        if self._file is not None:
            self._file.write(b"\n]\n")

    @property
    def size(self) -> int:
        return self.path.stat().st_size


@dataclass
class Sorted:
    """What a file held: how much, and the entries of the States that were asked for."""

    entries: int = 0
    size: int = 0
    kept: int = 0
    # Entries without a State, and names that nobody knows with the entries that have them.
    stateless: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    portions: dict[uuid.UUID, Portion] = field(default_factory=dict)


def sorted_by_state(
    path: Path, wanted: Collection[uuid.UUID], known: KnownNames, folder: Path
) -> Sorted:
    """Put what concerns the ``wanted`` States into ``folder``, each State's by itself.

    An entry about several States goes to each of them, naming that one alone. Raises
    ``SourceFileError`` and ``OSError``.
    """
    found = Sorted(portions={pk: Portion(folder / f"{pk}.json") for pk in wanted})
    concerned = _Concerned(known)
    with path.open("rb") as file, ExitStack() as files:
        stream = EntryStream(file)
        for raw in stream:
            entry = inner_of(raw)
            cells = cells_of(entry)
            states = concerned.by(values_of(cells.get("countries")), found)
            kept = {pk: name for pk, name in states.items() if pk in found.portions}
            found.kept += bool(kept)
            for pk, name in kept.items():
                rest = {head: v for head, v in entry.items() if field_of(str(head)) != "countries"}
                found.portions[pk].add({**rest, "countries": [name]}, files)
        found.entries, found.size = stream.entries, stream.size
        for portion in found.portions.values():
            portion.end()
    return found


class _Concerned:
    """Whom the names of an entry mean; each name is looked at once."""

    def __init__(self, known: KnownNames) -> None:
        self._known = known
        self._seen: dict[str, dict[str, uuid.UUID | None]] = {}

    def by(self, names: Collection[str], found: Sorted) -> dict[uuid.UUID, str]:
        found.stateless += not names
        states: dict[uuid.UUID, str] = {}
        for name in names:
            if name not in self._seen:
                self._seen[name] = self._look(name)
            for part, pk in self._seen[name].items():
                if pk is not None:
                    states.setdefault(pk, part)
                elif not self._known.is_nobody(key_of(part)):
                    found.unknown[part] += 1
        return states

    def _look(self, name: str) -> dict[str, uuid.UUID | None]:
        parts = divided(name, self._known)
        return {part: self._known.find(key_of(part)) for part in parts}


def within_limits(portion: Portion) -> Iterator[Portion]:
    """The portion, or several: by documents, since one that is cut would seem to miss the rest."""
    if not portion.rows:
        return
    parts = 1 + max(portion.size // MOST_BYTES, (portion.rows - 1) // MOST_ROWS)
    if parts == 1:
        yield portion
        return
    cut = [Portion(portion.path.with_suffix(f".{number}")) for number in range(parts)]
    with portion.path.open("rb") as file, ExitStack() as files:
        for entry in EntryStream(file):
            cut[_document(entry) % parts].add(entry, files)
        for part in cut:
            part.end()
    yield from (part for part in cut if part.rows)


def _document(entry: Any) -> int:
    symbol = base_symbol("".join(text_of(cells_of(entry).get("symbol")).split()))
    return crc32(symbol.encode())


def states_by_name(known: KnownNames, names: Collection[str]) -> dict[str, Country | None]:
    """Whom the importer takes names, aliases and codes for."""
    found = {name: known.find(key_of(name)) for name in names}
    rows = Country.objects.in_bulk([pk for pk in found.values() if pk is not None])
    return {name: rows.get(pk) if pk else None for name, pk in found.items()}
