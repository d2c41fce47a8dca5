"""Bulk statements on a database made for measuring: one transaction, row triggers off."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from benchmarks.scale import TABLES


@contextmanager
def bulk() -> Iterator[CursorWrapper]:
    """A cursor of the owner (see ``as_owner``) for statements that make their own history."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        # The deferred checks of foreign keys must run before the tables can be altered again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
