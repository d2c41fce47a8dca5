"""Invitations: the only way to an account. The link works once, for two weeks."""

import datetime as dt
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.links import invitation_token, token_digest
from apps.accounts.models import (
    Invitation,
    InvitationState,
    Membership,
    MembershipQuerySet,
    User,
)
from apps.accounts.selectors import actor_for, invitation_by_token
from apps.accounts.services.memberships import grant_membership
from apps.accounts.services.people import register_user, with_full_reach
from apps.accounts.tasks import send_invitation_task
from apps.countries.models import Country, Institution
from focalpoint.actors import SYSTEM, Actor
from focalpoint.ids import uuid7
from focalpoint.policies import allowed
from focalpoint.roles import Role
from focalpoint.services import create_record, update_record, writing
from focalpoint.wakeups import start_on_commit

VALID_FOR = dt.timedelta(days=14)


class InvitationClosedError(Exception):
    """The link opens nothing (any more); ``state`` says why, ``None`` where it is unknown."""

    def __init__(self, state: InvitationState | None) -> None:
        self.state = state
        super().__init__(f"invitation is {state or 'unknown'}")


def invite(
    *,
    actor: Actor,
    email: str,
    name: str,
    role: Role,
    country: Country | None = None,
    institution: Institution | None = None,
    language: str = "en",
    reason: str = "",
) -> Invitation:
    """Invite a person to a role by mail, which leaves once this is committed.

    Raises ``PermissionDenied`` or ``ValidationError`` (invited already, holds the role already).
    """
    invitation = _issued(
        Invitation(
            id=uuid7(),
            email=email.lower(),
            name=name,
            role=role,
            country=country,
            institution=institution,
            language=language,
            invited_by_id=actor.user_id,
        )
    )
    with writing(actor, reason=reason, event="invitation.created"):
        _refuse_repetition(actor, invitation)
        create_record(actor=actor, instance=invitation, reason=reason)
        start_on_commit(send_invitation_task, str(invitation.pk))
    return invitation


def resend_invitation(*, actor: Actor, invitation: Invitation) -> Invitation:
    """Send a new link for another two weeks; the old link stops working."""
    if invitation.state not in (InvitationState.OPEN, InvitationState.EXPIRED):
        raise InvitationClosedError(invitation.state)
    fresh = _issued(Invitation(id=invitation.pk))
    changes = {
        "token_digest": fresh.token_digest,
        "expires_at": fresh.expires_at,
        "sent_at": None,
        "invited_by_id": actor.user_id,
    }
    with writing(actor, event="invitation.resent"):
        invitation = update_record(
            actor=actor,
            instance=invitation,
            changes=changes,
            version=invitation.version,
            verb="resend",
            event="invitation.resent",
        )
        start_on_commit(send_invitation_task, str(invitation.pk))
    return invitation


def revoke_invitation(*, actor: Actor, invitation: Invitation, reason: str = "") -> Invitation:
    """Withdraw an invitation: its link stops working.

    Raises ``InvitationClosedError`` where it was accepted already.
    """
    if invitation.accepted_at:
        raise InvitationClosedError(InvitationState.ACCEPTED)
    return update_record(
        actor=actor,
        instance=invitation,
        changes={"revoked_at": timezone.now()},
        version=None,
        verb="revoke",
        reason=reason,
        event="invitation.withdrawn",
    )


def join_by_invitation(
    *, token: str, name: str, password: str, language: str, time_zone: str
) -> User:
    """Make the account that an invitation promises, with its role; the mail proved the address.

    Raises ``InvitationClosedError`` or ``ValidationError`` (weak password, address known already).
    """
    newcomer = replace(SYSTEM, name=name)
    with writing(newcomer, event="invitation.accepted"):
        invitation = _opened(token)
        user = register_user(
            actor=newcomer,
            email=invitation.email,
            name=name,
            password=password,
            language=language,
            time_zone=time_zone,
            reason=_because_of(invitation),
        )
        _take_up(invitation, user)
    return user


def accept_invitation(*, actor: Actor, user: User, token: str) -> User:
    """Take up an invitation with the account that one has; it must be for the same address.

    Raises ``InvitationClosedError`` or ``ValidationError``.
    """
    with writing(with_full_reach(actor), event="invitation.accepted"):
        invitation = _opened(token)
        if actor.user_id != user.pk or user.email != invitation.email:
            raise ValidationError(_("This invitation is for another person."))
        _take_up(invitation, user)
    return user


def _opened(token: str) -> Invitation:
    """The open invitation of a token, locked, so that it is taken up once.

    It counts only while the person who invited still may: what a lost account sent out is void.
    """
    invitation = invitation_by_token(token, lock=True)
    if invitation is None or not invitation.is_open:
        raise InvitationClosedError(invitation.state if invitation else None)
    inviter = invitation.invited_by
    if inviter and not allowed(actor_for(inviter), "create", invitation):
        raise InvitationClosedError(InvitationState.WITHDRAWN)
    return invitation


def _take_up(invitation: Invitation, user: User) -> None:
    member = replace(SYSTEM, name=str(user), user_id=user.pk)
    with writing(member, reason=_because_of(invitation)):
        if not _held(invitation).filter(user=user).exists():
            grant_membership(
                actor=member,
                user=user,
                role=Role(invitation.role),
                country=invitation.country,
                institution=invitation.institution,
                reason=_because_of(invitation),
            )
        invitation.accepted_at = timezone.now()
        invitation.accepted_by = user
        invitation.save(update_fields=["accepted_at", "accepted_by"])


def _issued(invitation: Invitation) -> Invitation:
    """Give an invitation a new expiry and with it a new token."""
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.token_digest = token_digest(invitation_token(invitation))
    return invitation


def _refuse_repetition(actor: Actor, invitation: Invitation) -> None:
    if _held(invitation).visible_to(actor).filter(user__email=invitation.email).exists():
        raise ValidationError({"email": _("This person holds this role there already.")})
    waiting = Invitation.objects.visible_to(actor).filter(
        email=invitation.email,
        role=invitation.role,
        country=invitation.country,
        institution=invitation.institution,
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=timezone.now(),
    )
    if waiting.exists():
        raise ValidationError(
            {"email": _("This person has been invited already. Send that invitation again.")}
        )


def _held(invitation: Invitation) -> MembershipQuerySet:
    return Membership.objects.standing().filter(
        role=invitation.role,
        country=invitation.country,
        institution=invitation.institution,
    )


def _because_of(invitation: Invitation) -> str:
    return _("Invitation of %(date)s by %(name)s") % {
        "date": date_format(invitation.created_at, "DATE_FORMAT"),
        "name": invitation.invited_by or SYSTEM.name,
    }
