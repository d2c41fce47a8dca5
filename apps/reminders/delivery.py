"""Delivery: each digest that is due goes to its recipient, once.

PostgreSQL is the queue. Whoever delivers a digest holds the lock on its row, in one transaction
with the SMTP conversation: the digest is marked as sent before the message is handed over, and
committed right after the server has taken it. A process that dies in between leaves nothing behind
but the pending digest; the next one takes it up. What remains is the time between the server's
answer and the end of COMMIT (docs/reminders.md).
"""

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable
from enum import Enum

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.reminders.addressing import Moment, addressed
from apps.reminders.channels import is_optional
from apps.reminders.ladder import standing, standing_at_first, standing_tables
from apps.reminders.letters import compose, language_of
from apps.reminders.models import Digest, DigestState, Reminder, ReminderState
from apps.reminders.news import news_of, settle, settle_with
from apps.reminders.personal import MailState
from apps.reminders.postbox import DeliveryError, Postbox, RefusedError, UnreachableError
from apps.reminders.rulebook import Rulebook
from apps.reminders.schedule import known_zone, zones_at
from apps.reminders.selectors import bare_line
from apps.reminders.sql import Sql
from apps.reminders.unsubscribing import unsubscribe_url
from focalpoint.acting import acting
from focalpoint.deadlines import DeadlineLine, sources

logger = structlog.get_logger(__name__)

# A deadline as the ledger names it: kind, object, date.
Deadline = tuple[str, uuid.UUID, dt.date]

TWO_DAYS = 2 * 24 * 60  # minutes, after which a message is given up
SLOTS = 0x5EED_5107  # the advisory locks of those who deliver are this and a small number

DIGEST, REMINDER, USER = (m._meta.db_table for m in (Digest, Reminder, User))
OF_DIGEST = [field.attname for field in Digest._meta.concrete_fields]
OF_USER = ["id", "email", "name", "language", "time_zone", "is_active", "failing_email"]
# NO KEY: the ledger's rows refer to the digest, and may be written meanwhile. The condition on the
# advisory locks is tried one by one, and no further than the first that is free.
CLAIM = f"""
    SELECT {", ".join(f"d.{name}" for name in OF_DIGEST)},
        {", ".join(f"u.{name}" for name in OF_USER)}
    FROM {DIGEST} AS d JOIN {USER} AS u ON u.id = d.recipient_id
    WHERE d.state = 'pending' AND d.next_attempt_at <= %s AND (
        SELECT n FROM generate_series(1, %s) AS n
        WHERE pg_try_advisory_xact_lock(%s, n) LIMIT 1
    ) IS NOT NULL
    ORDER BY d.next_attempt_at LIMIT 1
    FOR NO KEY UPDATE OF d SKIP LOCKED"""  # noqa: S608
MARK_SENT = f"""
    WITH told AS (
        UPDATE {REMINDER} SET state = 'sent', settled_at = %s WHERE id = ANY(%s::uuid[])
    )
    UPDATE {DIGEST} SET state = 'sent', country_id = %s, sent_at = %s, message_id = %s,
        subject = %s, attempts = attempts + 1, last_error = ''
    WHERE id = %s"""  # noqa: S608


class Outcome(Enum):
    """What became of one digest."""

    SENT = "sent"
    EMPTY = "empty"
    POSTPONED = "postponed"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


def deliver_next(now: dt.datetime, postbox: Postbox, book: Rulebook) -> Outcome | None:
    """Deliver the digest that has been due for longest; ``None`` when there is nothing to do.

    Nothing to do is also where ``settings.REMINDER_SENDERS`` others are at work.
    """
    with transaction.atomic():
        digest = _claim(now)
        if digest is None:
            return None
        try:
            with transaction.atomic():
                outcome = _deliver(digest, now, postbox, book)
        except DeliveryError as error:
            outcome = _note_failure(
                digest, now, error.answer, final=isinstance(error, RefusedError)
            )
            if isinstance(error, UnreachableError):
                outcome = Outcome.UNREACHABLE
        except Exception as error:
            # One message that cannot be written must not hold up those behind it.
            logger.exception("digest_failed", digest=str(digest.pk))
            outcome = _note_failure(digest, now, f"{type(error).__name__}: {error}", final=False)
    logger.info("digest_delivered", digest=str(digest.pk), outcome=outcome.value)
    return outcome


