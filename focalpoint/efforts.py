"""How much is done for a record, told by an app above the record's own.

Actions serve priorities, say, whose app lies below theirs. An app names in its ``efforts.py`` who
counts the work on one kind of record; the record's own pages ask here.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from focalpoint.actors import Actor


@dataclass(frozen=True)
class Effort:
    """How many pieces of work serve one record, as far as the reader sees them."""

    open: int = 0
    done: int = 0
    overdue: int = 0


Counter = Callable[[Collection[UUID], Actor, dt.date], Mapping[UUID, Effort]]
# The keys of all records of a kind that some work serves, as far as the reader sees it.
Served = Callable[[Actor], QuerySet[Any, Any]]
# The unfinished work on the record with a key: rows to ask whether there are any.
Unfinished = Callable[[Any, Actor], QuerySet[Any, Any]]
_COUNTERS: dict[str, Counter] = {}
_SERVED: dict[str, Served] = {}
_UNFINISHED: dict[str, Unfinished] = {}


def register(kind: str, counter: Counter) -> None:
    """Name who counts the work on records of one kind."""
    if kind in _COUNTERS:
        raise ValueError(f"The work on {kind} is counted already")
    _COUNTERS[kind] = counter


def register_served(kind: str, served: Served) -> None:
    """Name who knows which records of one kind are served at all, to filter by."""
    if kind in _SERVED:
        raise ValueError(f"The work on {kind} is known already")
    _SERVED[kind] = served


def register_unfinished(kind: str, unfinished: Unfinished) -> None:
    """Name who knows the open work on a record of one kind, to ask with the record itself."""
    if kind in _UNFINISHED:
        raise ValueError(f"The open work on {kind} is known already")
    _UNFINISHED[kind] = unfinished


def unfinished(kind: str, key: Any, actor: Actor) -> QuerySet[Any, Any]:
    """The open work on the record with ``key``, an ``OuterRef`` as well, as ``actor`` sees it."""
    return _UNFINISHED[kind](key, actor)


def served(kind: str, actor: Actor) -> QuerySet[Any, Any]:
    """The keys of all records of a kind that some work serves: a query to filter by."""
    return _SERVED[kind](actor)


def efforts_on(
    kind: str, ids: Collection[UUID], actor: Actor, today: dt.date
) -> Mapping[UUID, Effort]:
    """The work on some records by their ids, in one query; those without any are left out."""
    return _COUNTERS[kind](ids, actor, today) if ids else {}
