"""The deadlines of assessments: the phases, and the next review of the one that is in force."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.alerts.deadlines import ANSWERS
from apps.assessments.consultations.deadlines import SOURCE as CONSULTATIONS
from apps.assessments.cycle.deadlines import SOURCE as PHASES
from apps.assessments.independent.deadlines import SOURCE as RATINGS
from apps.assessments.models import Assessment, Status
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource, kept_by, register
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Review dates of approved assessments that no later approved one has replaced."""
    later = Assessment.objects.filter(
        country=OuterRef("country"),
        framework=OuterRef("framework"),
        status=Status.APPROVED,
        approved_at__gt=OuterRef("approved_at"),
    )
    rows: QuerySet[Any, Any] = (
        Assessment.objects.filter(status=Status.APPROVED, next_review_on__isnull=False)
        .exclude(Exists(later))
        .annotate(
            object_id=F("pk"),
            due_on=F("next_review_on"),
            since=Coalesce("next_review_set_at", "approved_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=kept_by(),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those assessments that ``actor`` may see."""
    assessments = Assessment.objects.visible_to(actor).filter(
        pk__in=ids, next_review_on__isnull=False
    )
    return {
        assessment.pk: DeadlineLine(
            title=gettext("Review of %(title)s") % {"title": assessment.title},
            reference=assessment.reference,
            state=str(assessment.country),
            due_on=assessment.next_review_on,
            url=reverse("assessment-detail", args=[assessment.reference]),
            is_training=assessment.country.is_training,
            is_kept=assessment.visibility == Visibility.OFFICE,
        )
        for assessment in assessments.select_related("country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The assessments that an institution owns or leads."""
    rows: QuerySet[Any, Any] = Assessment.objects.filter(Q(office=pk) | Q(lead_institution=pk))
    return rows.values_list("pk")


register(
    DeadlineSource(
        "assessment.review",
        _("Assessment review"),
        open_deadlines,
        lines,
        of_institution=of_institution,
    )
)
register(PHASES)
register(ANSWERS)
register(CONSULTATIONS)
register(RATINGS)
