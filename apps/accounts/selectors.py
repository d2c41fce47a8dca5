"""Who a user is to the kernel."""

import datetime as dt

from apps.accounts.models import Membership, User
from focalpoint.acting import acting
from focalpoint.actors import Actor, Post
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
