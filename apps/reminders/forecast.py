"""What the rules will have mailed of one deadline, and when: the same rules as the sweep's, in
Python, for pages that show them before they act.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from apps.reminders.ladder import Rung
from apps.reminders.schedule import KindRule, Rules

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Mail:
    """One mail to come: its day, and why it is sent. ``offset`` is in days from the deadline."""

    day: dt.date
    offset: int
    rung: Rung = Rung.OWN

    def moved_from(self, due_on: dt.date) -> dt.date | None:
        """The day on which it would fall if that were a working day."""
        nominal = due_on + self.offset * DAY
        return nominal if nominal != self.day and self.rung == Rung.OWN else None


@dataclass(frozen=True)
class Answer:
    """What the person said about the deadline."""

    acknowledged_on: dt.date | None = None
    snoozed_until: dt.date | None = None


UNANSWERED = Answer()


def mails(
    rules: Rules,
    rule: KindRule,
    due_on: dt.date,
    start: dt.date,
    end: dt.date,
    answer: Answer = UNANSWERED,
) -> list[Mail]:
    """The mails to whoever is responsible from ``start`` to ``end``, one a day at the most.

    Where two offsets fall on the same day, the later one is told.
    """
    quiet_until = answer.snoozed_until or start
    found = {}
    for offset in _offsets(rule, (end - due_on).days):
        day = rules.mail_day(due_on, offset)
        known = answer.acknowledged_on and answer.acknowledged_on < due_on and offset < 0
        if max(start, quiet_until) <= day <= end and not known:
            found[day] = Mail(day, offset)
    snoozed = answer.snoozed_until
    if snoozed and start <= snoozed <= end:
        found[snoozed] = Mail(snoozed, (snoozed - due_on).days)
    return [found[day] for day in sorted(found)]


def _offsets(rule: KindRule, until: int) -> Iterator[int]:
    yield from rule.offsets
    # Mail of the time after the deadline is never early.
    yield from range(rule.last + rule.every, until + 1, rule.every)


def climb(
    rules: Rules,
    due_on: dt.date,
    *,
    since: dt.date | None = None,
    is_owned: bool = True,
    has_deputy: bool = True,
    is_kept: bool = False,
) -> list[Mail]:
    """The rungs above whoever is responsible, in the order of time.

    ``since`` is the day on which the deadline was set; one that is nobody's own (``is_owned``) has
    been the focal points' and deputies' from the start; what an institution keeps to itself
    (``is_kept``) its own writers' alone.
    """
    ladder = rules.ladder
    begin = max(due_on, since) if since else due_on
    focal_point = ladder.focal_point
    if not has_deputy and ladder.deputy is not None:
        focal_point = min(ladder.deputy, focal_point)
    steps = [
        (Rung.DEPUTY, ladder.deputy if has_deputy and is_owned else None),
        (Rung.FOCAL_POINT, focal_point if is_owned or is_kept else None),
        (Rung.COORDINATOR, ladder.coordinator),
    ]
    return [
        Mail(rules.calendar.on_or_after(begin + days * DAY), days, rung)
        for rung, days in steps
        if days is not None
    ]
