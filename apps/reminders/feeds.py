"""Calendars that programs subscribe to: their addresses, and what stands in them."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.countries.models import Country, Institution
from apps.reminders.addressing import FARTHEST, Moment, addressed
from apps.reminders.letters import absolute, language_of
from apps.reminders.personal import CalendarEntry, CalendarFeed
from apps.reminders.rulebook import Rulebook
from apps.reminders.selectors import lines_of
from apps.reminders.sql import Sql
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.deadlines import DeadlineKey, DeadlineLine, sources
from focalpoint.services import writing

MOST_FEEDS = 10
MOST_ENTRIES = 1000
AHEAD = dt.timedelta(days=550)
# A calendar that is not opened for so long may miss that something was called off.
KEEP_CANCELLED = dt.timedelta(days=30)
# How exact "last read" is: a read must not write each time.
USE_NOTED_EVERY = dt.timedelta(minutes=15)
LONGEST_SUMMARY = 300


@dataclass(frozen=True)
class Calendar:
    """What one address shows at one moment; cancelled entries included."""

    feed: CalendarFeed
    name: str
    entries: list[CalendarEntry]


def create_feed(
    *,
    actor: Actor,
    user: User,
    institution: Institution | None = None,
    with_titles: bool = False,
    with_times: bool = False,
) -> tuple[CalendarFeed, str]:
    """Make an address for oneself; the second value is the secret in it, never seen again.

    Raises ``PermissionDenied`` for somebody else or an institution to which the actor does not
    belong, ``ValidationError`` when there are ``MOST_FEEDS`` already.
    """
    if actor.user_id != user.pk:
        raise PermissionDenied(_("A calendar can only be made for oneself."))
    if institution is not None and institution.pk not in actor.offices:
        raise PermissionDenied(_("You do not belong to this institution."))
    if standing_feeds(actor).count() >= MOST_FEEDS:
        raise ValidationError(_("You have enough of them: revoke one first."))
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        user=user,
        institution=institution,
        country_id=institution.country_id if institution else None,
        token_digest=digest_of(secret),
        with_titles=with_titles,
        with_times=with_times,
    )
    with writing(actor, event="calendar.made"):
        feed.full_clean()
        feed.save(force_insert=True)
    return feed, secret


def renew_feed(*, actor: Actor, feed: CalendarFeed) -> str:
    """Give a calendar another address; the old one opens nothing from now on."""
    secret = secrets.token_urlsafe(32)
    with writing(actor, event="calendar.renewed"):
        changed = standing_feeds(actor).filter(pk=feed.pk).update(token_digest=digest_of(secret))
    if not changed:
        raise PermissionDenied(_("There is no such calendar of yours."))
    return secret


def revoke_feed(*, actor: Actor, feed: CalendarFeed) -> None:
    """End an address at once; what programs have read stays with them. Repeating it is harmless."""
    with writing(actor, event="calendar.revoked"):
        standing_feeds(actor).filter(pk=feed.pk).update(revoked_at=timezone.now())


def standing_feeds(actor: Actor) -> Any:
    """The actor's own calendars that are not revoked."""
    return CalendarFeed.objects.visible_to(actor).filter(revoked_at=None)


