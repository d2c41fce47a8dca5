"""Who is told on each side of what the network's coordinators and States have between them."""

import uuid
from collections.abc import Collection

from django.db.models import Q

from apps.accounts.models import Membership
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import FOCAL_POINT_OFFICE, NETWORK_BROKERS, Role


def desks_of(countries: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The people of the focal point's office of each State today, whoever asks; one statement."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {pk: set() for pk in countries}
    with acting(SYSTEM):
        posts = Membership.objects.filter(country__in=found, role__in=FOCAL_POINT_OFFICE)
        for country, person in posts.in_force().values_list("country_id", "user_id"):
            found[country].add(person)
    return found


def coordinators(author: uuid.UUID | None) -> set[uuid.UUID]:
    """Who coordinates the network today, and ``author`` unless they have left it since."""
    concerned = Q(role=Role.COORDINATOR) | Q(role__in=NETWORK_BROKERS, user=author)
    with acting(SYSTEM):
        posts = Membership.objects.filter(concerned, country=None)
        return set(posts.in_force().values_list("user_id", flat=True))
