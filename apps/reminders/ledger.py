"""What a sweep finds in the ledger before it changes anything."""

from dataclasses import dataclass

from apps.reminders.models import Digest, DigestState, Reminder
from apps.reminders.sql import Sql

REMINDER, DIGEST = Reminder._meta.db_table, Digest._meta.db_table


@dataclass(frozen=True)
class Held:
    """The digests that the sweep may change, by their keys, and the kinds of what was told.

    ``pending`` are the kinds of which something waits, ``bare`` those of which somebody was told
    the kind and the date alone.
    """

    free: list[str]
    pending: frozenset[str]
    bare: frozenset[str]


def held() -> Held:
    """Lock the pending digests that nobody is delivering until the sweep ends, and look."""
    free = Sql(
        f"SELECT id::text FROM {DIGEST} WHERE state = %s AND occasion = 'daily'"  # noqa: S608
        " FOR NO KEY UPDATE SKIP LOCKED",
        (DigestState.PENDING,),
    ).rows()
    return Held([pk for (pk,) in free], _kinds("state = 'pending'"), _kinds("is_bare"))


def _kinds(condition: str) -> frozenset[str]:
    text = f"SELECT DISTINCT kind FROM {REMINDER} WHERE {condition}"  # noqa: S608
    return frozenset(kind for (kind,) in Sql(text).rows())
