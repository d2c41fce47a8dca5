"""What an assessment would say if it were approved now."""

from typing import Any

from apps.assessments.consultations.selectors import consultation_summaries
from apps.assessments.findings.selectors import tallies_of
from apps.assessments.independent.selectors import counts_of
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.resilience.selectors import resilience_of
from apps.assessments.selectors import replaced_by
from apps.assessments.snapshots import snapshot_content
from focalpoint.actors import Actor


def content_now(
    assessment: Assessment, ratings: list[FactorRating], actor: Actor
) -> dict[str, Any]:
    """The content of its next snapshot: the preview and the approval both ask for it here."""
    return snapshot_content(
        assessment,
        ratings,
        tallies_of(assessment, actor),
        resilience_of(assessment, actor),
        consultation_summaries(assessment),
        replaced_by(assessment),
        counts_of(assessment),
    )
