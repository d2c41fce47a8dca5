"""Who asks, moderates, answers and publishes; and what a contributor may do."""

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    ConsultationRecord,
    Submission,
)
from apps.assessments.contribution_models import Contribution
from apps.assessments.guest_file_models import SubmissionFile
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role


def is_theirs(actor: Actor, contribution: Contribution) -> bool:
    """Whether it is the guest's own."""
    return actor.guest is not None and actor.guest.invitation_id == contribution.invitation_id


declare(
    Consultation,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    invite=may(FOCAL_POINT_OFFICE),
    open=may(FOCAL_POINT_OFFICE),
    close=may(FOCAL_POINT_OFFICE),
    finish=may(FOCAL_POINT_OFFICE),
    publish=may(APPROVERS),
)
declare(
    ConsultationQuestion,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    delete=may(FOCAL_POINT_OFFICE),
)
declare(ConsultationInvitation, change=may(FOCAL_POINT_OFFICE))
declare(Submission, moderate=may(FOCAL_POINT_OFFICE), respond=may(FOCAL_POINT_OFFICE))
declare(SubmissionFile, take_up=may(FOCAL_POINT_OFFICE))
declare(Contribution, change=may({Role.CONTRIBUTOR}, where=is_theirs))
declare(ConsultationRecord, create=may(APPROVERS), share=may(APPROVERS))
