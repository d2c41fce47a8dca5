"""Who chooses whom to alert, who escalates, who takes note, and who decides."""

from apps.assessments.alert_models import Alert, AlertList, AlertListEntry, Escalation
from apps.assessments.alerts.selectors import is_alerted, someone_alerted_decides
from apps.assessments.events.policies import MINISTRY, owns, owns_what_stands, stands
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS


def its_event_stands(actor: Actor, escalation: Escalation) -> bool:
    """Whether nobody has withdrawn the event."""
    return stands(actor, escalation.event)


def owns_its_event(actor: Actor, escalation: Escalation) -> bool:
    """Whether the officer's own institution logged the event, and it stands."""
    return owns_what_stands(actor, escalation.event)


def its_event_is_owned(actor: Actor, alert: Alert) -> bool:
    """The same for an alert of an escalation."""
    return owns(actor, alert.escalation.event)


def decides_it(actor: Actor, escalation: Escalation) -> bool:
    """Whether the actor was alerted, or nobody of those alerted is left who decides.

    Of an event that was withdrawn nothing is decided any more.
    """
    if not stands(actor, escalation.event):
        return False
    return is_alerted(actor, escalation) or not someone_alerted_decides(escalation)


def is_mine(actor: Actor, alert: Alert) -> bool:
    """Whether the alert is to the actor."""
    return alert.person_id == actor.user_id


declare(AlertList, create=may(APPROVERS), change=may(APPROVERS))
declare(AlertListEntry, create=may(APPROVERS), delete=may(APPROVERS))
declare(
    Escalation,
    create=[
        may(FOCAL_POINT_OFFICE, where=its_event_stands),
        may(MINISTRY, where=owns_its_event),
    ],
    decide=may(APPROVERS, where=decides_it),
)
declare(
    Alert,
    create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=its_event_is_owned)],
    acknowledge=may(GOVERNMENT_WRITERS, where=is_mine),
)
