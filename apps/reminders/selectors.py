"""What people see of their reminders, and the focal point's office of its State's."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.urls import reverse

from apps.accounts.models import User
from apps.reminders.addressing import addressed, moment
from apps.reminders.forecast import Answer, Mail, mails
from apps.reminders.ladder import Rung
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from apps.reminders.rulebook import Rulebook
from apps.reminders.sql import Sql
from focalpoint.actors import Actor
from focalpoint.deadlines import DeadlineLine, sources
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role

# What a person has been told, or should have been.
TOLD = (ReminderState.SENT, ReminderState.FAILED, ReminderState.SHOWN)
# Whose delivery the office answers for, and how far ahead it looks.
OFFICE = FOCAL_POINT_OFFICE | {Role.SECRETARIAT}
DAYS_AHEAD = 30
# So many deadlines of a kind are looked at, the latest first: what is long overdue is left out.
MOST_PLANNED = 2000


@dataclass(frozen=True)
class Coming:
    """A reminder with what it says; ``today`` is the date in the capital of its State."""

    reminder: Reminder
    line: DeadlineLine
    today: dt.date


@dataclass(frozen=True)
class Planned:
    """A reminder to come, should nothing change: whom it goes to, and on what day of theirs."""

    line: DeadlineLine
    recipient: User
    day: dt.date
    offset_days: int


def outgoing(actor: Actor) -> QuerySet[Reminder]:
    """What waits for the actor's next digest."""
    rows: QuerySet[Reminder] = Reminder.objects.visible_to(actor).filter(
        recipient=actor.user_id, state=ReminderState.PENDING
    )
    return rows.select_related("country", "digest").order_by("due_on", "id")


def coming(actor: Actor, *, now: dt.datetime) -> list[Coming]:
    """What waits for the actor's next mail, as far as they see the records."""
    listed = list(outgoing(actor))
    lines = lines_of(actor, ((r.kind, r.object_id) for r in listed))
    return [
        Coming(r, line, r.country.local_date(now))
        for r in listed
        if (line := lines.get((r.kind, r.object_id)) or bare_line(actor, r))
    ]


def bare_line(actor: Actor, reminder: Reminder) -> DeadlineLine | None:
    """What those learn of a deadline who answer for it and do not see its record: the kind and the
    date, and no more. They are the network's coordinators, where the State wants them told, and the
    focal points and deputies, of what an institution keeps to itself. ``None`` for anybody else.
    """
    answers = reminder.rung > Rung.OWN or reminder.country_id in actor.countries_as(APPROVERS)
    if not answers or reminder.kind not in sources():
        return None
    return DeadlineLine(
        title=str(sources()[reminder.kind].label),
        reference="",
        state=str(reminder.country),
        due_on=reminder.due_on,
        url=reverse("reminder-list"),
        is_training=reminder.country.is_training,
        is_bare=True,
    )


def lines_of(
    actor: Actor, keys: Iterable[tuple[str, uuid.UUID]]
) -> dict[tuple[str, uuid.UUID], DeadlineLine]:
    """What ``actor`` may know of the deadlines of these objects, one query for each kind."""
    ids: dict[str, set[uuid.UUID]] = defaultdict(set)
    for kind, object_id in keys:
        ids[kind].add(object_id)
    return {
        (kind, object_id): line
        for kind, wanted in ids.items()
        if kind in sources()
        for object_id, line in sources()[kind].lines(actor, wanted).items()
    }


def deliveries(actor: Actor) -> QuerySet[Digest]:
    """The messages of the States whose delivery the actor answers for, newest first."""
    rows = Digest.objects.visible_to(actor)
    if not actor.administers:
        rows = rows.filter(country__in=actor.countries_as(FOCAL_POINT_OFFICE))
    found: QuerySet[Digest] = rows.select_related("recipient", "country")
    return found.order_by("-local_date", "-created_at")


def counts_by_state(rows: QuerySet[Digest]) -> dict[str, int]:
    """How many of some messages there are by state, those without any included."""
    found = rows.order_by().values_list("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(DigestState.values, 0), **dict(found)}


def planned(
    actor: Actor, country_id: uuid.UUID, *, now: dt.datetime, limit: int = 100
) -> list[Planned]:
    """The next reminder of each deadline of a State in the coming days, soonest first.

    The actor sees only deadlines of records that they may see: the statement runs in their scope.
    """
    book = Rulebook([country_id])
    at, rules = moment(now, book), book.of(country_id)
    end = max(at.todays) + dt.timedelta(days=DAYS_AHEAD)
    soon = Sql("d.due_on <= %s", (at.horizon + dt.timedelta(days=DAYS_AHEAD),))
    rows: list[tuple[str, uuid.UUID, uuid.UUID, Mail]] = []
    for kind, source in sources().items():
        due = addressed(source, at, countries=[country_id], where=soon)
        text = f"""
            WITH {due.text} SELECT DISTINCT object_id, recipient_id, due_on, today,
                acknowledged_on, snoozed_until
            FROM addressed ORDER BY due_on DESC LIMIT {MOST_PLANNED}"""  # noqa: S608
        for object_id, recipient, due_on, today, *answer in Sql(text, due.params).rows():
            following = today + dt.timedelta(days=1)
            coming = mails(rules, rules.of(kind), due_on, following, end, Answer(*answer))
            rows += [(kind, object_id, recipient, mail) for mail in coming[:1]]
    rows = sorted(rows, key=lambda row: (row[3].day, str(row[1])))[:limit]
    lines = lines_of(actor, ((kind, object_id) for kind, object_id, *_rest in rows))
    recipients = User.objects.in_bulk({recipient for _kind, _object, recipient, _mail in rows})
    return [
        Planned(lines[kind, object_id], recipients[recipient], mail.day, mail.offset)
        for kind, object_id, recipient, mail in rows
        if (kind, object_id) in lines
    ]
