"""When a reminder is due: the offsets, the hour, and what day it is for whom.

A deadline is a date. Its reminder at an offset belongs to the day ``due_on + offset`` of the
recipient's own calendar, and is mailed at ``SEND_AT`` of that day.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

SEND_AT = dt.time(8)
# Days from the deadline; after the last one, a reminder every ``EVERY`` days until it is settled.
OFFSETS = (-30, -14, -7, -1, 0, 1, 7)
EVERY = 7
FIRST, LAST = OFFSETS[0], OFFSETS[-1]


def latest_offset(age: int) -> int | None:
    """The last offset that has passed ``age`` days after the deadline, if any has."""
    if age >= LAST:
        return LAST + (age - LAST) // EVERY * EVERY
    return max((offset for offset in OFFSETS if offset <= age), default=None)


def next_offset(age: int) -> int:
    """The first offset that has not passed yet ``age`` days after the deadline."""
    if age >= LAST:
        return LAST + ((age - LAST) // EVERY + 1) * EVERY
    return min(offset for offset in OFFSETS if offset > age)


def latest_offset_sql(age: str) -> str:
    """``latest_offset`` of the SQL expression ``age``, for whole tables at once."""
    weekly = f"WHEN {age} >= {LAST} THEN {LAST} + ({age} - {LAST}) / {EVERY} * {EVERY}"
    single = (f"WHEN {age} >= {offset} THEN {offset}" for offset in reversed(OFFSETS[:-1]))
    return f"CASE {weekly} {' '.join(single)} END"


def next_offset_sql(age: str) -> str:
    """``next_offset`` of the SQL expression ``age``."""
    single = (f"WHEN {age} < {offset} THEN {offset}" for offset in OFFSETS)
    weekly = f"ELSE {LAST} + (({age} - {LAST}) / {EVERY} + 1) * {EVERY}"
    return f"CASE {' '.join(single)} {weekly} END"


@dataclass(frozen=True)
class Zone:
    """A time zone as users write it, the one it is taken for, and its date now."""

    name: str
    tz: str
    today: dt.date


def zones_at(now: dt.datetime, names: Iterable[str]) -> list[Zone]:
    """What day it is at ``now`` (an aware datetime) in each of the named time zones.

    A name that nobody knows counts as UTC: one person's setting must not stop everybody's mail.
    """
    known = known_zones()
    found = []
    for name in sorted(set(names)):
        tz = name if name in known else "UTC"
        found.append(Zone(name, tz, now.astimezone(zoneinfo.ZoneInfo(tz)).date()))
    return found


def send_time(day: dt.date, tz: str) -> dt.datetime:
    """The instant at which the digest of ``day`` is mailed in the time zone ``tz``."""
    return dt.datetime.combine(day, SEND_AT, zoneinfo.ZoneInfo(tz))


def horizon(zones: Sequence[Zone]) -> dt.date:
    """The last date of a deadline that can have a reminder today, anywhere."""
    return max(zone.today for zone in zones) - dt.timedelta(days=FIRST)


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The time zones that both Python and the database know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        of_database = {name for (name,) in cursor.fetchall()}
    return frozenset(of_database & zoneinfo.available_timezones())
