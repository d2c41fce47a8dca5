"""Who keeps what a State owes: the focal point's office all of it, a ministry what it leads."""

from typing import Any

from apps.treaties.obligations.models import Occurrence, ReportingObligation
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, Role

MINISTRY = {Role.MINISTRY_OFFICER}


def leads(actor: Actor, record: Any) -> bool:
    """Whether a ministry officer's own institution leads or owns the duty or its date."""
    own = {post.office_id for post in actor.posts if post.office_id and post.role in MINISTRY}
    return bool(own & {record.lead_institution_id, record.office_id})


def leads_its_duty(actor: Actor, occurrence: Occurrence) -> bool:
    """The same for a new date of a duty."""
    return leads(actor, occurrence.obligation)


declare(
    ReportingObligation,
    create=may(FOCAL_POINT_OFFICE),
    change=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=leads)],
    # Nobody abroad reads what the State has not approved.
    share=may(APPROVERS),
)
declare(
    Occurrence,
    create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=leads_its_duty)],
    change=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=leads)],
    share=may(APPROVERS),
)
