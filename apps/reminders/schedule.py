"""When a reminder is due: the offsets, the hour, and what day it is for whom.

A deadline is a date. Its reminder at an offset belongs to the day ``due_on + offset``. Where the
State does not work on that day, a reminder of the time before (or of the day itself) is mailed on
the last working day before it, never after the deadline, and one of the time after on the next.
"""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from django.db import connection

from apps.reminders.workdays import WorkCalendar

SEND_AT = dt.time(8)
QUIET_FROM, QUIET_UNTIL = dt.time(20), dt.time(7)


@dataclass(frozen=True)
class KindRule:
    """At which offsets people are told of one kind of deadline.

    ``before``: days before it, 0 is the day itself; ``after``: days after it, at least one; then
    every ``every`` days until it is settled. Both from the first reminder to the last.
    """

    before: tuple[int, ...] = (30, 14, 7, 1, 0)
    after: tuple[int, ...] = (1, 7)
    every: int = 7

    @property
    def first(self) -> int:
        """The earliest offset (negative before the deadline)."""
        return -self.before[0] if self.before else self.after[0]

    @property
    def last(self) -> int:
        """The last offset of its own, from which the repeats count."""
        return self.after[-1]

    def latest(self, age: int) -> int | None:
        """The last offset that has passed ``age`` days after the deadline, if any has."""
        if age >= self.last:
            return self.last + (age - self.last) // self.every * self.every
        return max((offset for offset in self.offsets if offset <= age), default=None)

    def has(self, offset: int) -> bool:
        """Whether people are told at this offset."""
        beyond = offset - self.last
        return offset in self.offsets or (beyond > 0 and beyond % self.every == 0)

    @property
    def offsets(self) -> tuple[int, ...]:
        """Those before the repeats, in the order of time."""
        return (*(-days for days in self.before), *self.after)

    @property
    def before_by_age(self) -> tuple[int, ...]:
        """The latest offset up to the day itself, for each age from the first one to 0."""
        return tuple(self._latest_of(self.offsets[: len(self.before)], age) for age in self._ages)

    @property
    def after_by_age(self) -> tuple[int | None, ...]:
        """The latest offset after the day, for each age from 0 to the last one."""
        return tuple(
            max((offset for offset in self.after if offset <= age), default=None)
            for age in range(self.last + 1)
        )

    @property
    def _ages(self) -> range:
        return range(-self.before[0], 1) if self.before else range(0)

    @staticmethod
    def _latest_of(offsets: tuple[int, ...], age: int) -> int:
        return max(offset for offset in offsets if offset <= age)


USUAL = KindRule()


@dataclass(frozen=True)
class Ladder:
    """After how many days overdue whom else is told; ``None`` where nobody is."""

    deputy: int | None = 3
    focal_point: int = 7
    coordinator: int | None = None


@dataclass(frozen=True)
class Rules:
    """How a State wants its people to be reminded."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    kinds: Mapping[str, KindRule] = field(default_factory=lambda: MappingProxyType({}))
    ladder: Ladder = field(default_factory=Ladder)
    send_at: dt.time = SEND_AT
    quiet_from: dt.time = QUIET_FROM
    quiet_until: dt.time = QUIET_UNTIL

    def of(self, kind: str) -> KindRule:
        """The offsets of one kind of deadline."""
        return self.kinds.get(kind, USUAL)

    def mail_day(self, due_on: dt.date, offset: int) -> dt.date:
        """The day on which the reminder at an offset is mailed."""
        day = due_on + dt.timedelta(days=offset)
        if offset <= 0:
            return self.calendar.on_or_before(day)
        return self.calendar.on_or_after(day)

    def window(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """``(behind, ahead)``: the last day whose reminders after the deadline have been due by
        ``today``, and the last whose reminders before it have.

        The one is the last working day; the other the last day before the next working day.
        """
        following = self.calendar.on_or_after(today + dt.timedelta(days=1))
        return self.calendar.on_or_before(today), following - dt.timedelta(days=1)

    def quiet_end(self, local: dt.datetime) -> dt.datetime | None:
        """When the quiet hours end that it is at a local time; ``None`` where it is none."""
        begin, end, now = self.quiet_from, self.quiet_until, local.time()
        over_midnight = begin > end
        quiet = (now >= begin or now < end) if over_midnight else begin <= now < end
        if not quiet:
            return None
        day = local.date() + dt.timedelta(days=1 if over_midnight and now >= begin else 0)
        return dt.datetime.combine(day, end, local.tzinfo)


def latest_offset_sql(rule: str, due_on: str) -> str:
    """``Rules`` for whole tables at once: the latest offset whose mail day has come.

    ``rule`` is a row of the common table ``rule`` (``rulebook``), ``due_on`` the deadline.
    """
    after, before = f"({rule}.behind - {due_on})", f"({rule}.ahead - {due_on})"
    return f"""CASE WHEN {after} >= {rule}.last
        THEN {rule}.last + ({after} - {rule}.last) / {rule}.every * {rule}.every
        ELSE coalesce({rule}.after_by_age[{after} + 1],
            {rule}.before_by_age[least({before}, 0) + cardinality({rule}.before_by_age)]) END"""


def has_offset_sql(rule: str, offset: str) -> str:
    """``KindRule.has`` of the SQL expression ``offset``."""
    return f"""CASE WHEN {offset} > {rule}.last THEN mod({offset} - {rule}.last, {rule}.every) = 0
        WHEN {offset} > 0 THEN {rule}.after_by_age[{offset} + 1] = {offset}
        ELSE {rule}.before_by_age[{offset} + cardinality({rule}.before_by_age)] = {offset} END"""


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
    found = []
    for name in sorted(set(names)):
        tz = known_zone(name)
        found.append(Zone(name, tz, now.astimezone(zoneinfo.ZoneInfo(tz)).date()))
    return found


def known_zone(name: str) -> str:
    """The zone itself, or UTC where nobody knows it."""
    return name if name in known_zones() else "UTC"


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The time zones that both Python and the database know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_timezone_names")
        of_database = {name for (name,) in cursor.fetchall()}
    return frozenset(of_database & zoneinfo.available_timezones())
