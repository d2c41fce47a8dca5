"""The one short mail that tells a known sender why theirs is held."""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from apps.accounts.pace import count_message
from apps.correspondence import raw_mail
from apps.correspondence.authentication import is_vouched_for
from apps.correspondence.models import InboundMail, Reason, Target
from apps.correspondence.parsing import UnreadableError, read_letter
from apps.reminders.letters import language_of

A_DAY = dt.timedelta(days=1)
# What a sender can do something about.
TOLD = {
    Reason.UNKNOWN_ADDRESS,
    Reason.NOT_ALLOWED,
    Reason.AMBIGUOUS,
    Reason.EMPTY,
    Reason.TOO_LARGE,
}
# Of the head of a mail only the headers count.
HEAD = 65_536


def may_be_told(mail: InboundMail, *, now: dt.datetime) -> bool:
    """Whether the sender of a held mail hears of it.

    Never a stranger whose name somebody else used: the address was genuine, or a trusted server
    proved the sender. No more than ``settings.MAIL_NOTICES_A_DAY``.
    """
    if mail.sender is None or not mail.sender.is_active or mail.reason not in TOLD:
        return False
    if mail.target == Target.NOTHING and not _is_vouched_for(mail):
        return False
    told = InboundMail.objects.filter(sender=mail.sender, told_at__gt=now - A_DAY)
    return told.count() < int(settings.MAIL_NOTICES_A_DAY)


def deliver_notice(mail: InboundMail) -> None:
    """Send it, in the sender's language. Raises what the mail server raises."""
    person = mail.sender
    assert person is not None
    context = {
        "mail": mail,
        "recipient": person,
        "site": settings.SITE_URL.rstrip("/"),
    }
    name = "correspondence/email/held"
    with translation.override(language_of(person)):
        subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
        headers = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
        if mail.message_id:
            headers |= {"In-Reply-To": mail.message_id, "References": mail.message_id}
        text = render_to_string(f"{name}_message.txt", context)
        message = EmailMessage(subject, text, to=[person.email], headers=headers)
    count_message()
    message.send()


def _is_vouched_for(mail: InboundMail) -> bool:
    try:
        raw = raw_mail.read(mail.file, sha256=mail.sha256)
        return is_vouched_for(read_letter(raw[:HEAD]))
    except (raw_mail.ChangedMailError, UnreadableError):
        return False
