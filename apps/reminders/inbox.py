"""One person's inbox: their reminders and their notices as one list, newest first.

A reminder stands in it while its deadline does and until its reader answers; of several about one
deadline only the latest. What is snoozed comes back by itself; what is settled, acknowledged or put
away can still be found. Nothing here is kept: each list is worked out from the ledger as it is.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.reminders.letters import note_of
from apps.reminders.models import DeadlineAnswer, Reminder
from apps.reminders.personal import Notice
from apps.reminders.selectors import TOLD, bare_line, lines_of
from focalpoint.actors import Actor
from focalpoint.deadlines import DeadlineKey, DeadlineLine, sources
from focalpoint.notices import SubjectLine, notice_kinds, subjects

PAGE = 50
# The counter says "99+" beyond.
MOST_COUNTED = 100
REMINDER, NOTICE = "reminder", "notice"
# The kind of all reminders, among the kinds of notices.
DEADLINES = "deadlines"

ItemKey = tuple[str, uuid.UUID]


class Box(StrEnum):
    """Where an item stands."""

    INBOX = "inbox"
    SNOOZED = "snoozed"
    DONE = "done"


@dataclass(frozen=True)
class Reader:
    """Who reads, when, and in which time zone."""

    actor: Actor
    now: dt.datetime
    zone: dt.tzinfo = dt.UTC

    @property
    def today(self) -> dt.date:
        """The date of the reader's own calendar."""
        return self.now.astimezone(self.zone).date()


def reader_of(actor: Actor) -> Reader:
    """The person who looks at a page now, in the time zone of that page."""
    return Reader(actor, timezone.now(), timezone.get_current_timezone())


@dataclass(frozen=True)
class Wanted:
    """What of the inbox is asked for; ``kind`` is ``DEADLINES``, a kind of notice, or all."""

    box: Box = Box.INBOX
    kind: str = ""
    unread: bool = False


@dataclass(frozen=True)
class Item:
    """A reminder or a notice as its reader sees it.

    ``due_on`` and ``today`` (the date in the capital) are those of a deadline; ``stands`` says
    whether it still does.
    """

    source: str
    pk: uuid.UUID
    kind: str
    icon: str
    text: str
    line: DeadlineLine | SubjectLine
    at: dt.datetime
    is_read: bool
    due_on: dt.date | None = None
    today: dt.date | None = None
    stands: bool = False
    may_finish: bool = False
    snoozed_until: dt.date | None = None
    acknowledged_on: dt.date | None = None
    is_done: bool = False

    @property
    def key(self) -> str:
        """How forms and the API name it."""
        return f"{self.source}:{self.pk}"


@dataclass(frozen=True)
class Page:
    """A page of items; ``older`` is the cursor of the next one, empty on the last."""

    items: Sequence[Item]
    older: str = ""


def reminders_of(actor: Actor) -> QuerySet[Reminder]:
    """What the actor has been told of deadlines; of one deadline only the latest."""
    later = Reminder.objects.filter(
        object_id=OuterRef("object_id"),
        kind=OuterRef("kind"),
        due_on=OuterRef("due_on"),
        recipient=OuterRef("recipient"),
        offset_days__gt=OuterRef("offset_days"),
        state__in=TOLD,
    )
    told: QuerySet[Reminder] = Reminder.objects.visible_to(actor).filter(
        ~Exists(later), recipient=actor.user_id, state__in=TOLD
    )
    return told


def reminders_in(reader: Reader, box: Box) -> QuerySet[Reminder]:
    """The actor's reminders of one box."""
    day = ExpressionWrapper(F("due_on") + F("offset_days"), DateField())
    rows = reminders_of(reader.actor).alias(day=day)
    answers = DeadlineAnswer.objects.filter(
        object_id=OuterRef("object_id"),
        kind=OuterRef("kind"),
        due_on=OuterRef("due_on"),
        recipient=reader.actor.user_id,
    )
    snoozed = Exists(answers.filter(snoozed_until__gt=reader.today))
    # Told again since: the answer was to an earlier reminder.
    known = Exists(answers.filter(acknowledged_on__gte=OuterRef("day")))
    if box == Box.SNOOZED:
        return rows.filter(_stands(), snoozed)
    if box == Box.DONE:
        return rows.filter(~_stands() | (Q(known) & ~Q(snoozed)))
    return rows.filter(_stands(), ~snoozed, ~known)


