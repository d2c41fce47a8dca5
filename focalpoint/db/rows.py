"""Many rows by one statement, without what a model's field costs for each value.

The rows travel as one JSON text. Row-level security, history and constraints hold as for any other
``INSERT``; validation, defaults and signals are the caller's business.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import connection, models


def insert_rows(
    model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, on_conflict: str = ""
) -> None:
    """Insert ``rows``, each with the same columns, in their order.

    ``on_conflict`` is SQL of the project's own, such as ``(id) DO NOTHING``.
    """
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, list(rows[0]), on_conflict), [orjson.dumps(rows).decode()])


def _statement(model: type[models.Model], columns: Sequence[str], on_conflict: str) -> str:
    types = {
        field.column: field.db_type(connection)
        for field in model._meta.concrete_fields
        if field.column is not None
    }
    quoted = {column: connection.ops.quote_name(column) for column in columns}
    names = ", ".join(quoted.values())
    typed = ", ".join(f"{quoted[column]} {types[column]}" for column in columns)
    conflict = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    return (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names})"  # noqa: S608
        f" SELECT {names} FROM json_to_recordset(%s) AS fresh ({typed}){conflict}"
    )
