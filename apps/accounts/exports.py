"""What files say of people."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Invitation, InvitationState, User
from apps.countries.exports import STATE, TRAINING, institution_names
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind
from focalpoint.roles import Role


def person_names(actor: Actor, ids: Collection[Any]) -> Mapping[Any, str]:
    """The names of people, who are named wherever their work is shown."""
    return {
        str(user.pk): str(user) for user in User.objects.filter(pk__in=ids).only("name", "email")
    }


def person_addresses(
    actor: Actor, pairs: Collection[tuple[Any, Any]]
) -> Mapping[tuple[Any, Any], str]:
    """The addresses of people by (person, State): only of those who work where the actor does."""
    states = {str(state) for state in actor.read_states}
    known = [pair for pair in pairs if pair[0] and pair[1] in states]
    people = User.objects.filter(pk__in={person for person, _state in known})
    addresses = {str(pk): email for pk, email in people.values_list("pk", "email")}
    return {pair: addresses[pair[0]] for pair in known if pair[0] in addresses}


def invitation_states(
    actor: Actor, dates: Collection[tuple[Any, ...]]
) -> Mapping[tuple[Any, ...], str]:
    """Where invitations stand by (accepted, withdrawn, expires)."""
    return {
        each: Invitation(accepted_at=each[0], revoked_at=each[1], expires_at=each[2]).state.value
        for each in dates
    }


_PLACE = (
    Column("role", _("Role"), words=Role.choices, width=28),
    Column("institution", _("Institution"), "institution_id", look_up=institution_names, width=36),
    STATE,
)

PEOPLE = Export(
    "people",
    _("People"),
    (
        Column("name", _("Person"), "user__name", width=28),
        Column("email", _("E-mail address"), "user__email", width=32),
        *_PLACE,
        Column("starts_on", _("Since"), kind=Kind.DATE),
        Column("ends_on", _("Until"), kind=Kind.DATE),
        TRAINING,
    ),
)

INVITATIONS = Export(
    "invitations",
    _("Invitations"),
    (
        Column("name", _("Person"), width=28),
        Column("email", _("E-mail address"), width=32),
        *_PLACE,
        Column(
            "status",
            _("Status"),
            ("accepted_at", "revoked_at", "expires_at"),
            words=InvitationState.choices,
            look_up=invitation_states,
        ),
        Column("sent_at", _("Sent (UTC)"), kind=Kind.INSTANT, width=18),
        Column("expires_at", _("Expires (UTC)"), kind=Kind.INSTANT, width=18),
        Column("invited_by", _("Invited by"), "invited_by__name", width=28),
        TRAINING,
    ),
)
