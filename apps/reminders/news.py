"""Notices as mail: each goes with one message, once, as soon as its reader wants it.

Every minute the pending ones are looked at: what was read meanwhile, or is wanted in the inbox
only, is not mailed; what is due joins the message of the day that is about to go, or one of its
own. From then on it shares that message's fate (``delivery``).
"""

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.reminders.channels import WEEKLY_DAY, channels_for
from apps.reminders.models import Digest, DigestState, Occasion
from apps.reminders.personal import MailState, Notice
from apps.reminders.schedule import SEND_AT, known_zone
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.notices import Channel, SubjectLine, subjects

AT_ONCE = 1000  # notices that one look deals with; the next goes on


@dataclass(frozen=True)
class NewsItem:
    """A notice as a message says it, while the recipient's language is on."""

    notice: Notice
    line: SubjectLine


def gather(*, now: dt.datetime) -> int:
    """Put the notices that are due into messages; how many. Any number may do this at once."""
    with (
        acting(SYSTEM, reason=_("Notices that are due"), event="notice.gathered", via="task"),
        transaction.atomic(),
    ):
        waiting = Notice.objects.filter(
            Q(mail_at=None) | Q(mail_at__lte=now), mail_state=MailState.PENDING, mail=None
        ).select_related("recipient")
        rows = list(
            waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:AT_ONCE]
        )
        channels = channels_for({r.recipient_id for r in rows}, {r.kind for r in rows})
        due: dict[User, list[Notice]] = defaultdict(list)
        for notice in rows:
            channel = channels[notice.recipient_id, notice.kind]
            if _is_settled(notice) or channel == Channel.IN_APP:
                notice.mail_state = MailState.NONE
                continue
            notice.mail_at = mail_time(channel, notice)
            if notice.mail_at <= now:
                due[notice.recipient].append(notice)
        for person, notices in due.items():
            message = _message_for(person, notices, now)
            for notice in notices:
                notice.mail = message
        Notice.objects.bulk_update(rows, ["mail_state", "mail_at", "mail"])
        return sum(map(len, due.values()))


def mail_time(channel: Channel, notice: Notice) -> dt.datetime:
    """When a notice is mailed: at once, or on the next morning or Monday of its recipient."""
    if channel == Channel.AT_ONCE:
        told: dt.datetime = notice.created_at
        return told
    tz = zoneinfo.ZoneInfo(known_zone(notice.recipient.time_zone))
    day = notice.created_at.astimezone(tz).date()
    if channel == Channel.WEEKLY:
        day += dt.timedelta(days=(WEEKLY_DAY - day.isoweekday()) % 7)
    step = dt.timedelta(days=7 if channel == Channel.WEEKLY else 1)
    at = dt.datetime.combine(day, SEND_AT, tz)
    return at if at > notice.created_at else dt.datetime.combine(day + step, SEND_AT, tz)


def _is_settled(notice: Notice) -> bool:
    """Whether its reader has dealt with it in the inbox already."""
    return notice.read_at is not None or notice.done_at is not None


def _message_for(person: User, notices: Iterable[Notice], now: dt.datetime) -> Digest:
    """The message that goes next: that of the day if it is due, or one of news."""
    tz = zoneinfo.ZoneInfo(known_zone(person.time_zone))
    today = now.astimezone(tz).date()
    waiting = Digest.objects.filter(recipient=person, state=DigestState.PENDING).filter(
        Q(occasion=Occasion.NEWS) | Q(occasion=Occasion.DAILY, next_attempt_at__lte=now)
    )
    # Whoever is delivering one holds its lock: what it says has been read out already.
    found: Digest | None = (
        waiting.select_for_update(skip_locked=True).order_by("occasion", "pk").first()
    )
    if found is not None:
        return found
    states = {notice.country_id for notice in notices}
    message: Digest = Digest.objects.create(
        recipient=person,
        country_id=states.pop() if len(states) == 1 else None,
        local_date=today,
        occasion=Occasion.NEWS,
        next_attempt_at=now,
    )
    return message


def news_of(digest: Digest, now: dt.datetime) -> list[NewsItem]:
    """What a message says of notices: those that its reader sees and has not dealt with.

    The others are settled here, as the reminders are.
    """
    pending = list(Notice.objects.filter(mail=digest, mail_state=MailState.PENDING).order_by("pk"))
    if not pending:
        return []
    actor = actor_for(digest.recipient, on=now.astimezone(dt.UTC).date())
    ids: dict[str, set[uuid.UUID]] = defaultdict(set)
    for notice in pending:
        ids[notice.subject_kind].add(notice.subject_id)
    with acting(actor):
        lines = {
            (kind, pk): line
            for kind, wanted in ids.items()
            if kind in subjects()
            for pk, line in subjects()[kind].lines(actor, wanted).items()
        }
    told = [
        NewsItem(notice, lines[notice.subject_kind, notice.subject_id])
        for notice in pending
        if (notice.subject_kind, notice.subject_id) in lines and not _is_settled(notice)
    ]
    settle(
        [notice for notice in pending if notice not in {item.notice for item in told}],
        MailState.NONE,
    )
    return told


def settle(notices: Iterable[Notice], state: MailState) -> None:
    """Say what became of the mail about some notices."""
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mail_state=state)


def settle_with(digest: Digest, before: MailState, after: MailState) -> None:
    """What becomes of a message becomes of the notices in it."""
    Notice.objects.filter(mail=digest, mail_state=before).update(mail_state=after)
