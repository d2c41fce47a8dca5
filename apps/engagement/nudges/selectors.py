"""Reads of questions of the network."""

import datetime as dt
import uuid

from django.db.models import QuerySet

from apps.catalogue.models import STEPS_2013, Item
from apps.engagement.nudges.models import Nudge
from focalpoint.actors import Actor

# At most so many questions to one State in so many days, withdrawn ones included.
MOST_ASKED = 3
SPAN = dt.timedelta(days=30)


def nudges(actor: Actor) -> QuerySet[Nudge]:
    """The questions that ``actor`` reads: those to their own State, or all."""
    rows: QuerySet[Nudge] = Nudge.objects.visible_to(actor)
    return rows.select_related("country", "step", "treaty", "gathering", "asked_by")


def asked_lately(actor: Actor, country_id: uuid.UUID, now: dt.datetime) -> list[dt.datetime]:
    """When a State was asked within the span that counts, the latest first."""
    rows = Nudge.objects.visible_to(actor).filter(country=country_id, created_at__gt=now - SPAN)
    return list(rows.order_by("-created_at").values_list("created_at", flat=True)[:MOST_ASKED])


def steps() -> QuerySet[Item]:
    """The seven steps, in their order."""
    rows = Item.objects.filter(framework__code=STEPS_2013, parent=None, is_active=True)
    return rows.order_by("framework__edition", "order")
