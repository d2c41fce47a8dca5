"""The self-check: do the sweep and the sender still run, and does what is due go out?

It looks at what is now, and at what happened since the check before it: how long the parts stood
still, which mails were given up, which deadlines nobody was told of.
It runs once a day in beat and mails the secretariat when something stands still; the page of
deliveries and ``manage.py check_reminders`` ask the same. If beat itself is dead, nobody mails:
that is why the command has an exit code for a monitor outside (docs/operations.md).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import formataddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Membership, User
from apps.accounts.pace import count_message
from apps.reminders.letters import absolute, host, language_of
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from apps.reminders.postbox import DeliveryError, Postbox
from apps.reminders.runs import Part, Run
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role

logger = structlog.get_logger(__name__)

# Without a run for so long, a part counts as standing still.
PATIENCE = {Part.SWEEP: dt.timedelta(minutes=30), Part.DELIVERY: dt.timedelta(minutes=15)}
# A mail that nobody has tried to send for so long is stuck; one that was tried so often is refused.
LONGEST_WAIT = dt.timedelta(hours=1)
MANY_ATTEMPTS = 4


@dataclass(frozen=True)
class Health:
    """When the parts ran last, and what is wrong; nothing, when all is well."""

    sweep_at: dt.datetime | None
    delivery_at: dt.datetime | None
    problems: tuple[str, ...]


def note_run(part: Part, *, now: dt.datetime, problem: str = "") -> None:
    """Remember that a part came to its end; called at the end of each run."""
    gap: Any = ExpressionWrapper(Value(now) - F("ended_at"), DurationField())
    noted = Run.objects.filter(part=part).update(
        longest_gap=Greatest(F("longest_gap"), gap), ended_at=now, problem=problem[:300]
    )
    if not noted:
        row = {"ended_at": now, "problem": problem[:300]}
        Run.objects.update_or_create(part=part, defaults=row)


def health(now: dt.datetime, *, since: dt.datetime | None = None) -> Health:
    """How the reminders are at ``now``, in the language of whoever asks.

    With ``since``, the last self-check, also how they have been from then on.
    """
    with acting(SYSTEM):
        runs = {run.part: run for run in Run.objects.all()}
        waiting = Digest.objects.filter(state=DigestState.PENDING)
        stuck = waiting.filter(attempts=0, next_attempt_at__lt=now - LONGEST_WAIT).count()
        refused = waiting.filter(attempts__gte=MANY_ATTEMPTS).count()
    began = None if set(PATIENCE) <= set(runs) else _began()
    problems = [
        text for part in PATIENCE if (text := _standstill(part, runs.get(part), now, began))
    ]
    if stuck:
        text = ngettext(
            "%(n)d mail has been due for more than an hour and was not tried.",
            "%(n)d mails have been due for more than an hour and were not tried.",
            stuck,
        )
        problems.append(text % {"n": stuck})
    if refused:
        text = ngettext(
            "%(n)d mail finds no server that takes it.",
            "%(n)d mails find no server that takes them.",
            refused,
        )
        problems.append(text % {"n": refused})
    sweep, delivery = runs.get(Part.SWEEP), runs.get(Part.DELIVERY)
    if sweep and sweep.problem:
        problems.append(_("The sweep failed for: %(kinds)s.") % {"kinds": sweep.problem})
    if since is not None:
        problems += _since(since, now, runs)
    return Health(
        sweep.ended_at if sweep else None,
        delivery.ended_at if delivery else None,
        tuple(problems),
    )


def _since(since: dt.datetime, now: dt.datetime, runs: Mapping[str, Run]) -> list[str]:
    """What went wrong from the last self-check on, whether or not it still does."""
    found = []
    for part, patience in PATIENCE.items():
        run = runs.get(part)
        if run is not None and run.longest_gap > patience and now - run.ended_at <= patience:
            minutes = int(run.longest_gap.total_seconds() // 60)
            text = ngettext(
                "%(part)s: stood still for %(n)d minute, and runs again.",
                "%(part)s: stood still for %(n)d minutes, and runs again.",
                minutes,
            )
            found.append(text % {"part": part.label, "n": minutes})
    with acting(SYSTEM):
        settled = Reminder.objects.filter(settled_at__gt=since)
        failed = settled.filter(state=ReminderState.FAILED).values("digest").distinct().count()
        untold = _untold(settled)
    if failed:
        text = ngettext(
            "%(n)d mail was given up since the last check.",
            "%(n)d mails were given up since the last check.",
            failed,
        )
        found.append(text % {"n": failed})
    if untold:
        text = ngettext(
            "%(n)d deadline was told to nobody: none of its recipients may see the record.",
            "%(n)d deadlines were told to nobody: none of their recipients may see the record.",
            untold,
        )
        found.append(text % {"n": untold})
    return found


def _untold(settled: QuerySet[Reminder]) -> int:
    """How many deadlines reached nobody, since all whom they should reach may not see them."""
    reached = Reminder.objects.filter(
        object_id=OuterRef("object_id"), kind=OuterRef("kind"), due_on=OuterRef("due_on")
    ).exclude(state__in=(ReminderState.WITHHELD, ReminderState.CANCELLED))
    withheld = settled.filter(~Exists(reached), state=ReminderState.WITHHELD)
    return withheld.order_by().values("kind", "object_id", "due_on").distinct().count()


def _began() -> dt.datetime | None:
    """When the first person joined; before that, nobody could have been reminded."""
    with acting(SYSTEM):
        first: dt.datetime | None = User.objects.aggregate(first=Min("date_joined"))["first"]
    return first


def _standstill(part: Part, run: Run | None, now: dt.datetime, began: dt.datetime | None) -> str:
    if run is None:
        if began is None or now - began <= PATIENCE[part]:
            return ""
        return _("%(part)s: has never run.") % {"part": part.label}
    if now - run.ended_at <= PATIENCE[part]:
        return ""
    return _("%(part)s: has stood still since %(since)s UTC.") % {
        "part": part.label,
        "since": f"{run.ended_at.astimezone(dt.UTC):%Y-%m-%d %H:%M}",
    }


def self_check(*, now: dt.datetime | None = None) -> tuple[str, ...]:
    """Mail the secretariat if something stands still, once a day; what was found.

    Each person gets a mail of their own, in their language. A server that refuses one is logged,
    and the others are still told.
    """
    now = now or timezone.now()
    with (
        acting(SYSTEM, reason=_("Daily self-check"), event="reminders.checked", via="task"),
        transaction.atomic(),
    ):
        # Two checks at once take turns; the second finds that the day's mail has gone.
        last = Run.objects.select_for_update().filter(part=Part.CHECK).first()
        since = last.ended_at if last is not None else None
        found = health(now, since=since).problems
        told_today = last is not None and bool(last.problem) and last.ended_at.date() == now.date()
        if found and not told_today:
            logger.error("reminders_stand_still", problems=list(found))
            _mail(_secretariat(now), now, since)
        if not told_today:
            note_run(Part.CHECK, now=now, problem=" ".join(found))
            # What the next check looks back at begins here.
            Run.objects.filter(part__in=PATIENCE).update(longest_gap=dt.timedelta())
    return found


def _secretariat(now: dt.datetime) -> list[User]:
    held = Membership.objects.in_force(now.date()).filter(role=Role.SECRETARIAT)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("email"))


def _mail(people: Iterable[User], now: dt.datetime, since: dt.datetime | None) -> None:
    with Postbox() as postbox:
        for person in people:
            count_message()
            try:
                postbox.send(_letter(person, now, since))
            except DeliveryError as error:
                logger.error("self_check_not_mailed", answer=error.answer)


def _letter(person: User, now: dt.datetime, since: dt.datetime | None) -> EmailMessage:
    with translation.override(language_of(person)):
        context = {
            "recipient": person,
            "problems": health(now, since=since).problems,
            "deliveries": absolute(reverse("reminder-deliveries")),
        }
        return EmailMessage(
            subject=_("FocalPoint: the reminders stand still"),
            body=render_to_string("email/self_check.txt", context),
            to=[formataddr((" ".join(str(person).split()), person.email))],
            headers={
                "Message-ID": f"<self-check.{now:%Y-%m-%d}.{person.pk}@{host()}>",
                "Auto-Submitted": "auto-generated",
                "Content-Language": translation.get_language() or "",
                "From": settings.DEFAULT_FROM_EMAIL,
            },
        )
