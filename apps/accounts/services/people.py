"""Accounts themselves: making, changing and closing them."""

from collections.abc import Mapping
from dataclasses import replace

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User, new_session_salt
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.roles import Role
from focalpoint.services import writing

PROFILE_FIELDS = frozenset({"name", "language", "time_zone"})


def with_full_reach(actor: Actor) -> Actor:
    """The system in the name of ``actor``: for what follows from a step that was authorised.

    History still names the person.
    """
    return replace(SYSTEM, name=actor.name, user_id=actor.user_id)


def register_user(
    *,
    actor: Actor,
    email: str,
    name: str,
    password: str,
    language: str = "en",
    time_zone: str = "UTC",
    reason: str = "",
) -> User:
    """Make an account with a confirmed address; it holds no role yet. Only in the system's name.

    There is no open sign-up: invitations end here, and so do demo data.
    """
    if not actor.is_system:
        raise PermissionDenied(_("Accounts arise by invitation."))
    user = User(email=email.lower(), name=name, language=language, time_zone=time_zone)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.error_list}) from error
    user.set_password(password)
    with writing(actor, reason=reason, event="user.registered"):
        user.full_clean()
        user.save(force_insert=True)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def update_profile(
    *, actor: Actor, user: User, changes: Mapping[str, str], reason: str = ""
) -> User:
    """Change name, language or time zone: one's own, or anybody's by the secretariat."""
    if unknown := set(changes) - PROFILE_FIELDS:
        raise ValueError(f"Not part of a profile: {sorted(unknown)}")
    if actor.user_id != user.pk:
        authorize(actor, "change", user)
    return _save(actor, user, changes, reason=reason, event="user.profile_changed")


def change_email(*, actor: Actor, user: User, email: str, reason: str) -> User:
    """Correct the address that a person signs in with (secretariat); ends their sessions.

    People change their own address themselves and confirm it by mail.
    """
    authorize(actor, "change", user)
    with writing(actor, reason=reason, event="user.email_changed"):
        user = _save(
            actor, user, {"email": email.lower()}, reason=reason, event="user.email_changed"
        )
        EmailAddress.objects.filter(user=user).delete()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        end_sessions(user)
    return user


def deactivate_user(*, actor: Actor, user: User, reason: str) -> User:
    """Close an account at once: no sign-in, no session, no token; its history stays."""
    authorize(actor, "change", user)
    if actor.user_id == user.pk:
        raise ValidationError(_("You cannot close your own account."))
    with writing(actor, reason=reason, event="user.deactivated"):
        user = _save(actor, user, {"is_active": False}, reason=reason, event="user.deactivated")
        access_changed(actor, user)
    return user


def reactivate_user(*, actor: Actor, user: User, reason: str) -> User:
    """Open a closed account again; memberships that are still in force hold again."""
    authorize(actor, "change", user)
    with writing(actor, reason=reason, event="user.reactivated"):
        user = _save(actor, user, {"is_active": True}, reason=reason, event="user.reactivated")
        access_changed(actor, user)
    return user


def access_changed(actor: Actor, user: User) -> None:
    """Bring what depends on a user's roles in line: the staff flag follows the secretariat role,
    and sessions end, so that no page goes on with rights that have changed.

    API tokens stay: each request asks for the roles anew.
    """
    with writing(with_full_reach(actor)):
        is_staff = Membership.objects.in_force().filter(user=user, role=Role.SECRETARIAT).exists()
        if user.is_staff != is_staff:
            user.is_staff = is_staff
            user.save(update_fields=["is_staff"])
        end_sessions(user)


def end_sessions(user: User) -> None:
    """Sign ``user`` out everywhere: sessions that were bound to the old salt open nothing."""
    user.session_salt = new_session_salt()
    user.save(update_fields=["session_salt"])
    UserSession.objects.filter(user=user).delete()


def _save(
    actor: Actor, user: User, changes: Mapping[str, object], *, reason: str, event: str
) -> User:
    """Apply ``changes`` to the account as it stands; only what they name is written."""
    with writing(actor, reason=reason, event=event):
        current = User.objects.select_for_update().get(pk=user.pk)
        for name, value in changes.items():
            setattr(current, name, value)
        current.full_clean(exclude=_others(current, changes))
        current.save(update_fields=list(changes))
    return current


def _others(user: models.Model, changes: Mapping[str, object]) -> set[str]:
    return {field.name for field in user._meta.fields} - set(changes)
