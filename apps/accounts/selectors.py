"""Who a user is to the kernel, and what people may know of each other's accounts."""

import datetime as dt

from apps.accounts.links import token_digest
from apps.accounts.models import Invitation, Membership, User
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor, Post
from focalpoint.roles import Role


def actor_for(user: User, on: dt.date | None = None) -> Actor:
    """The actor of a user: the memberships in force on ``on`` (today by default)."""
    person = Actor(name=str(user), user_id=user.pk)
    # A person reads their own memberships before anything else is known of them.
    with acting(person):
        memberships = list(
            Membership.objects.filter(user=user)
            .in_force(on)
            .select_related("country", "institution")
        )
    home = next((m.country for m in memberships if m.country), None)
    posts = tuple(Post(Role(m.role), m.country_id, m.institution_id) for m in memberships)
    return Actor(name=person.name, user_id=user.pk, posts=posts, country=home)


def invitation_by_token(token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation that a link leads to, whatever its state; who holds the secret may see it."""
    rows = Invitation.objects.select_related("country", "institution", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    with acting(SYSTEM):
        return rows.filter(token_digest=token_digest(token)).first()
