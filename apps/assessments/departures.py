"""The phases of assessments in the hands of somebody whose role ends, and alerts to them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.assessments.alert_models import Alert
from apps.assessments.alerts.selectors import chosen
from apps.assessments.cycle.selectors import responsibilities
from apps.assessments.event_models import EventStatus
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


def alerts_left(actor: Actor, membership: Any) -> Left | None:
    """Whether escalations alert the person, and whether one that is open waits for them."""
    country, person = membership.country, membership.user
    if country is None:
        return None
    with acting(SYSTEM):
        is_chosen = person.pk in chosen(country, SYSTEM)
        waiting = Alert.objects.filter(
            escalation__event__country=country,
            escalation__event__status=EventStatus.LOGGED,
            escalation__decided_at=None,
            person=person,
        ).count()
    if not is_chosen and not waiting:
        return None
    said = []
    if is_chosen:
        said.append(
            _("%(person)s is among those whom escalations alert, and no longer will be.")
            % {"person": person}
        )
    if waiting:
        words = ngettext(
            "%(number)d escalation waits for an answer of %(person)s.",
            "%(number)d escalations wait for an answer of %(person)s.",
            waiting,
        )
        said.append(words % {"number": waiting, "person": person})
    if actor.country != country or not is_chosen:
        return Left(" ".join(said))
    return Left(" ".join(said), reverse("alert-list-choose"), _("People to alert"))


register(phases_left)
register(alerts_left)
