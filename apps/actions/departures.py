"""The open work of somebody whose role ends: how much it is, and the way to the handover."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.actions.handover_selectors import may_hand_over_for, open_work
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.departures import Left, register


def open_work_left(actor: Actor, membership: Any) -> Left | None:
    """How many open actions the person has in the State, whatever the actor sees of them."""
    country, person = membership.country, membership.user
    if country is None:
        return None
    with acting(SYSTEM):
        number = open_work(SYSTEM, country, person).count()
    if not number:
        return None
    words = ngettext(
        "%(number)d open action stays assigned to %(person)s until it is handed over.",
        "%(number)d open actions stay assigned to %(person)s until they are handed over.",
        number,
    ) % {"number": number, "person": person}
    if actor.country != country or not may_hand_over_for(actor, country, person):
        return Left(words)
    return Left(words, reverse("handover", args=[person.pk]), _("Hand over open work"))


register(open_work_left)