def waiting(now: dt.datetime) -> int:
    """How many digests are due."""
    return Digest.objects.filter(state=DigestState.PENDING, next_attempt_at__lte=now).count()


def _claim(now: dt.datetime) -> Digest | None:
    """Lock the next digest that nobody else is delivering, if one more may deliver at all.

    Written in SQL, as ``_mark_sent`` is, because they are half of what a message costs.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, settings.REMINDER_SENDERS, SLOTS])
        row = cursor.fetchone()
    if row is None:
        return None
    digest = Digest.from_db(connection.alias, OF_DIGEST, row[: len(OF_DIGEST)])
    digest.recipient = User.from_db(connection.alias, OF_USER, row[len(OF_DIGEST) :])
    return digest


def _deliver(digest: Digest, now: dt.datetime, postbox: Postbox, book: Rulebook) -> Outcome:
    if quiet_end := _quiet_end(digest, now, book):
        Digest.objects.filter(pk=digest.pk).update(next_attempt_at=quiet_end)
        return Outcome.POSTPONED
    reminders = _still_standing(digest, now, book)
    lines = _lines(digest, reminders, now)
    told = [r for r in reminders if (r.kind, r.object_id) in lines]
    _settle((r for r in reminders if r not in told), ReminderState.WITHHELD, now)
    news = news_of(digest, now)
    if not told and not news:
        digest.state = DigestState.EMPTY
        digest.save(update_fields=["state"])
        return Outcome.EMPTY
    if digest.recipient.email_fails:
        raise RefusedError(_("Mail to this address comes back; none is sent until it is changed."))
    optional = bool(news) or any(is_optional(reminder) for reminder in told)
    way_out = unsubscribe_url(digest.recipient) if optional else ""
    message = compose(digest, told, lines, now, news=news, unsubscribe=way_out)
    _mark_sent(digest, told, message, now)
    settle((item.notice for item in news), MailState.SENT)
    postbox.send(message)
    return Outcome.SENT


def _mark_sent(
    digest: Digest, told: list[Reminder], message: EmailMultiAlternatives, now: dt.datetime
) -> None:
    # A message of news is of the State that it was made for.
    countries: set[uuid.UUID | None] = {r.country_id for r in told} or {digest.country_id}
    with connection.cursor() as cursor:
        cursor.execute(
            MARK_SENT,
            [
                now,
                [str(r.pk) for r in told],
                _text_of(countries.pop()) if len(countries) == 1 else None,
                now,
                message.extra_headers["Message-ID"],
                str(message.subject),
                str(digest.pk),
            ],
        )


def _text_of(key: uuid.UUID | None) -> str | None:
    return str(key) if key else None


def _quiet_end(digest: Digest, now: dt.datetime, book: Rulebook) -> dt.datetime | None:
    """When the quiet hours end that it is where the recipient lives, if it is any."""
    local = now.astimezone(zoneinfo.ZoneInfo(known_zone(digest.recipient.time_zone)))
    return book.of(digest.country_id).quiet_end(local)


def _still_standing(digest: Digest, now: dt.datetime, book: Rulebook) -> list[Reminder]:
    """The digest's pending reminders whose deadline holds at this moment, one for each deadline.

    The others are settled here: the sweep may have run before the deadline was moved or met.
    """
    rows = Reminder.objects.filter(digest=digest, state=ReminderState.PENDING)
    pending = list(rows.select_related("country", "in_place_of").order_by("rung", "offset_days"))
    standing = _standing(digest, pending, now, book)
    latest = {_deadline(r): r for r in pending if r.pk in standing}
    _settle((r for r in pending if r.pk not in standing), ReminderState.CANCELLED, now)
    overtaken = (r for r in pending if r.pk in standing and latest[_deadline(r)] is not r)
    _settle(overtaken, ReminderState.COLLAPSED, now)
    return list(latest.values())


def _standing(
    digest: Digest, reminders: list[Reminder], now: dt.datetime, book: Rulebook
) -> set[uuid.UUID]:
    """Which reminders still hold: their deadline stands, and this recipient is to be told."""
    countries = {r.country_id for r in reminders}
    at = Moment(now, zones_at(now, [digest.recipient.time_zone]), book)
    found: set[uuid.UUID] = set()
    for kind, ids in _by_kind(reminders).items():
        if kind not in sources():
            continue
        only = Sql("d.object_id = ANY(%s::uuid[])", ([str(value) for value in ids],))
        # Half of the statement, where nobody is told of what is another's.
        climbs = any(r.rung for r in reminders if r.kind == kind)
        make, judge = (standing_tables, standing) if climbs else (addressed, standing_at_first)
        tables = make(sources()[kind], at, countries=countries, where=only)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""WITH {tables.text}, told AS (
                    SELECT * FROM {REMINDER} WHERE digest_id = %s AND kind = %s
                ) {judge("told")}""",  # noqa: S608
                [*tables.params, str(digest.pk), kind],
            )
            found |= {pk for (pk,) in cursor.fetchall()}
    return found


