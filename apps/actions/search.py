"""Search in references, titles, descriptions and updates: see ``sql/search.sql``."""

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, QuerySet, TextField, UUIDField, Value

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])


class Found(Func):
    """Whether an action, in the scope of whoever asks, holds every word of a text.

    A word matches itself, words that begin with it, with or without accents, and its other forms in
    the languages of the interface. ``countries`` narrows it to some States, ``in_title`` to
    references and titles.
    """

    output_field = BooleanField()

    def __init__(
        self,
        text: str,
        *,
        countries: Iterable[UUID] | None = None,
        in_title: bool = False,
        pk: Any = None,
    ) -> None:
        states = None if countries is None else list(countries)
        # Within some States the rows are walked in their order and looked up in what was found;
        # the database would rather fetch all that was found, however much, and then sort it.
        self.walks = states is not None
        super().__init__(
            pk or F("pk"),
            Value(text.replace("\0", ""), output_field=TextField()),
            Value(states, output_field=ArrayField(UUIDField())),
            Value(in_title, output_field=BooleanField()),
        )

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        (pk, text, states, in_title), params = zip(*parts, strict=True)
        ids = f"SELECT found FROM actions_search({text}, {states}, {in_title}) AS found"  # noqa: S608
        found = f"{pk} IN ({ids})"
        return f"({found}) IS TRUE" if self.walks else found, [p for group in params for p in group]


def matching(rows: Rows, text: str, *, countries: Iterable[UUID] | None = None) -> Rows:
    """The rows of a query set of actions that ``text`` finds."""
    return rows.filter(Found(text, countries=countries))
