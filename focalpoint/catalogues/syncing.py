"""Bringing a table in line with a file: insert what is new, change what differs, in bulk."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet

from focalpoint.catalogues.problems import Problem, refuse
from focalpoint.ids import uuid7

BATCH = 1000

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Entry:
    """One row as a file says it, with the line it came from."""

    file: str
    line: int
    values: Mapping[str, Any]

    def problem(self, reason: str) -> Problem:
        return Problem(self.file, self.line, reason)


class Vanished(Enum):
    """What becomes of a row that the file no longer names."""

    KEEP = "keep"  # others may refer to it for ever
    RETIRE = "retire"  # ``is_active`` is taken away, what was written on it stays
    REMOVE = "remove"  # nothing refers to it, and history keeps it


@dataclass
class Outcome:
    """What became of the rows of one table."""

    file: str
    label: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    removed: int = 0
    kept: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing was written."""
        return not (self.added or self.changed or self.retired or self.removed)

    def __str__(self) -> str:
        parts = [f"{self.added} added", f"{self.changed} changed", f"{self.unchanged} unchanged"]
        optional = (
            (self.retired, "retired"),
            (self.removed, "removed"),
            (self.kept, "not in the file, kept"),
        )
        parts += [f"{number} {word}" for number, word in optional if number]
        return f"{self.file}: {self.label}: {', '.join(parts)}"


def identify(rows: QuerySet[Any, Any], key: Sequence[str], wanted: Iterable[Key]) -> dict[Key, Any]:
    """The primary key of each row by its natural key; a new one where there is no row yet.

    So that rows of one file can point at each other before any of them is written.
    """
    known: dict[Key, uuid.UUID] = {
        tuple(values[1:]): values[0] for values in rows.values_list("pk", *key)
    }
    return {natural: known.get(natural) or uuid7() for natural in wanted}


def sync(
    rows: QuerySet[Any, Any],
    entries: Sequence[Entry],
    *,
    key: Sequence[str],
    vanished: Vanished = Vanished.KEEP,
    file: str = "",
) -> Outcome:
    """Bring ``rows`` in line with ``entries``; each entry names every field that the file decides.

    ``rows`` are those that the file may speak for: a row outside of them is never touched. With
    ``Vanished.RETIRE`` an entry that comes back is active again.
    Raises ``BrokenCatalogueError`` for doubled keys and for values that the model refuses.
    """
    model: type[models.Model] = rows.model
    by_key = _by_key(entries, key)
    existing = {tuple(getattr(row, name) for name in key): row for row in rows}
    retires = vanished is Vanished.RETIRE
    added: list[tuple[Entry, models.Model]] = []
    changed: list[tuple[Entry, models.Model]] = []
    for natural, entry in by_key.items():
        values = {**entry.values, "is_active": True} if retires else dict(entry.values)
        row = existing.get(natural)
        if row is None:
            added.append((entry, model(**values)))
        elif _apply(row, values):
            changed.append((entry, row))
    refuse(_invalid([*added, *changed]))
    gone = [row for natural, row in existing.items() if natural not in by_key]
    outcome = Outcome(
        file=file or (entries[0].file if entries else ""),
        label=str(model._meta.verbose_name_plural),
        added=len(added),
        changed=len(changed),
        unchanged=len(by_key) - len(added) - len(changed),
    )
    manager = model._default_manager
    manager.bulk_create([row for _, row in added], batch_size=BATCH)
    if changed:
        names = sorted({name for entry in entries for name in entry.values} - {"id"})
        manager.bulk_update(
            [row for _, row in changed], [*names, *(["is_active"] if retires else [])], BATCH
        )
    _let_go(manager, gone, vanished, outcome)
    return outcome


def _by_key(entries: Sequence[Entry], key: Sequence[str]) -> dict[Key, Entry]:
    found: dict[Key, Entry] = {}
    problems = []
    for entry in entries:
        natural = tuple(entry.values[name] for name in key)
        first = found.setdefault(natural, entry)
        if first is not entry:
            problems.append(entry.problem(f"the same entry stands in line {first.line}"))
    refuse(problems)
    return found


def _apply(row: models.Model, values: Mapping[str, Any]) -> bool:
    """Set ``values`` on ``row``; whether any of them was another one."""
    differs = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differs.items():
        setattr(row, name, value)
    return bool(differs)


def _invalid(rows: Iterable[tuple[Entry, models.Model]]) -> list[Problem]:
    problems = []
    for entry, row in rows:
        # References were resolved by the caller; checking each would be a query a row.
        references = {field.name for field in row._meta.concrete_fields if field.is_relation}
        try:
            row.clean_fields(exclude=references)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                problems.append(entry.problem(f"{name}: {' '.join(messages)}"))
    return problems


def _let_go(
    manager: models.Manager[Any], gone: Sequence[Any], vanished: Vanished, outcome: Outcome
) -> None:
    if vanished is Vanished.KEEP:
        outcome.kept = len(gone)
    elif vanished is Vanished.REMOVE:
        outcome.removed = len(gone)
        manager.filter(pk__in=[row.pk for row in gone]).delete()
    else:
        active = [row for row in gone if row.is_active]
        for row in active:
            row.is_active = False
        outcome.retired = len(active)
        manager.bulk_update(active, ["is_active"], BATCH)
