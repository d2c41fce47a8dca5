"""Rows for a file: a chunk at a time, in the actor's scope, so that memory stays flat."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress, islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models, transaction
from django.db.models.functions import Cast

from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export

CHUNK = 2000  # rows
# What a column has looked up is kept for later chunks, up to so many values.
KEPT = 5000
# A client that stops reading gives the database's transaction back after so long.
STALLED = "5min"

Rows = models.QuerySet[Any, Any] | Iterable[Mapping[str, Any]]
# The values of one column.
Values = Sequence[Any]


class Reader:
    """The rows of ``rows`` as an export shows them, by column.

    ``rows`` is a query set, read through one cursor on the server, or mappings of paths to values.
    ``count`` tells how many rows there were so far, ``seconds`` the time that it took to get them.
    """

    def __init__(self, export: Export, rows: Rows, actor: Actor) -> None:
        self.export = export
        self.rows = rows
        self.actor = actor
        self.count = 0
        self.seconds = 0.0
        self._known: dict[str, dict[Any, Any]] = {}

    def __iter__(self) -> Iterator[list[Values]]:
        """Chunks, each a list of the values of every column.

        Nothing runs in the actor's name between two of them: whoever consumes them may do so long
        after the request.
        """
        with transaction.atomic():
            with acting(self.actor):
                found = self._found()
            while chunk := self._next(found):
                yield chunk

    def _found(self) -> Iterator[Sequence[Any]]:
        paths = self.export.paths
        if not isinstance(self.rows, models.QuerySet):
            return ([row[path] for path in paths] for row in self.rows)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{STALLED}'")
        rows = self.rows.annotate(**self.export.annotations)
        columns = [_as_text(self.rows.model, path) for path in paths]
        found: Iterator[Sequence[Any]] = rows.values_list(*columns).iterator(chunk_size=CHUNK)
        return found

    def _next(self, found: Iterator[Sequence[Any]]) -> list[Values]:
        began = time.monotonic()
        with acting(self.actor):
            rows = list(islice(found, CHUNK))
            if not rows:
                return []
            by_path = dict(zip(self.export.paths, zip(*rows, strict=True), strict=True))
            chunk = [self._shown(column, by_path) for column in self.export.columns]
            chunk = self._complete(chunk)
        self.count += len(chunk[0])
        self.seconds += time.monotonic() - began
        return chunk

    def _complete(self, chunk: list[Values]) -> list[Values]:
        """The chunk without the rows that lack what an export requires."""
        required = [
            values
            for column, values in zip(self.export.columns, chunk, strict=True)
            if column.required
        ]
        if not required:
            return chunk
        kept = [all(value is not None for value in row) for row in zip(*required, strict=True)]
        return [list(compress(values, kept)) for values in chunk]

    def _shown(self, column: Column, by_path: Mapping[str, Values]) -> Values:
        paths = column.paths
        values: Values
        if len(paths) == 1:
            values = by_path[paths[0]]
        else:
            values = list(zip(*(by_path[path] for path in paths), strict=True))
        if column.look_up is None:
            return values
        known = self._known.setdefault(column.name, {})
        if len(known) > KEPT:
            known.clear()
        wanted = set(values) - known.keys() - {None}
        if wanted:
            known.update(dict.fromkeys(wanted))
            known.update(column.look_up(self.actor, wanted))
        return [known.get(value) for value in values]


def _as_text(model: type[models.Model], path: str) -> Any:
    """What to read for a path: identifiers as text."""
    try:
        field = model._meta.get_field(path.removesuffix("_id"))
    except FieldDoesNotExist:
        return path
    return Cast(path, models.TextField()) if _is_uuid(field) else path


def _is_uuid(field: Any) -> bool:
    target = getattr(field, "target_field", field) if field.is_relation else field
    return isinstance(target, models.UUIDField)
