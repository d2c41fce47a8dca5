"""Who plans: the focal point's office the whole, a ministry the stages in its own hands."""

from uuid import UUID

from apps.treaties.plans.models import (
    PlanStage,
    PlanTemplate,
    PlanTemplateStage,
    RatificationPlan,
    StageDependency,
)
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role

MINISTRY = {Role.MINISTRY_OFFICER}


def ministries_of(actor: Actor) -> set[UUID]:
    """The institutions in whose name the actor writes as a ministry officer."""
    return {post.office_id for post in actor.posts if post.office_id and post.role in MINISTRY}


def has_in_hands(actor: Actor, stage: PlanStage) -> bool:
    """Whether the stage is in the hands of the officer's own institution."""
    return stage.institution_id in ministries_of(actor)


declare(
    RatificationPlan,
    create=may(FOCAL_POINT_OFFICE),
    change=may(FOCAL_POINT_OFFICE),
    # What a State reports is read by the whole network.
    report=may(APPROVERS),
    share=may(APPROVERS),
)
declare(
    PlanStage,
    create=may(FOCAL_POINT_OFFICE),
    # Its date, its status, who does it, and what proves it.
    change=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=has_in_hands)],
    # What it is, in whose hands, and what it waits for.
    arrange=may(FOCAL_POINT_OFFICE),
)
ARRANGES = may(FOCAL_POINT_OFFICE)
declare(StageDependency, create=ARRANGES, delete=ARRANGES)
declare(PlanTemplate, create=may(APPROVERS), change=may(APPROVERS), delete=may(APPROVERS))
declare(PlanTemplateStage, create=may(APPROVERS), change=may(APPROVERS), delete=may(APPROVERS))
