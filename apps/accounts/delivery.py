"""Mails about accounts, in the recipient's own language, as plain text and as HTML."""

import datetime as dt
import re
import uuid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.links import invitation_url
from apps.accounts.models import Invitation, User
from apps.accounts.pace import count_message
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.services import writing

OVERDUE = dt.timedelta(minutes=10)
BATCH = 500
ADDRESS = re.compile(r"<?[^\s<>()\[\]\",;:]+@[^\s<>()\[\]\",;:]+>?")


def deliver_invitation(invitation_id: uuid.UUID) -> bool:
    """Mail the link once for each issue of an invitation; ``False`` where nothing is to be sent.

    Raises what the mail server raises; the invitation then still counts as not sent.
    """
    with writing(SYSTEM, event="invitation.sent"):
        invitation = (
            Invitation.objects.select_related("country", "institution", "invited_by")
            .select_for_update(of=("self",))
            .get(pk=invitation_id)
        )
        if invitation.sent_at or not invitation.is_open:
            return False
        count_message()
        _invitation_mail(invitation).send()
        invitation.sent_at = timezone.now()
        invitation.save(update_fields=["sent_at"])
    return True


def unsent_invitations() -> list[uuid.UUID]:
    """Those that should have left a while ago: the broker has lost their task, or it gave up."""
    now = timezone.now()
    with acting(SYSTEM):
        waiting = Invitation.objects.filter(
            sent_at=None,
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=now,
            created_at__lt=now - OVERDUE,
        )
        return list(waiting.order_by("id").values_list("pk", flat=True)[:BATCH])


def deliver_mail(subject: str, text: str, html: str, to: str) -> None:
    """Send one mail that is written already. Raises what the mail server raises."""
    mail = EmailMultiAlternatives(subject, text, to=[to])
    if html:
        mail.attach_alternative(html, "text/html")
    count_message()
    mail.send()


def write_failing_address_mail(person: User, official: User) -> tuple[str, str, str]:
    """Subject, text and HTML (none) of the mail that tells an official of a colleague's address."""
    context = {
        "person": person,
        "official": official,
        # Servers name the address that they refuse; it is the colleague's own business.
        "answer": ADDRESS.sub("…", person.failing_answer),
        "url": f"{settings.SITE_URL.rstrip('/')}{reverse('people')}",
    }
    name = "accounts/email/failing_address"
    with translation.override(official.language):
        subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
        return subject, render_to_string(f"{name}_message.txt", context), ""


def _invitation_mail(invitation: Invitation) -> EmailMultiAlternatives:
    context = {"invitation": invitation, "url": invitation_url(invitation)}
    name = "accounts/email/invitation"
    with translation.override(invitation.language):
        subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
        mail = EmailMultiAlternatives(
            subject, render_to_string(f"{name}_message.txt", context), to=[invitation.email]
        )
        mail.attach_alternative(render_to_string(f"{name}_message.html", context), "text/html")
    return mail
