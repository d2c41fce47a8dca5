"""What people see of their reminders, and the focal point's office of its State's."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, QuerySet

from apps.accounts.models import User
from apps.reminders.addressing import Sql, addressed, moment
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from apps.reminders.schedule import horizon, next_offset_sql
from focalpoint.actors import Actor
from focalpoint.deadlines import DeadlineLine, sources
from focalpoint.roles import FOCAL_POINT_OFFICE, Role

# What a person has been told, or should have been.
TOLD = (ReminderState.SENT, ReminderState.FAILED)
# Whose delivery the office answers for, and how far ahead it looks.
OFFICE = FOCAL_POINT_OFFICE | {Role.SECRETARIAT}
DAYS_AHEAD = 30


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
        Coming(r, lines[r.kind, r.object_id], r.country.local_date(now))
        for r in listed
        if (r.kind, r.object_id) in lines
    ]


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


def delivery_counts(actor: Actor) -> dict[str, int]:
    """How many of them there are by state."""
    rows = deliveries(actor).order_by().values_list("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(DigestState.values, 0), **dict(rows)}


def planned(
    actor: Actor, country_id: uuid.UUID, *, now: dt.datetime, limit: int = 100
) -> list[Planned]:
    """The next reminder of each deadline of a State in the coming days, soonest first.

    The actor sees only deadlines of records that they may see: the statement runs in their scope.
    """
    at = moment(now)
    rows: list[tuple[str, uuid.UUID, uuid.UUID, dt.date, int]] = []
    soon = Sql("d.due_on <= %s", (horizon(at.zones) + dt.timedelta(days=DAYS_AHEAD),))
    for kind, source in sources().items():
        due = addressed(source, at, countries=[country_id], where=soon)
        offset = next_offset_sql("(a.today - a.due_on)")
        with connection.cursor() as cursor:
            cursor.execute(
                f"""WITH {due.text}, following AS (
                    SELECT DISTINCT a.object_id, a.recipient_id, a.due_on, a.today,
                        {offset} AS offset_days
                    FROM addressed AS a
                )
                SELECT f.object_id, f.recipient_id, f.due_on + f.offset_days, f.offset_days
                FROM following AS f WHERE f.due_on + f.offset_days <= f.today + %s
                ORDER BY 3, 1, 2 LIMIT %s""",  # noqa: S608
                [*due.params, DAYS_AHEAD, limit],
            )
            rows += [(kind, *row) for row in cursor.fetchall()]
    rows = sorted(rows, key=lambda row: row[3])[:limit]
    lines = lines_of(actor, ((kind, object_id) for kind, object_id, *_rest in rows))
    people = User.objects.in_bulk({recipient for _kind, _object, recipient, *_rest in rows})
    return [
        Planned(lines[kind, object_id], people[recipient], day, offset_days)
        for kind, object_id, recipient, day, offset_days in rows
        if (kind, object_id) in lines
    ]
