"""The deadlines of offers and needs: the last day on which an open one is valid."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from apps.engagement.offers.models import Support, SupportStatus
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Last days of what is open; told are those of the institution that keeps it."""
    rows: QuerySet[Any, Any] = (
        Support.objects.filter(status=SupportStatus.OPEN, valid_until__isnull=False)
        .annotate(
            object_id=F("pk"),
            due_on=F("valid_until"),
            since=Coalesce("valid_set_at", "created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=F("office_id"),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those offers and needs that ``actor`` may see."""
    rows = Support.objects.visible_to(actor).filter(pk__in=ids, valid_until__isnull=False)
    return {
        record.pk: DeadlineLine(
            title=f"{record.get_side_display()}: {record.title}",
            reference="",
            state=str(record.country),
            due_on=record.valid_until,
            url=record.get_absolute_url(),
            is_training=record.country.is_training,
            is_kept=record.visibility == Visibility.OFFICE,
        )
        for record in rows.select_related("country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The offers and needs that an institution keeps."""
    rows: QuerySet[Any, Any] = Support.objects.filter(office=pk)
    return rows.values_list("pk")


SOURCE = DeadlineSource(
    "support.valid_until",
    _("End of an offer or a need"),
    open_deadlines,
    lines,
    of_institution=of_institution,
)
