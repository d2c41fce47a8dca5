"""Turns: work that must not run twice at once waits for the other transaction, or gives way."""

from django.db import connection


def await_turn(work: str, of: object = "") -> None:
    """Wait until no other transaction does this ``work`` (``of`` the same thing), then hold it.

    Two kinds of work whose names hash alike would only wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"focalpoint:{work}:{of}"],
        )


def take_turn(work: str, of: object = "") -> bool:
    """Hold this ``work`` as ``await_turn`` does, if no other transaction does it now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"focalpoint:{work}:{of}"],
        )
        return bool(cursor.fetchone()[0])
