"""The deadlines of recommendations received: the day by which each is to be carried out."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from apps.recommendations.received_models import RecommendationWork
from apps.recommendations.statuses import FINISHED
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource


def open_deadlines() -> QuerySet[Any, Any]:
    """Days of recommendations that are not carried out, as the newest report says.

    Told are those of the institution that leads, else the State's focal point. What is no longer in
    the final document asks for nothing.
    """
    rows: QuerySet[Any, Any] = (
        RecommendationWork.objects.filter(
            due_on__isnull=False, recommendation__dropped_on__isnull=True
        )
        .exclude(status__in=FINISHED)
        .annotate(
            object_id=F("pk"),
            since=Coalesce("due_set_at", "created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=F("lead_id"),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of that work which ``actor`` may see."""
    rows = RecommendationWork.objects.visible_to(actor).filter(pk__in=ids, due_on__isnull=False)
    return {
        work.pk: DeadlineLine(
            title=Truncator(work.recommendation.text).chars(200),
            reference=str(work.recommendation),
            state=str(work.country),
            due_on=work.due_on,
            url=work.get_absolute_url(),
            is_training=work.country.is_training,
        )
        for work in rows.select_related("country", "recommendation")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The recommendations on which an institution leads."""
    rows: QuerySet[Any, Any] = RecommendationWork.objects.filter(lead=pk)
    return rows.values_list("pk")


SOURCE = DeadlineSource(
    "recommendation.due",
    _("Recommendation received"),
    open_deadlines,
    lines,
    of_institution=of_institution,
)
