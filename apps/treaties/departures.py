"""The duties of somebody whose role ends: stages of plans and dates that are in their hands."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.treaties.obligations.choices import OPEN
from apps.treaties.obligations.models import Occurrence
from apps.treaties.plans.choices import UNFINISHED, PlanStatus
from apps.treaties.plans.models import PlanStage
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.departures import Left, register


def stages_left(actor: Actor, membership: Any) -> Left | None:
    """How many unfinished stages are in the person's hands, whatever the actor sees of them."""
    rows = PlanStage.objects.filter(
        country=membership.country_id,
        person=membership.user_id,
        status__in=UNFINISHED,
        plan__status=PlanStatus.OPEN,
    )
    number = _count(membership, rows)
    words = ngettext(
        "%(number)d stage of a ratification plan stays in the hands of %(person)s.",
        "%(number)d stages of ratification plans stay in the hands of %(person)s.",
        number,
    )
    return _left(actor, membership, number, words, "plan-list", _("Ratification plans"))


def dates_left(actor: Actor, membership: Any) -> Left | None:
    """How many open dates of obligations name the person as responsible."""
    rows = Occurrence.objects.filter(
        country=membership.country_id, responsible=membership.user_id, status__in=OPEN
    )
    number = _count(membership, rows)
    words = ngettext(
        "%(person)s stays responsible for %(number)d date of an obligation.",
        "%(person)s stays responsible for %(number)d dates of obligations.",
        number,
    )
    return _left(actor, membership, number, words, "obligation-list", _("Obligations"))


def _count(membership: Any, rows: QuerySet[Any]) -> int:
    if membership.country_id is None:
        return 0
    with acting(SYSTEM):
        return rows.count()


def _left(
    actor: Actor, membership: Any, number: int, words: str, page: str, label: str
) -> Left | None:
    if not number:
        return None
    said = words % {"number": number, "person": membership.user}
    if actor.country != membership.country:
        return Left(said)
    return Left(said, f"{reverse(page)}?{urlencode({'person': membership.user_id})}", label)


register(stages_left)
register(dates_left)
