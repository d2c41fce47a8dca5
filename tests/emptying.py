"""The database is emptied after each transactional test: of what holds rows, and of nothing else.

Django truncates every table for that, which costs a second with two hundred of them, and then asks
every app to set itself up anew. A test leaves rows in a few tables only.
"""

from functools import cache

from django.db import connection, transaction

# What a migration leaves, and no test changes.
KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def empty_database() -> None:
    """Delete all rows, as the owner of the tables, past the guards of what is never deleted."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_which_hold_rows())
        tables = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
        if not tables:
            return
        cursor.execute(
            ";".join(
                [
                    *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables),
                    *(f"DELETE FROM {table}" for table in tables),
                    # References are looked at once, now that all rows are gone.
                    "SET CONSTRAINTS ALL IMMEDIATE",
                    *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables),
                ]
            )
        )


@cache
def _which_hold_rows() -> str:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {connection.ops.quote_name(name)})"
        for name in sorted(set(names) - KEPT)
    )
