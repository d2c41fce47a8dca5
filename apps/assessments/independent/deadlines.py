"""The day by which an institution hands in its own rating."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.independent.selectors import requests
from apps.assessments.independent_models import RatingRequest
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource


def open_deadlines() -> QuerySet[Any, Any]:
    """Ratings that are owed; told are the people of the institution that was asked."""
    rows: QuerySet[Any, Any] = (
        RatingRequest.objects.filter(ended_at=None, reply__handed_in_at=None)
        .annotate(
            object_id=F("pk"),
            since=F("due_set_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            # Nobody else of the government knows of it, but for the office that asked.
            kept_by_id=F("institution_id"),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those requests that ``actor`` may see."""
    return {
        each.pk: DeadlineLine(
            title=gettext("Hand in your rating: %(title)s") % {"title": each.title},
            reference=each.reference,
            state=str(each.country),
            due_on=each.due_on,
            url=each.page_for(actor.offices),
            is_training=each.country.is_training,
            is_kept=True,
        )
        for each in requests(actor).filter(pk__in=ids)
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """What an institution was asked, or asks of others."""
    rows: QuerySet[Any, Any] = RatingRequest.objects.filter(Q(institution=pk) | Q(office=pk))
    return rows.values_list("pk")


SOURCE = DeadlineSource(
    "rating.asked",
    _("Independent rating"),
    open_deadlines,
    lines,
    of_institution=of_institution,
)
