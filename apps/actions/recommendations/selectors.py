"""Which recommendations actions serve, and which actions serve one."""

from typing import Any

from django.db.models import F, QuerySet

from apps.actions import selectors
from apps.actions.models import Action, ActionLink
from apps.recommendations.received_models import ReceivedRecommendation
from focalpoint.actors import Actor


def served_recommendations(actor: Actor) -> QuerySet[Any, Any]:
    """The keys of the recommendations that an action serves which is not put away."""
    rows: QuerySet[Any, Any] = ActionLink.objects.visible_to(actor).filter(
        recommendation__isnull=False, action__archived_at=None
    )
    return rows.order_by().values("recommendation")


def actions_on(recommendation: ReceivedRecommendation, actor: Actor, *, most: int) -> list[Action]:
    """The actions that serve a recommendation, open ones first, and one more than ``most``."""
    rows: Any = selectors.linked_to(actor, recommendations=[recommendation.pk])
    nearest = (F("completed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")
    return list(rows.current().order_by(*nearest)[: most + 1])
