"""The records of which a person may be told, or may hold a file."""

import uuid
from collections.abc import Collection
from typing import Any

from apps.assessments.alerts import notices as alert_notices
from apps.assessments.comments import notices as comment_notices
from apps.assessments.consultations import notices as consultation_notices
from apps.assessments.cycle import notices as cycle_notices
from apps.assessments.independent import notices as independent_notices
from apps.assessments.models import Assessment, AssessmentSnapshot
from apps.assessments.populations import notices as population_notices
from apps.assessments.rerating import notices as rerating_notices
from focalpoint.actors import Actor
from focalpoint.notices import Subject, SubjectLine, line_of, register_subject

# Notices are found through this module.
__all__ = [
    "alert_notices",
    "comment_notices",
    "consultation_notices",
    "cycle_notices",
    "independent_notices",
    "population_notices",
    "rerating_notices",
]


def assessment_lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those assessments that ``actor`` reads."""
    rows: Any = Assessment.objects.visible_to(actor)
    return {
        each.pk: line_of(each, title=each.title, reference=each.reference)
        for each in rows.filter(pk__in=ids).select_related("country")
    }


def snapshot_lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those approved assessments that ``actor`` reads."""
    rows: Any = AssessmentSnapshot.objects.visible_to(actor)
    return {
        each.pk: line_of(each, title=each.content["title"], reference=each.content["reference"])
        for each in rows.filter(pk__in=ids).select_related("country")
    }


register_subject(Subject("assessment", Assessment, assessment_lines))
register_subject(Subject("snapshot", AssessmentSnapshot, snapshot_lines))
