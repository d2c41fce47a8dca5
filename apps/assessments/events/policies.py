"""Who logs events and withdraws them: the focal point's office, and a ministry its own."""

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


def stands(actor: Actor, event: RiskEvent) -> bool:
    """Whether the event counts: what was withdrawn stays as it is."""
    return not event.is_withdrawn


def owns_what_stands(actor: Actor, event: RiskEvent) -> bool:
    """Both of them."""
    return stands(actor, event) and owns(actor, event)


EVENTS = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)]
declare(
    RiskEvent,
    create=EVENTS,
    change=[may(FOCAL_POINT_OFFICE, where=stands), may(MINISTRY, where=owns_what_stands)],
    withdraw=EVENTS,
)
