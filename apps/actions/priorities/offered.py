"""The priorities that an action may be said to serve."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from apps.recommendations.strategy_models import LIVE, StrategyPriority
from focalpoint.actors import Actor


def with_offered(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The actions with the ``offered`` priorities of their State; ``offered_with`` reads them.

    They come with the row, so that the form of a page costs it no statement.
    """
    live = (
        StrategyPriority.objects.visible_to(actor)
        .filter(country=OuterRef("country"), status__in=LIVE)
        .order_by("place", "id")
    )
    found: QuerySet[Any] = rows.annotate(
        offered=ArraySubquery(live.values(facts=JSONObject(reference="reference", title="title")))
    )
    return found


def offered_with(action: Any) -> list[StrategyPriority]:
    """What ``with_offered`` found, to choose from and no more: nothing else of them is read."""
    # Of who may read none at all, the database is not even asked.
    return [StrategyPriority(**facts) for facts in action.offered or ()]
