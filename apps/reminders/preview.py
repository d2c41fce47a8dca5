"""The calendar of mails that rules would produce, for the real deadlines of a State and for an
example, before anybody saves them.
"""

import calendar
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.countries.models import Country
from apps.reminders.addressing import Moment, addressed, moment
from apps.reminders.circles import Circle, circles_of
from apps.reminders.forecast import DAY, Answer, Mail, climb, mails
from apps.reminders.ladder import Rung
from apps.reminders.rulebook import Rulebook
from apps.reminders.schedule import Rules
from apps.reminders.selectors import lines_of
from apps.reminders.sql import Sql
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.deadlines import DeadlineLine, sources

DAYS_AHEAD = 60
# So many deadlines of a kind are looked at, those around today first; so many mails are listed.
MOST_DEADLINES, MOST_LISTED = 1000, 12


@dataclass(frozen=True)
class Step:
    """One mail of the example: its day, why it is sent, and the day from which it was moved."""

    mail: Mail
    words: str
    moved_from: dt.date | None
    rest: str

    @property
    def day(self) -> dt.date:
        return self.mail.day

    @property
    def is_rung(self) -> bool:
        return self.mail.rung != Rung.OWN


@dataclass(frozen=True)
class Day:
    """A day of the calendar: so many messages go out, if it is a working day."""

    date: dt.date
    messages: int
    works: bool
    name: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month by weeks from Monday to Sunday; ``None`` where a day belongs to another month."""

    first: dt.date
    weeks: Sequence[Sequence[Day | None]]


@dataclass(frozen=True)
class Planned:
    """One line of one message to come."""

    mail: Mail
    recipient: User
    line: DeadlineLine
    words: str


@dataclass(frozen=True)
class Preview:
    """What people would get in the coming days."""

    months: Sequence[Month]
    listed: Sequence[Planned]
    messages: int
    deadlines: int


# A mail to one person of one deadline.
Row = tuple[Mail, str, uuid.UUID, uuid.UUID]


def offset_words(mail: Mail) -> str:
    """Why a mail is sent, in words."""
    days = abs(mail.offset)
    if mail.rung != Rung.OWN:
        template = ngettext(
            "%(who)s is told after %(n)d day", "%(who)s is told after %(n)d days", days
        )
        return template % {"who": mail.rung.label, "n": days}
    if mail.offset == 0:
        return _("on the day")
    if mail.offset < 0:
        return ngettext("%(n)d day before", "%(n)d days before", days) % {"n": days}
    return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}


def example(rules: Rules, kind: str, due_on: dt.date) -> list[Step]:
    """All mails of one deadline that nobody does anything about, until four weeks after it."""
    rule, end = rules.of(kind), due_on + (rules.of(kind).last + 28) * DAY
    told = mails(rules, rule, due_on, due_on - 400 * DAY, end)
    found = []
    for mail in sorted([*told, *climb(rules, due_on)], key=lambda mail: (mail.day, mail.rung)):
        moved = mail.moved_from(due_on)
        rest = (rules.calendar.name_of(moved) or _("day off")) if moved else ""
        found.append(Step(mail, offset_words(mail), moved, rest))
    return found


def preview(actor: Actor, country: Country, rules: Rules, *, now: dt.datetime) -> Preview:
    """The mails of the coming days for the deadlines that the actor sees, by these rules."""
    today = country.local_date(now)
    at = moment(now, Rulebook([country.pk]))
    # Who leads an office is no secret to those who see its rules.
    with acting(SYSTEM):
        circles = circles_of(at, [country.pk])
    rows: list[Row] = []
    for kind in sources():
        rows += _rows(kind, country, rules, at, circles)
    messages = {(mail.day, recipient) for mail, _kind, _object, recipient in rows}
    return Preview(
        months=_months(rules, today, Counter(day for day, _recipient in messages)),
        listed=_listed(actor, rows),
        messages=len(messages),
        deadlines=len({(kind, pk) for _mail, kind, pk, _recipient in rows}),
    )


def _rows(
    kind: str, country: Country, rules: Rules, at: Moment, circles: Mapping[uuid.UUID, Circle]
) -> list[Row]:
    """The mails of one kind of deadline from tomorrow on."""
    source, end = sources()[kind], max(at.todays) + DAYS_AHEAD * DAY
    rule = rules.of(kind)
    soon = Sql("d.due_on <= %s", (end - rule.first * DAY + 31 * DAY,))
    tables = addressed(source, at, countries=[country.pk], where=soon)
    text = f"""
        WITH {tables.text} SELECT object_id, circle_id, due_on, recipient_id, responsible_id,
            (since AT TIME ZONE tz)::date, today, acknowledged_on, snoozed_until
        FROM addressed ORDER BY abs(due_on - today) LIMIT {MOST_DEADLINES}"""  # noqa: S608
    found = Sql(text, tables.params).rows()
    handed_in = _handed_in(kind, {row[0] for row in found})
    rows: list[Row] = []
    for object_id, circle_id, due_on, recipient, responsible, since, today, *said in found:
        answer = Answer(*said)
        coming = mails(rules, rule, due_on, today + DAY, end, answer)
        rows += [(mail, kind, object_id, recipient) for mail in coming]
        stopped = answer.acknowledged_on and answer.acknowledged_on >= due_on
        if responsible != recipient or object_id in handed_in or stopped:
            continue
        circle = circles[circle_id]
        steps = climb(rules, due_on, since=since, has_deputy=circle.has_deputy)
        rows += [
            (mail, kind, object_id, lead)
            for mail in steps
            if today < mail.day <= end and mail.day > (answer.snoozed_until or today)
            for lead, _name in circle.leads[mail.rung]
            if lead != responsible
        ]
    return rows


def _handed_in(kind: str, ids: set[uuid.UUID]) -> set[uuid.UUID]:
    handed_in = sources()[kind].handed_in
    if handed_in is None:
        return set()
    return {pk for (pk,) in handed_in().filter(pk__in=ids)}


def _months(rules: Rules, today: dt.date, messages: Counter[dt.date]) -> list[Month]:
    """The calendar from this month to the last one that is looked at."""
    end, first, found = today + DAYS_AHEAD * DAY, today.replace(day=1), []
    while first <= end:
        weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
        found.append(Month(first, [_week(rules, week, first, today, messages) for week in weeks]))
        first = (first + 31 * DAY).replace(day=1)
    return found


def _week(
    rules: Rules,
    week: Iterable[dt.date],
    first: dt.date,
    today: dt.date,
    messages: Counter[dt.date],
) -> list[Day | None]:
    return [
        Day(
            date=day,
            messages=messages[day],
            works=rules.calendar.is_working(day),
            name=rules.calendar.name_of(day),
            is_today=day == today,
        )
        if day.month == first.month
        else None
        for day in week
    ]


def _listed(actor: Actor, rows: list[Row]) -> list[Planned]:
    """The first mails in words, without those of records that the actor does not see."""
    first = sorted(rows, key=lambda row: (row[0].day, row[0].rung, str(row[3])))[:MOST_LISTED]
    lines = lines_of(actor, ((kind, pk) for _mail, kind, pk, _recipient in first))
    people: dict[Any, User] = User.objects.in_bulk({recipient for *_rest, recipient in first})
    return [
        Planned(mail, people[recipient], lines[kind, pk], offset_words(mail))
        for mail, kind, pk, recipient in first
        if (kind, pk) in lines
    ]
