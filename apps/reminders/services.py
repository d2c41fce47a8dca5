"""The writers of reminders, used by tasks, commands and pages alike."""

import datetime as dt
import time
import uuid
from collections.abc import Collection

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.pace import Pace
from apps.reminders import sweep, sweep_lock
from apps.reminders.addressing import moment
from apps.reminders.answers import acknowledge as acknowledge
from apps.reminders.answers import resume as resume
from apps.reminders.answers import snooze as snooze
from apps.reminders.delivery import Outcome, deliver_next, waiting
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from apps.reminders.news import gather
from apps.reminders.personal import MailState, Notice
from apps.reminders.postbox import Postbox
from apps.reminders.rulebook import Rulebook
from apps.reminders.runs import Part
from apps.reminders.sweep import Swept
from apps.reminders.watch import note_run
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.services import locked, writing

logger = structlog.get_logger(__name__)

# In seconds: between two looks whether the sweep has ended; and how long to wait for its end.
BREATH, AT_MOST = 0.1, 5.0


def sweep_deadlines(
    *, now: dt.datetime, countries: Collection[uuid.UUID] | None = None
) -> Swept | None:
    """Bring the ledger in line with all deadlines, or those of some States, as they stand.

    ``None`` when another sweep is at work. Repeating it changes nothing.
    """
    with acting(SYSTEM, reason=_("Deadlines as they stand"), event="reminders.swept", via="task"):
        result = sweep.run(moment(now), countries)
    if result is not None:
        logger.info("deadlines_swept", **vars(result))
        if countries is None:
            note_run(Part.SWEEP, now=timezone.now(), problem=", ".join(result.broken))
    return result


def deliver_digests(*, now: dt.datetime, seconds: float) -> bool:
    """Deliver what is due, for about so many seconds; whether there may be more to do.

    Any number of processes may do this at once; ``settings.REMINDER_SENDERS`` of them find work.
    """
    end, book, pace, began = time.monotonic() + seconds, Rulebook(), Pace(), False
    with (
        acting(SYSTEM, reason=_("Reminders that are due"), event="digest.delivered", via="task"),
        Postbox() as postbox,
    ):
        while time.monotonic() < end:
            if not pace.allows():
                # Whoever got no share leaves what waits to those who did.
                return began
            began = True
            outcome = deliver_next(now, postbox, book)
            if outcome is Outcome.UNREACHABLE or (outcome is None and not _swept_by(end)):
                return False
    return True


def _swept_by(end: float) -> bool:
    """Wait for the sweep that holds what is due; whether there was one, and it ended in time.

    Otherwise a delivery that is always started beside a sweep would never find anything.
    """
    waited, end = False, min(end, time.monotonic() + AT_MOST)
    while sweep_lock.is_at_work() and time.monotonic() < end:
        waited = True
        time.sleep(BREATH)
    return waited and time.monotonic() < end


def senders_needed(*, now: dt.datetime) -> int:
    """Put the notices that are due at ``now`` into messages; how many deliveries to set going.

    Also a sign of life.
    """
    gather(now=now)
    due = digests_waiting(now=now)
    note_run(Part.DELIVERY, now=timezone.now())
    most: int = settings.REMINDER_SENDERS
    return min(due, most)


def digests_waiting(*, now: dt.datetime) -> int:
    """How many digests are due for delivery."""
    with acting(SYSTEM):
        return waiting(now)


def retry_digest(*, actor: Actor, digest: Digest, now: dt.datetime, reason: str = "") -> Digest:
    """Try a failed message again, or those of its reminders that still hold.

    Raises ``PermissionDenied``. A digest that has not failed stays as it is.
    """
    with writing(actor, event="digest.retried", reason=reason or _("tried again")):
        current = locked(actor, digest)
        authorize(actor, "retry", current)
        if current.state != DigestState.FAILED:
            return current
        pending = Digest.objects.filter(
            recipient=current.recipient_id,
            state=DigestState.PENDING,
            occasion=current.occasion,
        )
        failed = Reminder.objects.filter(digest=current, state=ReminderState.FAILED)
        other = pending.first()
        if other is None:
            current.state, current.attempts = DigestState.PENDING, 0
            current.next_attempt_at = now
            current.save()
        failed.update(state=ReminderState.PENDING, settled_at=None, digest=other or current)
        # The notices are their reader's alone; whoever retries does not see them.
        with acting(SYSTEM):
            notices = Notice.objects.filter(mail=current, mail_state=MailState.FAILED)
            notices.update(mail_state=MailState.PENDING, mail=other or current)
    return current


def mark_bounced(*, digest: Digest, answer: str, now: dt.datetime) -> bool:
    """Note that a message came back after the server had taken it, with what was reported.

    ``False`` where it was noted before, or never went out.
    """
    with writing(SYSTEM, event="digest.bounced", reason=answer):
        sent = Digest.objects.filter(pk=digest.pk, state=DigestState.SENT)
        return bool(sent.update(state=DigestState.BOUNCED, bounced_at=now, last_error=answer))
