"""The last day for answers to a consultation: its office closes it, or gives more time."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.consultation_models import Consultation, ConsultationStatus
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Last days of open consultations; the owning institution's own people are told."""
    rows: QuerySet[Any, Any] = (
        Consultation.objects.filter(status=ConsultationStatus.OPEN)
        .annotate(
            object_id=F("pk"),
            due_on=F("closes_on"),
            since=F("created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            # Ministries do not see it, whatever its level.
            kept_by_id=F("office_id"),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those consultations that ``actor`` may see."""
    rows = Consultation.objects.visible_to(actor).filter(pk__in=ids)
    return {
        row.pk: DeadlineLine(
            title=gettext("Last day for answers: %(title)s") % {"title": row.title},
            reference=row.assessment.reference,
            state=str(row.country),
            due_on=row.closes_on,
            url=row.get_absolute_url(),
            is_training=row.country.is_training,
            is_kept=row.visibility == Visibility.OFFICE,
        )
        for row in rows.select_related("assessment", "country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The consultations that an institution owns."""
    rows: QuerySet[Any, Any] = Consultation.objects.filter(office=pk)
    return rows.values_list("pk")


SOURCE = DeadlineSource(
    "consultation.close",
    _("Last day of a consultation"),
    open_deadlines,
    lines,
    of_institution=of_institution,
)
