"""The cursor of the application role: the actor's scope travels with every statement.

The scope is set by ``set_config(…, true)``, local to the transaction, in the same round trip as the
statement itself. It therefore never outlives its statement's transaction, needs no session state
(a transaction pooler is safe), and a statement without an actor clears it: nothing is visible.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg2.extensions
from psycopg2.extensions import QuotedString

from focalpoint.acting import SCOPE_SETTINGS, Acting, current_acting

Parameters = Sequence[Any] | Mapping[str, Any] | None

_NOBODY = "SELECT set_config('pghistory.context_metadata', '', true), " + ", ".join(
    f"set_config('focalpoint.{name}', '', true)" for name in SCOPE_SETTINGS
)
# With these the statement only reads, or cannot share its round trip with another one.
_READS = ("select", "explain", "fetch", "declare", "close", "show")
_ALONE = (
    "begin",
    "savepoint",
    "release",
    "rollback",
    "commit",
    "set ",
    "vacuum",
    "analyze",
)


class ScopedCursor(psycopg2.extensions.cursor):
    """A cursor that cannot run a statement outside the current actor's scope."""

    def execute(self, query: Any, vars: Parameters = None) -> None:
        text = query if isinstance(query, str) else _as_text(query, self)
        if _starts_with(text, _ALONE):
            super().execute(query, vars)
        elif self.name:
            self._declare(query, vars)
        else:
            prefix = _prefix(text, self.connection)
            if vars is not None:
                prefix = prefix.replace("%", "%%")
            super().execute(f"{prefix}; {text}", vars)

    def executemany(self, query: Any, vars_list: Iterable[Parameters]) -> None:
        for values in vars_list:
            self.execute(query, values)

    def _declare(self, query: Any, vars: Parameters) -> None:
        """Open a server-side cursor, which takes one statement only, in its own scope."""
        connection = self.connection
        with connection.cursor() as plain:
            if connection.autocommit:
                plain.execute("BEGIN")
            plain.execute("SELECT 1")
            super().execute(query, vars)
            if connection.autocommit:
                plain.execute("COMMIT")


def _prefix(text: str, connection: psycopg2.extensions.connection) -> str:
    frame = current_acting()
    if frame is None:
        return _NOBODY
    scope = _scope_sql(frame)
    if _starts_with(text, _READS):
        return scope
    return f"{scope}, {_history_sql(frame, connection)}"


def _scope_sql(frame: Acting) -> str:
    return "SELECT " + ", ".join(
        f"set_config('focalpoint.{name}', '{value}', true)" for name, value in frame.scope.items()
    )


def _history_sql(frame: Acting, connection: psycopg2.extensions.connection) -> str:
    quoted = QuotedString(frame.history_metadata)
    quoted.prepare(connection)
    metadata = quoted.getquoted().decode()
    return (
        f"set_config('pghistory.context_id', '{frame.id}', true), "
        f"set_config('pghistory.context_metadata', {metadata}, true)"
    )


def _starts_with(text: str, words: tuple[str, ...]) -> bool:
    return text.lstrip(" \n\t(")[:12].lower().startswith(words)


def _as_text(query: Any, cursor: psycopg2.extensions.cursor) -> str:
    return query.decode() if isinstance(query, bytes) else str(query.as_string(cursor))