def _stands() -> Q:
    """The reminder's deadline is still owed, at the date that it speaks of.

    Of a record that the reader does not see, the sweep knows.
    """
    stands = Q(is_bare=True, over_at=None)
    for kind, source in sources().items():
        owed = source.open_deadlines().filter(
            object_id=OuterRef("object_id"), due_on=OuterRef("due_on")
        )
        stands |= Q(kind=kind) & Q(Exists(owed))
    return stands


def notices_in(reader: Reader, box: Box) -> QuerySet[Notice]:
    """The actor's notices of one box."""
    rows: QuerySet[Notice] = Notice.objects.visible_to(reader.actor)
    if box == Box.DONE:
        return rows.filter(done_at__isnull=False)
    later = Q(snoozed_until__gt=reader.now)
    return rows.filter(
        later if box == Box.SNOOZED else ~later | Q(snoozed_until=None), done_at=None
    )


def unread_count(reader: Reader) -> int:
    """How many items of the inbox nobody has read yet, up to ``MOST_COUNTED``; in one query."""
    told = reminders_in(reader, Box.INBOX).filter(read_at=None).order_by()
    said = notices_in(reader, Box.INBOX).filter(read_at=None).order_by()
    parts = [rows.values("pk")[:MOST_COUNTED] for rows in (told, said)]
    number: int = parts[0].union(parts[1], all=True).count()
    return min(number, MOST_COUNTED)


def page(reader: Reader, wanted: Wanted, *, cursor: str = "", limit: int = PAGE) -> Page:
    """A page of what is asked for, newest first, from ``cursor`` on.

    Raises ``ValueError`` for a cursor that no page has given.
    """
    rows: list[Reminder | Notice] = []
    if wanted.kind in ("", DEADLINES):
        told = reminders_in(reader, wanted.box).select_related("country", "in_place_of")
        rows += _first(told, "scheduled_for", wanted, cursor, limit)
    if wanted.kind != DEADLINES:
        said = notices_in(reader, wanted.box)
        if wanted.kind:
            said = said.filter(kind=wanted.kind)
        rows += _first(said, "created_at", wanted, cursor, limit)
    rows.sort(key=_place, reverse=True)
    more = len(rows) > limit
    shown = rows[:limit]
    return Page(items_of(reader, shown), _cursor_at(shown[-1]) if more else "")


def newest_unread(reader: Reader, *, limit: int = 5) -> Sequence[Item]:
    """The newest unread items of the inbox."""
    return page(reader, Wanted(unread=True), limit=limit).items


def item(reader: Reader, key: ItemKey) -> Item | None:
    """One item of the actor's own, whatever its box; ``None`` where there is none (any more)."""
    source, pk = key
    found = find(reader.actor, source).filter(pk=pk).first()
    return next(iter(items_of(reader, [found])), None) if found else None


def find(actor: Actor, source: str) -> QuerySet[Any]:
    """The actor's own reminders (all that they were told) or notices."""
    if source == NOTICE:
        notices: QuerySet[Any] = Notice.objects.visible_to(actor)
        return notices
    told: QuerySet[Any] = Reminder.objects.visible_to(actor).filter(
        recipient=actor.user_id, state__in=TOLD
    )
    return told.select_related("country", "in_place_of")


def _first(rows: QuerySet[Any], moment: str, wanted: Wanted, cursor: str, limit: int) -> list[Any]:
    if wanted.unread:
        rows = rows.filter(read_at=None)
    if cursor:
        at, pk = _read_cursor(cursor)
        same = Q(**{moment: at}) & Q(pk__lt=pk)
        rows = rows.filter(Q(**{f"{moment}__lt": at}) | same, **{f"{moment}__lte": at})
    return list(rows.order_by(f"-{moment}", "-pk")[: limit + 1])


def _place(row: Reminder | Notice) -> tuple[dt.datetime, uuid.UUID]:
    return (row.scheduled_for if isinstance(row, Reminder) else row.created_at), row.pk


