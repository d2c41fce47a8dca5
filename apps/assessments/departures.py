"""The phases of assessments in the hands of somebody whose role ends."""

from typing import Any

from django.utils.translation import ngettext

from apps.assessments.cycle_selectors import responsibilities
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.departures import Left, register

# So many assessments are named; more would not help.
NAMED = 5


def phases_left(actor: Actor, membership: Any) -> Left | None:
    """Of how many phases the person stays responsible, and of which assessments the actor sees."""
    country, person = membership.country, membership.user
    if country is None:
        return None
    with acting(SYSTEM):
        rows = responsibilities(SYSTEM).filter(assessment__country=country, person=person)
        number = rows.count()
    if not number:
        return None
    seen = responsibilities(actor).filter(assessment__country=country, person=person)
    found = seen.order_by("assessment__reference").values_list("assessment__reference", flat=True)
    references = list(dict.fromkeys(found))[:NAMED]
    words = ngettext(
        "%(person)s stays responsible for %(number)d phase of an assessment until its calendar "
        "names somebody else.",
        "%(person)s stays responsible for %(number)d phases of assessments until their calendars "
        "name somebody else.",
        number,
    ) % {"number": number, "person": person}
    return Left(f"{words} {', '.join(references)}".strip())


register(phases_left)
