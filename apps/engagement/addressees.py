"""Who is told on each side of what the network's coordinators and States have between them."""

import uuid
from collections.abc import Collection

from apps.accounts.models import Membership
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import FOCAL_POINT_OFFICE, Role


def desks_of(countries: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The people of the focal point's office of each State today, whoever asks; one statement."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {pk: set() for pk in countries}
    with acting(SYSTEM):
        posts = Membership.objects.filter(country__in=found, role__in=FOCAL_POINT_OFFICE)
        for country, person in posts.in_force().values_list("country_id", "user_id"):
            found[country].add(person)
    return found


def coordinators() -> set[uuid.UUID]:
    """Who coordinates the network today: whoever asked a State may have left since."""
    with acting(SYSTEM):
        posts = Membership.objects.filter(country=None, role=Role.COORDINATOR)
        return set(posts.in_force().values_list("user_id", flat=True))
