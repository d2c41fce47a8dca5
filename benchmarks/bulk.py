"""Bulk statements on a database made for measuring: one transaction, row triggers off.

A column that a statement does not name gets what the application would give it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

from benchmarks.scale import TABLES


@contextmanager
def bulk() -> Iterator[CursorWrapper]:
    """A cursor of the owner (see ``as_owner``) for statements that make their own history."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for column, value in _defaults():
            cursor.execute(f"ALTER TABLE {column} SET DEFAULT %s", [value])
        yield cursor
        # The deferred checks of foreign keys must run before the tables can be altered again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for column, _value in _defaults():
            cursor.execute(f"ALTER TABLE {column} DROP DEFAULT")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _defaults() -> Iterator[tuple[str, Any]]:
    """A column and the value of the application, where the database has none of its own."""
    for model in apps.get_models():
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields if table in TABLES else ():
            if field.primary_key or field.null or field.is_relation or field.has_db_default():
                continue
            if field.has_default() or isinstance(field, models.CharField | models.TextField):
                value = field.get_db_prep_save(field.get_default(), connection)
                yield f"{table} ALTER COLUMN {field.column}", value
