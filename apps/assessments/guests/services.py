"""Letting a contributor in: one person, one consultation, no account.

The link of the mail opens for the first browser that asks. A further one has to bring a code that
goes to the same mailbox, so that a link that was passed on, or read in a log, opens nothing.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.accounts.outbox import write_mail
from apps.accounts.tasks import send_account_mail_task
from apps.assessments.consultation_models import Consultation, ConsultationInvitation
from apps.assessments.contribution_models import GuestAccess
from apps.assessments.guests.links import code_digest, digest_of, is_code, new_code, new_secret
from focalpoint.acting import acting, nobody_acting
from focalpoint.actors import SYSTEM, Actor, Guest, Post
from focalpoint.roles import Role
from focalpoint.wakeups import start_on_commit

CODE_VALID_FOR = dt.timedelta(minutes=15)
CODE_TRIES = 5
CODES_AN_HOUR = 5
# Desk, phone, a library: who uses more has lost the first ones.
BROWSERS = 5


class NoEntryError(Exception):
    """A link, a cookie or a code lets nobody in; ``reason`` is a word for the page that says so."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Entry:
    """What a link led to: the browser's new secret, or ``None`` where a code has been mailed."""

    consultation: Consultation
    secret: str | None


@contextmanager
def unseen() -> Iterator[None]:
    """Act for a contributor without a trace of the request in the history."""
    with nobody_acting(), acting(SYSTEM):
        yield


def guest_actor(invitation: ConsultationInvitation) -> Actor:
    """The actor of somebody invited: they read that consultation and what is theirs of it."""
    consultation = invitation.consultation
    return Actor(
        name="A contributor",
        posts=(Post(Role.CONTRIBUTOR, consultation.country_id),),
        country=consultation.country,
        guest=Guest(invitation.pk, consultation.pk),
    )


def invitation_of_link(token: str) -> ConsultationInvitation:
    """The open invitation that a link leads to. Raises ``NoEntryError``."""
    with unseen():
        return _open_invitation(_accesses().filter(token_digest=digest_of(token)).first())


def invitation_of_browser(consultation_id: Any, secret: str) -> ConsultationInvitation:
    """The open invitation that a browser's cookie stands for. Raises ``NoEntryError``."""
    with unseen():
        rows = _accesses().filter(
            invitation__consultation=consultation_id, browsers__contains=[digest_of(secret)]
        )
        return _open_invitation(rows.first() if secret else None)


def enter(*, token: str, secret: str) -> Entry:
    """Let the browser in that holds ``secret``, or the first one that asks; else mail a code.

    Raises ``NoEntryError`` where the link opens nothing, or too many codes were asked for.
    """
    with unseen(), transaction.atomic():
        access = _locked(token)
        invitation = _open_invitation(access)
        assert access is not None
        if secret and digest_of(secret) in access.browsers:
            return Entry(invitation.consultation, secret)
        if not access.browsers:
            return Entry(invitation.consultation, _let_in(access))
        _send_code(access, invitation)
        return Entry(invitation.consultation, None)


def enter_with_code(*, token: str, code: str) -> Entry:
    """Let in a further browser that brings the code of the mail.

    Raises ``NoEntryError``: ``wrong`` for a code that is not it, ``spent`` where it has expired or
    was guessed at too often.
    """
    with unseen():
        with transaction.atomic():
            access = _locked(token)
            invitation = _open_invitation(access)
            assert access is not None
            reason = _problem(access, code)
            if reason is None:
                access.code_digest = ""
                return Entry(invitation.consultation, _let_in(access))
            access.code_tries += 1
            access.save(update_fields=["code_tries"])
        # The try counts, so it is raised once that is committed.
        raise NoEntryError(reason)


def leave(*, consultation_id: Any, secret: str) -> None:
    """Forget one browser."""
    digest = digest_of(secret)
    with unseen(), transaction.atomic():
        rows = GuestAccess.objects.filter(
            invitation__consultation=consultation_id, browsers__contains=[digest]
        )
        for access in rows.select_for_update():
            access.browsers = [each for each in access.browsers if each != digest]
            access.save(update_fields=["browsers"])


def _accesses() -> Any:
    return GuestAccess.objects.select_related("invitation__consultation__country")


def _locked(token: str) -> GuestAccess | None:
    rows = _accesses().filter(token_digest=digest_of(token))
    found: GuestAccess | None = rows.select_for_update(of=("self",)).first()
    return found


def _open_invitation(access: GuestAccess | None) -> ConsultationInvitation:
    if access is None:
        raise NoEntryError("unknown")
    invitation = access.invitation
    if invitation.revoked_at:
        raise NoEntryError("withdrawn")
    if not invitation.is_open:
        raise NoEntryError("expired")
    return invitation


def _let_in(access: GuestAccess) -> str:
    secret = new_secret()
    access.browsers = [*access.browsers, digest_of(secret)][-BROWSERS:]
    access.accepted_at = access.accepted_at or timezone.now()
    access.save(update_fields=["browsers", "accepted_at", "code_digest"])
    return secret


def _problem(access: GuestAccess, code: str) -> str | None:
    expires = access.code_expires_at
    if not access.code_digest or access.code_tries >= CODE_TRIES:
        return "spent"
    if expires is None or expires <= timezone.now():
        return "spent"
    digits = "".join(each for each in code if each.isdigit())
    return None if is_code(access.code_digest, access.pk, digits) else "wrong"


def _send_code(access: GuestAccess, invitation: ConsultationInvitation) -> None:
    now = timezone.now()
    if access.codes_since is None or access.codes_since < now - dt.timedelta(hours=1):
        access.codes_since, access.codes_sent = now, 0
    if access.codes_sent >= CODES_AN_HOUR:
        raise NoEntryError("too_many")
    code = new_code()
    access.codes_sent += 1
    access.code_tries = 0
    access.code_digest = code_digest(access.pk, code)
    access.code_expires_at = now + CODE_VALID_FOR
    access.save()
    consultation = invitation.consultation
    with translation.override(invitation.language):
        context = {"code": code, "invitation": invitation, "consultation": consultation}
        text = render_to_string("assessments/email/guest_code.txt", context)
        html = render_to_string("assessments/email/guest_code.html", context)
        subject = _("Your code for FocalPoint")
        if consultation.country.is_training:
            subject = _("[Training] %(subject)s") % {"subject": subject}
    waiting = write_mail(subject, text, html, invitation.email)
    start_on_commit(send_account_mail_task, str(waiting.pk))