def _cursor_at(row: Reminder | Notice) -> str:
    at, pk = _place(row)
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}_{pk.hex}"


def _read_cursor(text: str) -> tuple[dt.datetime, uuid.UUID]:
    at, _mark, pk = text.partition("_")
    return dt.datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC), uuid.UUID(hex=pk)


def items_of(reader: Reader, rows: Iterable[Reminder | Notice]) -> list[Item]:
    """The rows with what they say, without those of records that the actor does not see."""
    listed = list(rows)
    told = [row for row in listed if isinstance(row, Reminder)]
    said = [row for row in listed if isinstance(row, Notice)]
    shown: dict[uuid.UUID, Item] = {**_of_reminders(reader, told), **_of_notices(reader, said)}
    return [shown[row.pk] for row in listed if row.pk in shown]


def _of_reminders(reader: Reader, rows: list[Reminder]) -> dict[uuid.UUID, Item]:
    if not rows:
        return {}
    actor = reader.actor
    lines = lines_of(actor, ((row.kind, row.object_id) for row in rows))
    standing = set(
        reminders_of(actor)
        .filter(_stands(), pk__in=[row.pk for row in rows])
        .values_list("pk", flat=True)
    )
    open_to = _finishable(actor, [(r.kind, r.object_id) for r in rows if r.pk in standing])
    answers = {
        (answer.kind, answer.object_id, answer.due_on): answer
        for answer in DeadlineAnswer.objects.visible_to(actor).filter(
            recipient=actor.user_id, object_id__in=[row.object_id for row in rows]
        )
    }
    found = {}
    for row in rows:
        line = lines.get((row.kind, row.object_id)) or (
            bare_line(actor, row) if row.is_bare or row.rung else None
        )
        if line is None:
            continue
        answer = answers.get((row.kind, row.object_id, row.due_on))
        found[row.pk] = Item(
            source=REMINDER,
            pk=row.pk,
            kind=row.kind,
            icon="clock",
            text=note_of(row, line) or str(sources()[row.kind].label),
            line=line,
            at=row.scheduled_for,
            is_read=row.read_at is not None,
            due_on=row.due_on,
            today=row.country.local_date(reader.now),
            stands=row.pk in standing,
            may_finish=(row.kind, row.object_id) in open_to and row.pk in standing,
            snoozed_until=_still(answer.snoozed_until, reader.today) if answer else None,
            acknowledged_on=answer.acknowledged_on if answer else None,
            is_done=row.pk not in standing,
        )
    return found


def _finishable(actor: Actor, keys: Iterable[DeadlineKey]) -> set[DeadlineKey]:
    ids: dict[str, set[uuid.UUID]] = defaultdict(set)
    for kind, object_id in keys:
        ids[kind].add(object_id)
    found = set()
    for kind, wanted in ids.items():
        finish = sources()[kind].finish
        if finish is not None:
            found |= {(kind, object_id) for object_id in finish.open_to(actor, wanted)}
    return found


def _of_notices(reader: Reader, rows: list[Notice]) -> dict[uuid.UUID, Item]:
    ids: dict[str, set[uuid.UUID]] = defaultdict(set)
    for row in rows:
        ids[row.subject_kind].add(row.subject_id)
    lines = {
        (kind, pk): line
        for kind, wanted in ids.items()
        if kind in subjects()
        for pk, line in subjects()[kind].lines(reader.actor, wanted).items()
    }
    found = {}
    for row in rows:
        line = lines.get((row.subject_kind, row.subject_id))
        kind = notice_kinds().get(row.kind)
        if line is None or kind is None:
            continue
        until = row.snoozed_until
        found[row.pk] = Item(
            source=NOTICE,
            pk=row.pk,
            kind=row.kind,
            icon=kind.icon,
            text=row.text,
            line=line,
            at=row.created_at,
            is_read=row.read_at is not None,
            snoozed_until=until.astimezone(reader.zone).date()
            if until and until > reader.now
            else None,
            is_done=row.done_at is not None,
        )
    return found


def _still(day: dt.date | None, today: dt.date) -> dt.date | None:
    return day if day is not None and day > today else None
