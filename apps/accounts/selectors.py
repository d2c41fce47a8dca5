"""Who a user is to the kernel, and what people may know of each other's accounts."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.links import token_digest
from apps.accounts.models import Invitation, Membership, User, end_of
from apps.countries.models import Country
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor, Post
from focalpoint.db.prepared import Prepared, columns, instance
from focalpoint.roles import GOVERNMENT_WRITERS, Role

# With each request: the posts that a person holds on a day, each with its State.
_SOME_DAY = dt.date(2000, 1, 1)
_POSTS = Prepared(
    lambda user, day, end_of_day: (
        Membership.objects.filter(user=user)
        .in_force(day)
        .order_by("starts_on", "id")
        .values_list("role", "country_id", "institution_id", *columns(Country, "country__"))
    ),
    user=uuid.UUID(int=1),
    day=_SOME_DAY,
    end_of_day=end_of(_SOME_DAY),
)


def actor_for(user: User, on: dt.date | None = None) -> Actor:
    """The actor of a user: the memberships in force on ``on`` (today by default)."""
    person = Actor(name=str(user), user_id=user.pk)
    day = on or timezone.now().date()
    # A person reads their own memberships before anything else is known of them.
    with acting(person):
        rows = _POSTS.rows(user=user.pk, day=day, end_of_day=end_of(day))
    posts = tuple(Post(Role(role), state, office) for role, state, office, *_state in rows)
    home = next((instance(Country, row[3:]) for row in rows if row[1]), None)
    return Actor(name=person.name, user_id=user.pk, posts=posts, country=home)


def writers_of(institutions: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Who writes for each of some institutions today, whoever asks: to tell them of something."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {pk: [] for pk in institutions}
    with acting(SYSTEM):
        posts = Membership.objects.filter(institution__in=found, role__in=GOVERNMENT_WRITERS)
        for institution, person in posts.in_force().values_list("institution_id", "user_id"):
            found[institution].append(person)
    return found


def people_of_state(actor: Actor) -> QuerySet[User]:
    """Who serves the actor's State or once did, by name; nobody for those without a State."""
    if actor.country is None:
        return User.objects.none()
    posts = Membership.objects.visible_to(actor).filter(country=actor.country)
    return User.objects.filter(pk__in=posts.values("user")).order_by("name", "pk")


def invitation_by_token(token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation that a link leads to, whatever its state; who holds the secret may see it."""
    rows = Invitation.objects.select_related("country", "institution", "invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    with acting(SYSTEM):
        return rows.filter(token_digest=token_digest(token)).first()
