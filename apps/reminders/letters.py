"""What a digest says: one message, to one person, in their language, of what they may see."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.reminders.ladder import Rung
from apps.reminders.models import Digest, Reminder
from apps.reminders.news import NewsItem
from apps.reminders.personal import Notice
from focalpoint.deadlines import DeadlineLine
from focalpoint.mail_routes import mail_routes
from focalpoint.notices import SubjectLine
from focalpoint.ui.tones import due_state

MOST = 50  # entries under a heading; after a large import hundreds may be due at once


@dataclass(frozen=True)
class Entry:
    """One deadline as a message shows it; ``today`` is the date in the capital of its State."""

    line: DeadlineLine
    today: dt.date
    # Where mail about it is logged; empty where it is not.
    mailto: str = ""
    # Why the recipient is told, where the matter is another's.
    note: str = ""

    @property
    def days(self) -> int:
        """How many days are left."""
        return (self.line.due_on - self.today).days

    @property
    def when(self) -> str:
        """The distance in words, to stand beside the date."""
        return due_state(self.line.due_on, self.today).words

    @property
    def url(self) -> str:
        return absolute(self.line.url)


@dataclass(frozen=True)
class Headline:
    """A notice as a message shows it: what happened, and to what."""

    text: str
    line: SubjectLine

    @property
    def url(self) -> str:
        return absolute(self.line.url)


@dataclass(frozen=True)
class Section:
    """The entries under one heading."""

    key: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def shown(self) -> tuple[Entry, ...]:
        """Those that the message spells out."""
        return self.entries[:MOST]

    @property
    def more(self) -> str:
        """How many others there are, in words; empty where there is none."""
        number = len(self.entries) - len(self.shown)
        words = ngettext(
            "%(n)d more stands among your reminders.",
            "%(n)d more stand among your reminders.",
            number,
        )
        return words % {"n": number} if number else ""


def entry_for(reminder: Reminder, line: DeadlineLine, now: dt.datetime, mailto: str = "") -> Entry:
    """A line as it stands at ``now``."""
    return Entry(line, reminder.country.local_date(now), mailto, note_of(reminder, line))


def note_of(reminder: Reminder, line: DeadlineLine) -> str:
    """Why the recipient is told of what somebody else is responsible for."""
    person = {"person": reminder.in_place_of}
    if reminder.rung == Rung.COORDINATOR:
        return _("The State has asked that you be told.")
    if line.is_bare:
        return _(
            "One institution keeps the record to itself: you learn only what is due, and when."
        )
    if reminder.in_place_of is None:
        return ""
    if reminder.rung:
        return _("%(person)s was told and has not answered.") % person
    return _("You are told in place of %(person)s.") % person


def compose(
    digest: Digest,
    reminders: Iterable[Reminder],
    lines: Mapping[tuple[str, uuid.UUID], DeadlineLine],
    now: dt.datetime,
    *,
    news: Sequence[NewsItem] = (),
    unsubscribe: str = "",
) -> EmailMultiAlternatives:
    """The message of ``digest`` with the given reminders, each of which has its line, and news.

    ``unsubscribe`` is the reader's way out, where the message says what they may do without.
    """
    told = list(reminders)
    seen = {key: line for key, line in lines.items() if not line.is_bare}
    about = {key: seen[key].reference for r in told if (key := (r.kind, r.object_id)) in seen}
    answers = mail_routes().replies(digest.pk, about)
    recipient = digest.recipient
    with translation.override(language_of(recipient)):
        entries = [
            entry_for(r, lines[r.kind, r.object_id], now, answers.by_object.get(r.object_id, ""))
            for r in told
        ]
        context = {
            "recipient": recipient,
            "sections": sections(entries),
            "news": [Headline(item.notice.text, item.line) for item in news],
            "preferences": absolute(reverse("reminder-preferences")),
            "language": translation.get_language(),
            "direction": "rtl" if translation.get_language_bidi() else "ltr",
            "inbox": absolute(reverse("reminder-list")),
            "has_training": any(line.is_training for line in _lines(entries, news)),
            "is_answered": bool(answers.reply_to) and len(told) == len(about) == 1,
        }
        message = EmailMultiAlternatives(
            subject=subject(entries, news),
            body=render_to_string("email/digest.txt", context),
            # The envelope's sender, where it comes back to; people read the header "From".
            from_email=mail_routes().bounces(digest.pk) or settings.DEFAULT_FROM_EMAIL,
            to=[formataddr((" ".join(str(recipient).split()), recipient.email))],
            reply_to=[answers.reply_to] if answers.reply_to else None,
            headers={
                "From": settings.DEFAULT_FROM_EMAIL,
                "Message-ID": message_id(digest, [*told, *(item.notice for item in news)]),
                "List-Id": f"FocalPoint reminders <reminders.{host()}>",
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "Content-Language": translation.get_language() or "",
                **way_out(unsubscribe),
            },
        )
        message.attach_alternative(render_to_string("email/digest.html", context), "text/html")
    return message


def sections(entries: Iterable[Entry]) -> list[Section]:
    """Overdue, today, soon; the oldest first, empty ones left out."""
    ordered = sorted(entries, key=lambda entry: (entry.days, entry.line.reference))
    found = [
        Section("overdue", _("Overdue"), tuple(e for e in ordered if e.days < 0)),
        Section("today", _("Due today"), tuple(e for e in ordered if e.days == 0)),
        Section("soon", _("Due soon"), tuple(e for e in ordered if e.days > 0)),
    ]
    return [section for section in found if section.entries]


def way_out(url: str) -> dict[str, str]:
    """The headers by which a mail program offers to unsubscribe with one click (RFC 8058)."""
    if not url:
        return {}
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _lines(entries: Iterable[Entry], news: Iterable[NewsItem]) -> list[DeadlineLine | SubjectLine]:
    return [*(entry.line for entry in entries), *(item.line for item in news)]


def subject(entries: Iterable[Entry], news: Sequence[NewsItem] = ()) -> str:
    """How much is overdue, due and new; no title, for subjects travel in the open."""
    listed = list(entries)
    overdue = sum(entry.days < 0 for entry in listed)
    today = sum(entry.days == 0 for entry in listed)
    soon = len(listed) - overdue - today
    counts = (
        (overdue, ngettext("%(n)d overdue", "%(n)d overdue", overdue)),
        (today, ngettext("%(n)d due today", "%(n)d due today", today)),
        (soon, ngettext("%(n)d due soon", "%(n)d due soon", soon)),
        (len(news), ngettext("%(n)d piece of news", "%(n)d pieces of news", len(news))),
    )
    words = _(", ").join(text % {"n": n} for n, text in counts if n)
    training = all(line.is_training for line in _lines(listed, news))
    template = _("[Training] FocalPoint: %(what)s") if training else _("FocalPoint: %(what)s")
    return template % {"what": words}


def message_id(digest: Digest, told: Iterable[Reminder | Notice]) -> str:
    """The same for the same reminders and notices, however often they are sent.

    A message that says more than the one before it is another message: a mail program that drops
    repeats must not drop it.
    """
    ids = ",".join(sorted(str(row.pk) for row in told))
    fingerprint = hashlib.sha256(ids.encode()).hexdigest()[:16]
    return f"<{digest.pk}.{fingerprint}@{host()}>"


def language_of(user: User) -> str:
    """The user's language where the product has it."""
    try:
        return translation.get_supported_language_variant(user.language)
    except LookupError:
        return settings.LANGUAGE_CODE


def host() -> str:
    """The host name of this installation."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def absolute(path: str) -> str:
    """The full address of a path on this site, for use outside of it."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"
