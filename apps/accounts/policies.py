"""Who may give roles, invite, and look after accounts.

The secretariat does so everywhere. The focal point and the deputy do so in their own State, never
for the network and never above themselves; an official invites colleagues of the same State.
"""

from collections.abc import Mapping

from apps.accounts.models import ApiToken, Invitation, Membership, User
from focalpoint.actors import Actor
from focalpoint.policies import Condition, allowed, declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, STATE_ROLES, Role

SECRETARIAT = may({Role.SECRETARIAT})

# Which roles each role may give or take in its own State.
APPOINTS: dict[Role, frozenset[Role]] = {
    Role.FOCAL_POINT: STATE_ROLES,
    Role.DEPUTY: STATE_ROLES - {Role.FOCAL_POINT},
}
# Which roles each role may invite people to.
INVITES: dict[Role, frozenset[Role]] = {
    **APPOINTS,
    Role.OFFICIAL: frozenset({Role.OFFICIAL, Role.MINISTRY_OFFICER, Role.CONTRIBUTOR}),
}


def _within(table: Mapping[Role, frozenset[Role]]) -> Condition:
    """The role of the record is one that the actor's own role in that State disposes of."""

    def condition(actor: Actor, record: Membership | Invitation) -> bool:
        return any(
            record.role in table.get(post.role, frozenset())
            for post in actor.posts
            if post.country_id == record.country_id
        )

    return condition


_appoints = (SECRETARIAT, may(APPROVERS, where=_within(APPOINTS)))
_invites = (SECRETARIAT, may(FOCAL_POINT_OFFICE, where=_within(INVITES)))

declare(Membership, create=_appoints, end=_appoints)
declare(Invitation, create=_invites, resend=_invites, revoke=_invites)
declare(User, change=SECRETARIAT)
declare(ApiToken, revoke=SECRETARIAT)


def roles_open_to(actor: Actor, model: type[Membership | Invitation]) -> list[Role]:
    """The roles that ``actor`` may give (memberships) or invite to (invitations) somewhere."""
    places = {post.country_id for post in actor.posts}
    return [
        role
        for role in Role
        if any(allowed(actor, "create", model(role=role, country_id=place)) for place in places)
    ]
