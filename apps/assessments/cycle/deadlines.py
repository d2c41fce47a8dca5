"""The deadlines of the cycle: the planned end of each phase that is not over."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Case, F, Q, QuerySet, UUIDField, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.models import Status
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Planned ends; told are the person, else those of the institution that has it in hands."""
    rows: QuerySet[Any, Any] = (
        AssessmentPhase.objects.filter(done_at=None, planned_end__isnull=False)
        .exclude(assessment__status=Status.WITHDRAWN)
        .annotate(
            object_id=F("pk"),
            country_id=F("assessment__country_id"),
            due_on=F("planned_end"),
            since=Coalesce("planned_set_at", "created_at"),
            recipient_id=F("person_id"),
            kept_by_id=Case(
                When(
                    assessment__visibility=Visibility.OFFICE,
                    then=F("assessment__office_id"),
                ),
                default=F("institution_id"),
                output_field=UUIDField(null=True),
            ),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those phases that ``actor`` may see."""
    rows = AssessmentPhase.objects.visible_to(actor).filter(pk__in=ids, planned_end__isnull=False)
    return {
        row.pk: DeadlineLine(
            title=gettext("%(phase)s: %(title)s")
            % {"phase": row.get_phase_display(), "title": row.assessment.title},
            reference=row.assessment.reference,
            state=str(row.assessment.country),
            due_on=row.planned_end,
            url=row.get_absolute_url(),
            is_training=row.assessment.country.is_training,
            is_kept=row.assessment.visibility == Visibility.OFFICE,
        )
        for row in rows.select_related("assessment__country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The phases in an institution's hands, and those of assessments that it owns or leads."""
    rows: QuerySet[Any, Any] = AssessmentPhase.objects.filter(
        Q(institution=pk) | Q(assessment__office=pk) | Q(assessment__lead_institution=pk)
    )
    return rows.values_list("pk")


SOURCE = DeadlineSource(
    "assessment.phase",
    _("Phase of an assessment"),
    open_deadlines,
    lines,
    of_institution=of_institution,
)
