"""What people do with the items of their inbox: read, put off, put away, finish.

Reminders are answered through ``apps.reminders.answers``; notices are the reader's alone and are
marked here. Everybody marks their own items only, whatever ids they send.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from apps.reminders.answers import acknowledge, resume, snooze
from apps.reminders.inbox import NOTICE, REMINDER, ItemKey, Reader, find
from apps.reminders.models import Reminder
from apps.reminders.personal import Notice
from apps.reminders.schedule import SEND_AT
from focalpoint.deadlines import sources
from focalpoint.services import writing

# A notice says nothing that must be done: it may be put off for long, but not for ever.
LONGEST_SNOOZE = dt.timedelta(days=90)


def mark(*, reader: Reader, items: Collection[ItemKey] | None, read: bool) -> int:
    """Mark items (all of the actor's by default) as read or unread; how many changed."""
    changed = 0
    for source in (REMINDER, NOTICE):
        rows = find(reader.actor, source).filter(read_at__isnull=read).order_by()
        if items is not None:
            rows = rows.filter(pk__in=_ids(items, source))
        with writing(reader.actor, event="inbox.read" if read else "inbox.unread"):
            changed += rows.update(read_at=reader.now if read else None)
    return changed


def put_off(*, reader: Reader, item: ItemKey, until: dt.date) -> None:
    """Hide an item until the morning of the day ``until`` of the actor's own calendar.

    Raises ``ValidationError`` for a day that is not later than today or too far away, and
    ``PermissionDenied`` where there is no such item.
    """
    row = _own(reader, item)
    if isinstance(row, Reminder):
        snooze(actor=reader.actor, deadline=(row.kind, row.object_id), until=until, now=reader.now)
        return
    if until <= reader.today:
        raise ValidationError({"until": _("Choose a later day than today.")})
    if until > reader.today + LONGEST_SNOOZE:
        raise ValidationError({"until": _("Choose a day within the next three months.")})
    morning = dt.datetime.combine(until, SEND_AT, reader.zone)
    _change(reader, row, snoozed_until=morning, read_at=row.read_at or reader.now)


def put_away(*, reader: Reader, item: ItemKey) -> None:
    """Take an item off the list: a notice for good, a reminder until there is a next one.

    To put a reminder away is to acknowledge its deadline. Raises as ``acknowledge`` does.
    """
    row = _own(reader, item)
    if isinstance(row, Reminder):
        acknowledge(actor=reader.actor, deadline=(row.kind, row.object_id), now=reader.now)
    else:
        _change(reader, row, done_at=reader.now, read_at=row.read_at or reader.now)


def bring_back(*, reader: Reader, item: ItemKey) -> None:
    """Put an item that was put off or away back onto the list; repeating it is harmless."""
    row = _own(reader, item)
    if isinstance(row, Reminder):
        resume(actor=reader.actor, deadline=(row.kind, row.object_id), now=reader.now)
    else:
        _change(reader, row, done_at=None, snoozed_until=None)


def finish(*, reader: Reader, item: ItemKey) -> None:
    """Finish what a reminder is about, through the service of its own app.

    Raises ``PermissionDenied`` where the actor may not, ``ValidationError`` where it cannot be done
    with one click, and what that service raises.
    """
    row = _own(reader, item)
    source = sources().get(row.kind) if isinstance(row, Reminder) else None
    if not isinstance(row, Reminder) or source is None or source.finish is None:
        raise ValidationError(_("This cannot be finished from the inbox: open it."))
    if row.object_id not in source.finish.open_to(reader.actor, {row.object_id}):
        raise PermissionDenied(_("You cannot finish this."))
    with writing(reader.actor, event="inbox.finished", reason=_("finished from the inbox")):
        source.finish.run(reader.actor, row.object_id)
        mark(reader=reader, items=[item], read=True)


def _own(reader: Reader, item: ItemKey) -> Reminder | Notice:
    source, pk = item
    row: Reminder | Notice | None = find(reader.actor, source).filter(pk=pk).first()
    if row is None:
        raise PermissionDenied(_("There is no such item in your inbox."))
    return row


def _ids(items: Collection[ItemKey], source: str) -> list[uuid.UUID]:
    return [pk for kind, pk in items if kind == source]


def _change(reader: Reader, notice: Notice, **values: dt.datetime | None) -> None:
    with writing(reader.actor, event="notice.marked"):
        Notice.objects.visible_to(reader.actor).filter(pk=notice.pk).update(**values)