def digest_of(secret: str) -> str:
    """What the database keeps of an address; 256 bits of randomness need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_known(secret: str) -> bool:
    """Whether there is a calendar at an address, whoever may read it by now."""
    with acting(SYSTEM):
        return CalendarFeed.objects.filter(token_digest=digest_of(secret)).exists()


def read_calendar(*, secret: str, now: dt.datetime) -> Calendar | None:
    """The calendar at an address, brought up to date; ``None`` where it opens nothing (any more).

    It shows what its owner may see at this moment, in the owner's language.
    """
    with acting(SYSTEM):
        feeds = CalendarFeed.objects.select_related("user", "institution")
        feed = feeds.filter(
            token_digest=digest_of(secret), revoked_at=None, user__is_active=True
        ).first()
    if feed is None:
        return None
    actor = actor_for(feed.user, on=now.date())
    if not actor.posts or (feed.institution_id and feed.institution_id not in actor.offices):
        return None
    with (
        translation.override(language_of(feed.user)),
        writing(actor, event="calendar.read", reason=_("read by a calendar program")),
    ):
        # Two programs that read at once take turns.
        CalendarFeed.objects.select_for_update().get(pk=feed.pk)
        if feed.last_used_at is None or feed.last_used_at < now - USE_NOTED_EVERY:
            CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=now)
        _bring_up_to_date(feed, actor, now)
        entries = list(CalendarEntry.objects.filter(feed=feed).order_by("due_on", "id"))
        return Calendar(feed, _name(feed), entries)


def _name(feed: CalendarFeed) -> str:
    if feed.institution is not None:
        return _("FocalPoint: %(institution)s") % {"institution": feed.institution.name}
    return _("FocalPoint: my deadlines")


def _bring_up_to_date(feed: CalendarFeed, actor: Actor, now: dt.datetime) -> None:
    """Write what changed since the calendar was read last, and forget what ended long ago."""
    known = {(e.kind, e.object_id): e for e in CalendarEntry.objects.filter(feed=feed)}
    wanted = _wanted(feed, actor, now)
    new, changed = [], []
    for key, facts in wanted.items():
        entry = known.get(key)
        if entry is None:
            kind, object_id = key
            new.append(
                CalendarEntry(
                    feed=feed,
                    kind=kind,
                    object_id=object_id,
                    created_at=now,
                    changed_at=now,
                    **facts,
                )
            )
        elif entry.cancelled_at or any(getattr(entry, n) != v for n, v in facts.items()):
            changed.append(_changed(entry, now, cancelled_at=None, **facts))
    for key, entry in known.items():
        if key not in wanted and entry.cancelled_at is None:
            changed.append(_changed(entry, now, cancelled_at=now))
    CalendarEntry.objects.bulk_create(new)
    names = ("due_on", "summary", "time_zone", "url", "sequence", "changed_at", "cancelled_at")
    CalendarEntry.objects.bulk_update(changed, names)
    CalendarEntry.objects.filter(feed=feed, cancelled_at__lt=now - KEEP_CANCELLED).delete()


def _changed(entry: CalendarEntry, now: dt.datetime, **values: Any) -> CalendarEntry:
    for name, value in values.items():
        setattr(entry, name, value)
    entry.sequence += 1
    entry.changed_at = now
    return entry


def _wanted(
    feed: CalendarFeed, actor: Actor, now: dt.datetime
) -> Mapping[DeadlineKey, dict[str, Any]]:
    """The facts of each deadline that belongs into the calendar."""
    of = feed.institution_id
    due = _of_person(actor, now) if of is None else _of_institution(of, now)
    lines = lines_of(actor, due)
    zones = _zones(due)
    return {
        key: {
            "due_on": lines[key].due_on,
            "summary": _summary(feed, lines[key], key[0]),
            "time_zone": zones.get(country, "UTC"),
            "url": absolute(lines[key].url),
        }
        for key, country in due.items()
        if key in lines
    }


def _summary(feed: CalendarFeed, line: DeadlineLine, kind: str) -> str:
    """What an entry is called; a title only where its owner asked for it."""
    said = line.reference or str(sources()[kind].label)
    if feed.with_titles:
        said = f"{line.reference} {line.title}".strip()
    shown = _("Due: %(what)s") % {"what": said}
    if line.is_training:
        shown = _("[Training] %(what)s") % {"what": shown}
    return shown[:LONGEST_SUMMARY]


def _of_person(actor: Actor, now: dt.datetime) -> dict[DeadlineKey, uuid.UUID]:
    """The deadlines of which the actor is told, each with its State."""
    countries = {post.country_id for post in actor.posts if post.country_id}
    until = Sql("d.due_on <= %s", (now.date() + AHEAD,))
    found: dict[DeadlineKey, uuid.UUID] = {}
    # Who is told of a deadline depends on posts that the actor may not see.
    with acting(SYSTEM):
        at = Moment(now, book=Rulebook(countries))
        for kind, source in sources().items():
            due = addressed(source, at, countries=countries, where=until)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"WITH {due.text} SELECT object_id, country_id FROM addressed"  # noqa: S608
                    " WHERE recipient_id = %s ORDER BY due_on LIMIT %s",
                    [*due.params, str(actor.user_id), MOST_ENTRIES],
                )
                found |= {(kind, pk): country for pk, country in cursor.fetchall()}
    return found


def _of_institution(pk: uuid.UUID, now: dt.datetime) -> dict[DeadlineKey, uuid.UUID]:
    """The deadlines of an institution, each with its State; in the scope of whoever reads."""
    found: dict[DeadlineKey, uuid.UUID] = {}
    for kind, source in sources().items():
        if source.of_institution is None:
            continue
        rows = source.open_deadlines().filter(
            object_id__in=source.of_institution(pk),
            due_on__range=(now.date() - FARTHEST, now.date() + AHEAD),
        )
        for object_id, country_id, *_rest in rows.order_by("due_on")[:MOST_ENTRIES]:
            found[kind, object_id] = country_id
    return found


def _zones(due: Mapping[DeadlineKey, uuid.UUID]) -> dict[uuid.UUID, str]:
    """The time zone of each capital: its midnight ends a deadline."""
    rows = Country.objects.filter(pk__in=set(due.values()))
    return dict(rows.values_list("pk", "time_zone"))


def feed_url(secret: str) -> str:
    """The address that a calendar program takes."""
    return absolute(reverse("calendar-feed", args=[secret]))
