"""Reads of offers and needs."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from apps.engagement.offers.models import Side, Support, SupportStatus
from focalpoint.actors import Actor
from focalpoint.visibility import NETWORK_LEVELS


def supports(actor: Actor) -> QuerySet[Support]:
    """The offers and needs that ``actor`` reads: the own State's, and what others share."""
    rows: QuerySet[Support] = Support.objects.visible_to(actor)
    return rows.select_related("country")


def is_current(today: dt.date) -> Q:
    """What can be matched on a day: open, and not expired."""
    still = Q(valid_until=None) | Q(valid_until__gte=today)
    return Q(status=SupportStatus.OPEN) & still


def is_shared() -> Q:
    """What the network reads."""
    return Q(approved_at__isnull=False, visibility__in=NETWORK_LEVELS)


def to_match(actor: Actor, today: dt.date) -> QuerySet[Any]:
    """What the page of matches begins from: needs that are shared, or all that is the State's own.

    Coordinators go through the needs, since each pair has one; a State through both.
    """
    rows = supports(actor).filter(is_current(today))
    if actor.read_states:
        return rows.filter(country__in=actor.read_states)
    return rows.filter(is_shared(), side=Side.NEED)
