"""Reads of offers and needs."""

import datetime as dt
from typing import Any

from django.db.models import Func, Q, QuerySet
from django.utils import timezone

from apps.engagement.approval.selectors import is_shared
from apps.engagement.offers.models import Side, Support, SupportStatus
from focalpoint.actors import Actor
from focalpoint.db.days import today_in


def supports(actor: Actor) -> QuerySet[Support]:
    """The offers and needs that ``actor`` reads: the own State's, and what others share."""
    rows: QuerySet[Support] = Support.objects.visible_to(actor)
    return rows.select_related("country")


def own_today() -> Func:
    """Today in the capital of the State whose offer or need it is."""
    return today_in("country__time_zone", timezone.now())


def is_current(today: dt.date | Func) -> Q:
    """What can be matched on a day: open, and not expired."""
    still = Q(valid_until=None) | Q(valid_until__gte=today)
    return Q(status=SupportStatus.OPEN) & still


def to_match(actor: Actor, today: dt.date | Func) -> QuerySet[Any]:
    """What the page of matches begins from: needs that are shared, or all that is the State's own.

    Coordinators go through the needs, since each pair has one; a State through both.
    """
    rows = supports(actor).filter(is_current(today))
    if actor.read_states:
        return rows.filter(country__in=actor.read_states)
    return rows.filter(is_shared(), side=Side.NEED)
