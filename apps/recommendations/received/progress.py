"""How far the work on a file is, told through the cache; the work itself is one transaction."""

from uuid import UUID

from django.core.cache import cache

KEPT = 3600  # seconds


def report(batch_id: UUID, done: int, total: int) -> None:
    """Say how many rows are done, of how many."""
    cache.set(_place(batch_id), [done, total], KEPT)


def progress_of(batch_id: UUID) -> tuple[int, int] | None:
    """Rows done, and of how many; ``None`` before the file is read."""
    found = cache.get(_place(batch_id))
    return (found[0], found[1]) if found else None


def _place(batch_id: UUID) -> str:
    return f"received:import:{batch_id}:progress"
