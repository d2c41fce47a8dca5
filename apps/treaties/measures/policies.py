"""Who records measures: the focal point's office, and a ministry its own."""

from uuid import UUID

from apps.treaties.measures.models import DomesticMeasure, MeasureCoverage, RequirementWaiver
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role

MINISTRY = {Role.MINISTRY_OFFICER}


def _ministries_of(actor: Actor) -> set[UUID]:
    return {post.office_id for post in actor.posts if post.office_id and post.role in MINISTRY}


def owns(actor: Actor, measure: DomesticMeasure) -> bool:
    """Whether the officer's own institution recorded the measure."""
    return measure.office_id in _ministries_of(actor)


def owns_its_measure(actor: Actor, coverage: MeasureCoverage) -> bool:
    """The same for what a measure covers."""
    return owns(actor, coverage.measure)


MEASURES = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)]
COVERAGES = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns_its_measure)]
declare(DomesticMeasure, create=MEASURES, change=MEASURES, delete=MEASURES, share=may(APPROVERS))
declare(MeasureCoverage, create=COVERAGES, change=COVERAGES, delete=COVERAGES)
# That something does not apply to the State is for its focal point's office to say.
declare(
    RequirementWaiver,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    delete=may(FOCAL_POINT_OFFICE),
    share=may(APPROVERS),
)
