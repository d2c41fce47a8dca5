"""How far the work on an import is: told through the cache, for nothing else shows it.

Work on an import is one transaction, which is invisible until it ends. What is lost with the cache
is a number on a page. Whether anybody works at all is asked of the database, which knows at once
when a worker has died.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db import connection

KEPT = 3600  # seconds
# Ids end in random bits; what an advisory lock takes are so many of them.
LOCK_BITS = (1 << 63) - 1
# Tried and let go of in one statement: a reader keeps no worker waiting.
IS_CLAIMED = """SELECT CASE WHEN pg_try_advisory_lock_shared(%s)
    THEN NOT pg_advisory_unlock_shared(%s) ELSE true END"""


@dataclass(frozen=True)
class Progress:
    """Rows that are done, and of how many; ``None`` where nobody has counted yet."""

    done: int
    total: int | None

    @property
    def percent(self) -> int | None:
        """Whole percents, up to 100."""
        return min(100, self.done * 100 // self.total) if self.total else None


def claim(batch_id: UUID) -> None:
    """Show until the end of the transaction that somebody works; what was told before is void."""
    forget(batch_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [batch_id.int & LOCK_BITS])


def is_claimed(batch_id: UUID) -> bool:
    """Whether somebody works on the import at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(IS_CLAIMED, [batch_id.int & LOCK_BITS] * 2)
        return bool(cursor.fetchone()[0])


def report(batch_id: UUID, done: int, total: int | None) -> None:
    """Say how far the work is."""
    cache.set(_place(batch_id), [done, total], KEPT)


def progress_of(batch_id: UUID) -> Progress | None:
    """How far the work is; ``None`` while nobody works."""
    found = cache.get(_place(batch_id)) if is_claimed(batch_id) else None
    return Progress(*found) if found else None


def forget(batch_id: UUID) -> None:
    """Clear what was said, before other work begins."""
    cache.delete(_place(batch_id))


def _place(batch_id: UUID) -> str:
    return f"actions:import:{batch_id}:progress"
