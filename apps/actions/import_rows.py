"""A row of a sheet while it is judged: the action as it would be, and what stands against it."""

import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.actions.import_cells import normal
from apps.actions.import_models import Outcome
from apps.actions.models import Action
from focalpoint.imports.sheets import Cells

LINKS = ("items", "treaties")


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be applied; ``field`` is "" where the row as a whole is meant."""

    field: str
    message: str


@dataclass(frozen=True)
class Served:
    """What an action serves, of one kind, and what a sheet wants it to serve: ids of that kind.

    ``gone`` are the links that the sheet takes away.
    """

    present: frozenset[UUID]
    wanted: frozenset[UUID]
    gone: tuple[UUID, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the sheet says something else than what is so."""
        return self.present != self.wanted


@dataclass
class Judged:
    """A row with what it would do.

    ``action`` is the action as it would be; ``before`` as it is, ``None`` for a new one.
    ``changes`` names the columns that differ; what is linked is named by its id, what is not any
    more by the id of the link.
    """

    number: int
    cells: Cells
    action: Action
    before: Action | None = None
    changes: list[str] = field(default_factory=list)
    linked_items: list[UUID] = field(default_factory=list)
    linked_treaties: list[UUID] = field(default_factory=list)
    unlinked: list[UUID] = field(default_factory=list)
    # By kind of link, where the sheet says something of it.
    served: dict[str, Served] = field(default_factory=dict)
    # What changes in words: (field, before, after).
    words: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    # Whether rules that span columns would say nothing new: the row is refused as a whole.
    is_settled: bool = False

    @property
    def outcome(self) -> Outcome:
        if self.problems:
            return Outcome.PROBLEM
        if self.before is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.touches else Outcome.SAME

    @property
    def touches(self) -> bool:
        """Whether the row changes anything."""
        return bool(self.changes or self.relinks)

    @property
    def relinks(self) -> bool:
        """Whether the row changes what the action serves."""
        return bool(self.linked_items or self.linked_treaties or self.unlinked)

    def added(self, kind: str) -> list[UUID]:
        """What the row links, of one kind."""
        return self.linked_items if kind == "items" else self.linked_treaties

    def forget_columns(self) -> None:
        """Leave the columns of the action as they are."""
        assert self.before is not None
        self.action = copy.copy(self.before)
        self.changes.clear()
        self.words = [words for words in self.words if words[0] in LINKS]

    def forget_links(self, kind: str) -> None:
        """Leave what the action serves, of one kind, as it is."""
        self.added(kind).clear()
        gone = self.served[kind].gone
        self.unlinked = [link for link in self.unlinked if link not in gone]
        self.words = [words for words in self.words if words[0] != kind]


def comparable(name: str, value: Any) -> Any:
    """A value such that two which a sheet cannot tell apart are equal."""
    if name == "title":
        return " ".join(normal(value or "").split())
    return normal(value or "") if name == "description" else value
