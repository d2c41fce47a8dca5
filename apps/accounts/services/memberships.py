"""Give, take and change roles. Access follows at once: sessions end with each change."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.accounts.services.people import access_changed
from apps.countries.models import Country, Institution
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.roles import Role
from focalpoint.services import create_record, locked, update_record, writing


def grant_membership(
    *,
    actor: Actor,
    user: User,
    role: Role,
    country: Country | None = None,
    institution: Institution | None = None,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    reason: str = "",
) -> Membership:
    """Give ``user`` a role: in an institution of a State, or in the network (neither is given).

    Dates count in UTC; ``starts_on`` is today by default. Ends the user's sessions.
    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    membership = Membership(
        user=user,
        role=role,
        country=country,
        institution=institution,
        starts_on=starts_on or timezone.now().date(),
        ends_on=ends_on,
    )
    with writing(actor, reason=reason, event="membership.granted"):
        create_record(actor=actor, instance=membership, reason=reason, event="membership.granted")
        access_changed(actor, user)
    return membership


def end_membership(
    *,
    actor: Actor,
    membership: Membership,
    version: int | None,
    reason: str = "",
    ends_on: dt.date | None = None,
) -> Membership:
    """End a role: at once, with the user's sessions, or at the end of a coming day ``ends_on``.

    A State keeps a focal point, and the network its secretariat: the last one is refused.
    Raises ``ValidationError``, ``PermissionDenied`` or ``StaleVersionError``.
    """
    today = timezone.now().date()
    with writing(actor, reason=reason, event="membership.ended"):
        peers = _peers(actor, membership)
        current = locked(actor, membership)
        if current.has_ended:
            raise ValidationError(_("This membership has ended already."))
        authorize(actor, "end", current)
        _keep_the_last(actor, current, peers)
        if ends_on and ends_on > today:
            changes: dict[str, object] = {"ends_on": ends_on}
        else:
            # A membership that had not begun ends on its first day, before it opened anything.
            changes = {"ends_on": max(today, current.starts_on), "ended_at": timezone.now()}
        ended = update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            verb="end",
            reason=reason,
            event="membership.ended",
        )
        if ended.ended_at:
            access_changed(actor, ended.user)
    return ended


def change_role(
    *,
    actor: Actor,
    membership: Membership,
    role: Role,
    institution: Institution | None,
    version: int | None,
    reason: str = "",
) -> Membership:
    """End one role and begin another in the same State (or the network), today; return the new one.

    Both are one step: if either is refused, nothing changes. Ends the user's sessions.
    """
    place = institution.pk if institution else None
    if (role, place) == (membership.role, membership.institution_id):
        raise ValidationError(_("This is the present role. Choose another one."))
    with writing(actor, reason=reason, event="membership.changed"):
        old = end_membership(actor=actor, membership=membership, version=version, reason=reason)
        return grant_membership(
            actor=actor,
            user=old.user,
            role=role,
            country=old.country,
            institution=institution,
            reason=reason,
        )


def _peers(actor: Actor, membership: Membership) -> list[Membership]:
    """Those who hold a role now that must not be left empty, locked in one order for everybody.

    Without it two people could remove each other at once.
    """
    if membership.role not in (Role.FOCAL_POINT, Role.SECRETARIAT):
        return []
    alike = Membership.objects.visible_to(actor).filter(
        role=membership.role, country_id=membership.country_id
    )
    return list(alike.in_force().order_by("pk").select_for_update(of=("self",)))


def _keep_the_last(actor: Actor, membership: Membership, peers: list[Membership]) -> None:
    """Refuse to leave a State without its focal point, or the network without its secretariat.

    The secretariat itself may end the last focal point's role.
    """
    others = [peer for peer in peers if peer.user_id != membership.user_id]
    if others or actor.is_system:
        return
    if membership.role == Role.SECRETARIAT:
        raise ValidationError(
            _("This is the last member of the secretariat. Appoint another one first.")
        )
    if membership.role == Role.FOCAL_POINT and not actor.administers:
        raise ValidationError(
            _(
                "This is the last focal point of %(state)s."
                " Name a successor first, or ask the secretariat."
            )
            % {"state": membership.country}
        )
