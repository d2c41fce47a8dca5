"""Who prepares, approves and shares an assessment."""

from apps.assessments.alerts import policies as alert_policies
from apps.assessments.comment_models import FactorComment
from apps.assessments.consultations import policies as consultation_policies
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.events import policies as event_policies
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.independent import policies as independent_policies
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating
from apps.assessments.population_models import PopulationAtRisk
from apps.assessments.rerating import policies as rerating_policies
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role

# Policies are found through this module.
__all__ = [
    "alert_policies",
    "consultation_policies",
    "event_policies",
    "independent_policies",
    "rerating_policies",
    "submitted_by_another",
]


def submitted_by_another(actor: Actor, assessment: Assessment) -> bool:
    """Whether somebody else handed the assessment in: two pairs of eyes for a deputy's approval."""
    return assessment.submitted_by_id != actor.user_id


def reads_its_record(actor: Actor, snapshot: AssessmentSnapshot) -> bool:
    """Whether the actor reads the working record that was approved."""
    if snapshot.office_id in actor.offices:
        return True
    return Assessment.objects.visible_to(actor).filter(pk=snapshot.assessment_id).exists()


declare(
    Assessment,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    # The working record on paper, findings and sources included.
    report=may(FOCAL_POINT_OFFICE),
    submit=may(FOCAL_POINT_OFFICE),
    send_back=may(APPROVERS),
    # The focal point answers for the assessment and may approve what they submitted themselves.
    approve=[may({Role.FOCAL_POINT}), may({Role.DEPUTY}, where=submitted_by_another)],
    withdraw=may(FOCAL_POINT_OFFICE),
    reopen=may(FOCAL_POINT_OFFICE),
)
declare(FactorRating, change=may(FOCAL_POINT_OFFICE))
declare(AssessmentPhase, create=may(FOCAL_POINT_OFFICE), change=may(FOCAL_POINT_OFFICE))
# Those who may change an assessment, or approve it.
declare(FactorComment, create=may(FOCAL_POINT_OFFICE), settle=may(FOCAL_POINT_OFFICE))
declare(IndicatorFinding, create=may(FOCAL_POINT_OFFICE), change=may(FOCAL_POINT_OFFICE))
declare(InhibitorRating, create=may(FOCAL_POINT_OFFICE), change=may(FOCAL_POINT_OFFICE))
declare(
    ResilienceStructure,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    delete=may(FOCAL_POINT_OFFICE),
)
declare(
    AssessmentSnapshot,
    create=may(APPROVERS),
    # Sharing writes to the working record, which may be its own office's alone.
    share=may(APPROVERS, where=reads_its_record),
)
declare(
    PopulationAtRisk,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    name_readers=may(FOCAL_POINT_OFFICE),
)
