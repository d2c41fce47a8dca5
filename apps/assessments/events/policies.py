"""Who logs events: the focal point's office, and a ministry its own."""

from apps.assessments.event_models import RiskEvent
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, Role

MINISTRY = {Role.MINISTRY_OFFICER}


def owns(actor: Actor, event: RiskEvent) -> bool:
    """Whether the officer's own institution logged the event."""
    return any(
        post.role in MINISTRY and post.office_id and post.office_id == event.office_id
        for post in actor.posts
    )


EVENTS = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)]
declare(RiskEvent, create=EVENTS, change=EVENTS)
