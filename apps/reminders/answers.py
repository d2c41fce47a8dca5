"""What people answer when they are told of a deadline: "I know", or "not before Monday".

An answer is one person's own, and holds for the date as it stands. The sweep and the delivery read
it (``addressing.holds_sql``).
"""

import datetime as dt
import zoneinfo
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.countries.models import Country
from apps.reminders.addressing import Moment, addressed, deadlines
from apps.reminders.models import DeadlineAnswer, Reminder, ReminderState
from apps.reminders.rulebook import Rulebook
from apps.reminders.sql import Sql
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.deadlines import DeadlineKey, sources
from focalpoint.policies import authorize
from focalpoint.services import writing

# Nobody can be quiet about what is overdue for longer.
LONGEST_SNOOZE = dt.timedelta(days=14)


@dataclass(frozen=True)
class Owed:
    """A deadline as it stands, to one of those who are told of it."""

    kind: str
    object_id: Any
    country: Country
    due_on: dt.date
    today: dt.date

    @property
    def latest_snooze(self) -> dt.date:
        """A snooze ends on the day of the deadline at the latest; when overdue, in two weeks."""
        return self.due_on if self.due_on > self.today else self.today + LONGEST_SNOOZE


def acknowledge(
    *, actor: Actor, deadline: DeadlineKey, now: dt.datetime | None = None
) -> DeadlineAnswer:
    """Say that the actor knows of a deadline; what they were told of it counts as read.

    Before its day they are then told nothing more until that day. From the day on, it keeps the
    matter from being taken to others (the ladder); the actor's own reminders go on. It ends a
    snooze. Repeating it changes nothing. Raises ``PermissionDenied`` where the actor is not told of
    the deadline, ``ValidationError`` where nothing is due.
    """
    now = now or timezone.now()
    owed = owed_by(actor, deadline, now)
    answer = _answer(actor, owed, acknowledged_on=owed.today, snoozed_until=None)
    _mark_read(actor, deadline, now)
    return answer


def snooze(
    *, actor: Actor, deadline: DeadlineKey, until: dt.date, now: dt.datetime | None = None
) -> DeadlineAnswer:
    """Tell the actor nothing of a deadline before the day ``until``, and again on it.

    Meanwhile the matter is not taken to others. Raises ``PermissionDenied`` where the actor is not
    told of the deadline, ``ValidationError`` where nothing is due or ``until`` is no later day, is
    after the deadline, or is too far away for what is overdue.
    """
    now = now or timezone.now()
    owed = owed_by(actor, deadline, now)
    if until <= owed.today:
        raise ValidationError({"until": _("Choose a later day than today.")})
    if until > owed.latest_snooze:
        late = _("What is due can be put off until %(day)s at the latest.")
        raise ValidationError({"until": late % {"day": owed.latest_snooze.isoformat()}})
    answer = _answer(actor, owed, snoozed_until=until)
    _mark_read(actor, deadline, now)
    return answer


def resume(*, actor: Actor, deadline: DeadlineKey, now: dt.datetime | None = None) -> None:
    """Take the actor's acknowledgement or snooze back; repeating it is harmless.

    Raises ``PermissionDenied`` or ``ValidationError`` as the others do.
    """
    owed = owed_by(actor, deadline, now or timezone.now())
    _answer(actor, owed, acknowledged_on=None, snoozed_until=None)


def owed_by(actor: Actor, deadline: DeadlineKey, now: dt.datetime) -> Owed:
    """The deadline as it stands, if the actor is or was told of it.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    kind, object_id = deadline
    if kind not in sources() or actor.user_id is None:
        raise PermissionDenied(_("You are not told of this deadline."))
    with acting(SYSTEM):
        found = _standing(deadline, now)
        recipients = {recipient for _country, _due, recipient in found}
        told = Reminder.objects.filter(
            kind=kind, object_id=object_id, recipient=actor.user_id
        ).exclude(state__in=(ReminderState.CANCELLED, ReminderState.WITHHELD))
        if actor.user_id not in recipients and not told.exists():
            raise PermissionDenied(_("You are not told of this deadline."))
        if not found:
            raise ValidationError(_("Nothing is due here any more."))
        country_id, due_on, _recipient = found[0]
        country = Country.objects.get(pk=country_id)
        person = User.objects.only("time_zone").get(pk=actor.user_id)
    today = now.astimezone(zoneinfo.ZoneInfo(person.time_zone)).date()
    return Owed(kind, object_id, country, due_on, today)


def _standing(deadline: DeadlineKey, now: dt.datetime) -> list[tuple[Any, dt.date, Any]]:
    """State, date and recipient of the deadline as it stands; one row for each who is told."""
    kind, object_id = deadline
    source, only = sources()[kind], Sql("d.object_id = %s", (str(object_id),))
    on = Moment(now).date
    countries = {row[1] for row in deadlines(source, on, where=only).rows()}
    at = Moment(now, book=Rulebook(countries))
    tables = addressed(source, at, countries=countries, where=only)
    text = f"WITH {tables.text} SELECT country_id, due_on, recipient_id FROM addressed"  # noqa: S608
    return Sql(text, tables.params).rows() if countries else []


def _answer(actor: Actor, owed: Owed, **values: dt.date | None) -> DeadlineAnswer:
    key = {
        "kind": owed.kind,
        "object_id": owed.object_id,
        "due_on": owed.due_on,
        "recipient_id": actor.user_id,
    }
    authorize(actor, "answer", DeadlineAnswer(country=owed.country, **key))
    with writing(actor, event="deadline.answered", reason=_("answered a reminder")):
        answer: DeadlineAnswer
        answer, _created = DeadlineAnswer.objects.select_for_update().update_or_create(
            **key, defaults=values, create_defaults={"country": owed.country, **values}
        )
    return answer


def _mark_read(actor: Actor, deadline: DeadlineKey, now: dt.datetime) -> None:
    kind, object_id = deadline
    with writing(actor, event="reminder.read"):
        Reminder.objects.visible_to(actor).filter(
            kind=kind, object_id=object_id, recipient=actor.user_id, read_at=None
        ).update(read_at=now)
