"""What people are told of escalations, besides the day by which an answer is due."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from apps.assessments.alert_models import Alert, Escalation
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import events
from focalpoint.actors import Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
    tell,
)

ESCALATED = "event.escalated"
DECIDED = "event.decided"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those events that ``actor`` may see."""
    return {
        event.pk: line_of(event, title=event.title, reference=event.reference)
        for event in events(actor).filter(pk__in=ids)
    }


def tell_of_escalation(*, actor: Actor, escalation: Escalation) -> None:
    """Alert those who are on it."""
    tell(
        actor=actor,
        recipients=_alerted(escalation),
        kind=ESCALATED,
        subject=escalation.event,
        occasion=escalation.pk,
    )


def tell_of_decision(*, actor: Actor, escalation: Escalation) -> None:
    """Tell those alerted, and who raised it, that it is decided."""
    tell(
        actor=actor,
        recipients={*_alerted(escalation), escalation.raised_by_id},
        kind=DECIDED,
        subject=escalation.event,
        occasion=escalation.pk,
    )


def _alerted(escalation: Escalation) -> list[uuid.UUID]:
    rows = Alert.objects.filter(escalation=escalation)
    return list(rows.values_list("person_id", flat=True))


register_subject(Subject("event", RiskEvent, lines))
register(
    NoticeKind(
        ESCALATED,
        "event",
        _("I am alerted to an event"),
        _("%(who)s alerts you to this event and asks for a decision"),
        "urgent",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        DECIDED,
        "event",
        _("An escalation that concerns me is decided"),
        _("%(who)s decided what is done about this event"),
        "gavel",
        Channel.AT_ONCE,
    )
)
