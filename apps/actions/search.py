"""Search in references, titles, descriptions and updates: see ``sql/search.sql``."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Q = TypeVar("Q", bound=QuerySet[Any, Any])


def found(text: str, *, countries: Iterable[UUID] | None = None, in_title: bool = False) -> RawSQL:
    """The ids of the actions in the actor's scope that hold every word of ``text``.

    A word matches itself, words that begin with it, with or without accents, and its other forms in
    the languages of the interface. ``countries`` narrows it to some States, which is much faster
    for those who read many; ``in_title`` to references and titles.
    """
    states = None if countries is None else [str(country) for country in countries]
    return RawSQL(
        "SELECT found FROM actions_search(%s, %s::uuid[], %s) AS found",
        [text.replace("\0", ""), states, in_title],
    )


def matching(rows: Q, text: str, *, countries: Iterable[UUID] | None = None) -> Q:
    """The rows of a query set of actions that ``text`` finds."""
    return rows.filter(pk__in=found(text, countries=countries))