def _lines(
    digest: Digest, reminders: list[Reminder], now: dt.datetime
) -> dict[tuple[str, uuid.UUID], DeadlineLine]:
    """What the recipient may know of each deadline, read in their own name."""
    actor = actor_for(digest.recipient, on=Moment(now).date)
    with acting(actor), translation.override(language_of(digest.recipient)):
        found = {
            (kind, object_id): line
            for kind, ids in _by_kind(reminders).items()
            for object_id, line in sources()[kind].lines(actor, ids).items()
        }
        for reminder in reminders:
            key = reminder.kind, reminder.object_id
            if key not in found and (line := bare_line(actor, reminder)):
                found[key] = line
    return found


def _by_kind(reminders: Iterable[Reminder]) -> dict[str, set[uuid.UUID]]:
    ids: dict[str, set[uuid.UUID]] = defaultdict(set)
    for reminder in reminders:
        ids[reminder.kind].add(reminder.object_id)
    return ids


def _deadline(reminder: Reminder) -> Deadline:
    return reminder.kind, reminder.object_id, reminder.due_on


def _settle(reminders: Iterable[Reminder], state: ReminderState, now: dt.datetime) -> None:
    ids = [reminder.pk for reminder in reminders]
    if ids:
        Reminder.objects.filter(pk__in=ids).update(state=state, settled_at=now)


def _note_failure(digest: Digest, now: dt.datetime, answer: str, *, final: bool) -> Outcome:
    """Keep the answer; try again later, or give up where it is final or two days have passed."""
    digest.refresh_from_db()
    digest.attempts += 1
    digest.last_error = answer
    pause = _pause(digest.attempts)
    if final or pause is None:
        digest.state = DigestState.FAILED
        pending = Reminder.objects.filter(digest=digest, state=ReminderState.PENDING)
        pending.update(state=ReminderState.FAILED, settled_at=now)
        settle_with(digest, MailState.PENDING, MailState.FAILED)
    else:
        digest.next_attempt_at = now + pause
    digest.save()
    logger.warning("digest_not_delivered", digest=str(digest.pk), answer=answer)
    return Outcome.FAILED if digest.state == DigestState.FAILED else Outcome.POSTPONED


def _pause(attempts: int) -> dt.timedelta | None:
    """How long to wait after so many failed attempts; ``None`` when two days are over."""
    pauses = settings.REMINDER_RETRY_MINUTES
    waited = sum(pauses[:attempts]) + pauses[-1] * max(0, attempts - len(pauses))
    if waited > TWO_DAYS:
        return None
    return dt.timedelta(minutes=pauses[min(attempts, len(pauses)) - 1])
