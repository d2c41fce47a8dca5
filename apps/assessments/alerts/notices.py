"""What people are told of escalations, besides the day by which an answer is due."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.alert_models import Alert, Escalation
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import events
from apps.assessments.rerating_models import FactorRerating
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
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
WITHDRAWN = "event.withdrawn"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those events that ``actor`` may see."""
    return {
        event.pk: line_of(event, title=_titled(event), reference=event.reference)
        for event in events(actor).filter(pk__in=ids)
    }


def _titled(event: RiskEvent) -> str:
    if not event.is_withdrawn:
        return event.title
    return gettext("%(title)s (withdrawn)") % {"title": event.title}


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


def tell_of_withdrawal(*, actor: Actor, event: RiskEvent) -> None:
    """Tell all who were alerted to an event, who raised it, and who judged a factor anew by it."""
    # Also who judged by it where the one who withdraws does not see that.
    with acting(SYSTEM):
        alerts = Alert.objects.filter(escalation__event=event)
        raised = Escalation.objects.filter(event=event)
        judged = FactorRerating.objects.filter(
            country=event.country_id, prompted_by__contains=[event.pk], withdrawn_at=None
        )
        people = {
            *alerts.values_list("person_id", flat=True),
            *raised.values_list("raised_by_id", flat=True),
            *judged.values_list("rated_by_id", flat=True),
        }
    tell(
        actor=actor,
        recipients=people - {actor.user_id},
        kind=WITHDRAWN,
        subject=event,
        occasion=event.pk,
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
register(
    NoticeKind(
        WITHDRAWN,
        "event",
        _("An event that I was alerted to, or judged by, is withdrawn"),
        _("%(who)s withdrew this event: it was logged by mistake"),
        "arrow-back-up",
        Channel.AT_ONCE,
    )
)
