"""How far the work on an import is, and whether it should stop: told through the cache.

Work on an import is one transaction, which shows nothing of itself until it ends. What is lost with
the cache is a number on a page, or a wish to cancel that can be repeated.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache

KEPT = 3600  # seconds


class StoppedError(Exception):
    """Somebody cancelled the import while it was worked on."""


@dataclass(frozen=True)
class Progress:
    """Rows that are done, and of how many; ``None`` where nobody has counted yet."""

    done: int
    total: int | None

    @property
    def percent(self) -> int | None:
        """Whole percents, up to 100."""
        return min(100, self.done * 100 // self.total) if self.total else None


def report(batch_id: UUID, done: int, total: int | None) -> None:
    """Say how far the work is; raises ``StoppedError`` if it should go no further."""
    if cache.get(_stop(batch_id)):
        raise StoppedError
    cache.set(_place(batch_id), [done, total], KEPT)


def progress_of(batch_id: UUID) -> Progress | None:
    """How far the work is; ``None`` before it begins."""
    found = cache.get(_place(batch_id))
    return Progress(*found) if found else None


def ask_to_stop(batch_id: UUID) -> None:
    """Let the work stop at its next chunk, with nothing done."""
    cache.set(_stop(batch_id), True, KEPT)


def forget(batch_id: UUID) -> None:
    """Clear what was said, before other work begins."""
    cache.delete_many([_place(batch_id), _stop(batch_id)])


def _place(batch_id: UUID) -> str:
    return f"actions:import:{batch_id}:progress"


def _stop(batch_id: UUID) -> str:
    return f"actions:import:{batch_id}:stop"
