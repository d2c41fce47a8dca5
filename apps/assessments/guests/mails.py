"""The mails to contributors: in their language, once each, until a server has taken them."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.pace import count_message
from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationStatus,
)
from apps.assessments.contribution_models import GuestAccess, GuestMail
from apps.assessments.guests.links import digest_of, known_token, link_token, link_url
from apps.reminders.letters import host
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.mail_routes import Returned, SealedMails, mail_routes, register_sealed
from focalpoint.services import writing

PAUSE = dt.timedelta(minutes=2)
# What no server has taken by then, nobody waits for any more.
PATIENCE = dt.timedelta(days=7)
BATCH = 200
LONGEST_ANSWER = 500
Kind = GuestMail.Kind


def deliver_guest_mail(mail_id: uuid.UUID) -> bool:
    """Send one mail; ``False`` where it has gone, or is not to be sent any more.

    Raises what the mail server raises; the mail then still waits.
    """
    with acting(SYSTEM):
        # Counted even if the process dies on it.
        waiting = GuestMail.objects.filter(pk=mail_id, sent_at=None)
        waiting.update(next_attempt_at=timezone.now() + PAUSE)
    with writing(SYSTEM, event="invitation.sent"):
        rows = waiting.select_related("invitation__consultation__country")
        mail = rows.select_for_update(of=("self",), skip_locked=True).first()
        if mail is None:
            return False
        if not _is_wanted(mail):
            mail.delete()
            return False
        count_message()
        compose(mail).send()
        mail.sent_at = timezone.now()
        mail.save(update_fields=["sent_at"])
        if mail.kind == Kind.INVITATION:
            _note(mail.invitation, sent_at=mail.sent_at)
    return True


def mails_waiting() -> list[uuid.UUID]:
    """The mails whose turn it is, the oldest first."""
    now = timezone.now()
    with acting(SYSTEM):
        GuestMail.objects.filter(sent_at=None, created_at__lt=now - PATIENCE).delete()
        due = GuestMail.objects.filter(sent_at=None, next_attempt_at__lte=now)
        return list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH])


def compose(mail: GuestMail) -> EmailMultiAlternatives:
    """The message, in the language that the office chose for the person."""
    invitation = mail.invitation
    consultation = invitation.consultation
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "consultation": consultation,
            "country": consultation.country,
            "url": _url(invitation),
        }
        name = f"assessments/email/guest_{mail.kind}"
        message = EmailMultiAlternatives(
            subject=_subject(mail, consultation),
            body=render_to_string(f"{name}.txt", context),
            # The envelope's sender, where it comes back to; people read the header "From".
            from_email=mail_routes().bounces(mail.pk) or settings.DEFAULT_FROM_EMAIL,
            to=[invitation.email],
            headers={
                "From": settings.DEFAULT_FROM_EMAIL,
                # The same however often it is sent.
                "Message-ID": f"<consultation.{mail.pk}@{host()}>",
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
                "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
            },
        )
        message.attach_alternative(render_to_string(f"{name}.html", context), "text/html")
        return message


def note_return(mail_id: uuid.UUID, returned: Returned) -> None:
    """Say beside an invitation that its mail did not arrive.

    Of a reminder, and of the news that there are responses, nothing is said: whom we write those
    tells who has answered. Nor of an earlier link, which has been replaced since.
    """
    with writing(SYSTEM, event="invitation.returned"):
        mail = GuestMail.objects.select_related("invitation").filter(pk=mail_id).first()
        if mail is None or mail.kind != Kind.INVITATION:
            return
        invitation = mail.invitation
        if mail.occasion != str(invitation.edition):
            return
        answer = returned.answer[:LONGEST_ANSWER]
        _note(invitation, undelivered_at=timezone.now(), undelivered_answer=answer)


def _note(invitation: ConsultationInvitation, **facts: Any) -> None:
    """Write what became of the mail with a link, unless a new link has been issued meanwhile."""
    rows = ConsultationInvitation.objects.filter(pk=invitation.pk, edition=invitation.edition)
    rows.update(**facts)


def is_guest_mail(mail_id: uuid.UUID) -> bool:
    """Whether a mail with this key went to a contributor."""
    with acting(SYSTEM):
        return GuestMail.objects.filter(pk=mail_id).exists()


def _url(invitation: ConsultationInvitation) -> str:
    """The link that opens: that whose digest is kept, also where the site's key changed since.

    Where no key is left that made it, the mail brings a new one, and the former opens nothing.
    """
    access = GuestAccess.objects.filter(invitation=invitation).first()
    token = known_token(invitation, access.token_digest) if access else None
    if token is None:
        token = link_token(invitation)
        if access is not None:
            access.token_digest = digest_of(token)
            access.save(update_fields=["token_digest"])
    return link_url(token)


def _subject(mail: GuestMail, consultation: Consultation) -> str:
    words = {
        Kind.INVITATION: _("Your view is asked for: %(title)s"),
        Kind.REMINDER: _("Answers are taken until %(day)s: %(title)s"),
        Kind.ANSWERED: _("What became of your answers: %(title)s"),
    }[Kind(mail.kind)]
    facts = {"title": consultation.title, "day": consultation.closes_on.isoformat()}
    subject = " ".join((words % facts).split())
    if consultation.country.is_training:
        return _("[Training] %(subject)s") % {"subject": subject}
    return subject


def _is_wanted(mail: GuestMail) -> bool:
    invitation: ConsultationInvitation = mail.invitation
    consultation = invitation.consultation
    if not invitation.is_open:
        return False
    if mail.kind == Kind.INVITATION:
        # A later issue of the link has a mail of its own.
        return mail.occasion == str(invitation.edition)
    if mail.kind == Kind.REMINDER:
        has_answered = invitation.contribution.handed_in_at is not None
        return consultation.takes_answers(timezone.now()) and not has_answered
    return consultation.status == ConsultationStatus.ANSWERED


register_sealed(SealedMails(is_guest_mail, note_return))
