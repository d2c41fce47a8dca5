"""The writers of escalations: whom to alert, the alert itself, its notes and its decision."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.assessments.alert_models import Alert, AlertList, AlertListEntry, Escalation, Outcome
from apps.assessments.alerts.notices import tell_of_decision, tell_of_escalation
from apps.assessments.alerts.selectors import Audience, alert_list, audience, names, reachable
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import hold_events
from apps.assessments.events.services import change_event
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.visibility import Visibility


def choose_alerted(
    *,
    actor: Actor,
    country: Country,
    people: Collection[uuid.UUID],
    version: int | None = None,
    reason: str = "",
) -> AlertList:
    """Choose whom escalations alert, in the place of those chosen before; the history keeps both.

    ``version`` is that of the list that the person saw, 0 where there was none. Raises
    ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    now = timezone.now()
    probe = AlertList(country=country, office_id=office, chosen_at=now)
    authorize(actor, "create", probe)
    with writing(actor, reason=reason, event="alertlist.chosen"):
        # Two who choose for the first time at once would make two.
        await_turn("assessments.alert_list", of=country.pk)
        found = alert_list(country, actor)
        if version is not None and version != (found.version if found else 0):
            raise StaleVersionError(found or probe, {})
        before = {e.person_id: e for e in found.entries.all()} if found else {}
        wanted = set(people)
        if strangers := wanted - set(reachable(country, actor)) - set(before):
            words = _("%(number)d of them hold no post in this State in which they could answer.")
            raise ValidationError({"people": words % {"number": len(strangers)}})
        kept = found or create_record(actor=actor, instance=probe)
        for pk in sorted(wanted - set(before)):
            create_record(actor=actor, instance=AlertListEntry(alert_list=kept, person_id=pk))
        for pk, entry in before.items():
            if pk not in wanted:
                authorize(actor, "delete", entry)
                entry.delete()
        if found is not None and wanted != set(before):
            kept = update_record(
                actor=actor, instance=found, changes={"chosen_at": now}, version=None
            )
    return kept


def escalate_event(
    *,
    actor: Actor,
    event: RiskEvent,
    message: str,
    respond_by: dt.date,
    open_to_government: bool = False,
) -> Escalation:
    """Take an event to those whom the State has chosen, and tell them at once.

    All of them must read the event: where one could not, it is refused with their names, unless
    ``open_to_government`` lets the whole government see it. Raises ``PermissionDenied`` or
    ``ValidationError``.
    """
    with writing(actor, event="event.escalated"):
        current = locked(actor, event)
        escalation = Escalation(
            event=current,
            message=message.strip(),
            respond_by=respond_by,
            raised_by_id=actor.user_id,
        )
        authorize(actor, "create", escalation)
        if respond_by < current.country.local_date(timezone.now()):
            raise ValidationError({"respond_by": _("The answer cannot be due in the past.")})
        told = audience(current.country, actor)
        if not told.people:
            raise ValidationError(
                _("Nobody in your State can be alerted: it has neither focal point nor deputy.")
            )
        if told.shut_out(current, current.visibility):
            _open(actor, current, told, open_to_government)
        create_record(actor=actor, instance=escalation, event="event.escalated")
        for person in told.people:
            alert = Alert(escalation=escalation, person=person.user)
            create_record(actor=actor, instance=alert, event="event.escalated")
        tell_of_escalation(actor=actor, escalation=escalation)
    return escalation


def acknowledge_alert(*, actor: Actor, alert: Alert) -> Alert:
    """Take note of an alert to oneself; once noted, it stays so.

    Raises ``PermissionDenied`` where it was for somebody else.
    """
    with writing(actor, event="alert.acknowledged"):
        current = locked(actor, alert)
        authorize(actor, "acknowledge", current)
        if current.acknowledged_at is not None:
            return current
        return update_record(
            actor=actor,
            instance=current,
            changes={"acknowledged_at": timezone.now()},
            version=None,
            verb="acknowledge",
            event="alert.acknowledged",
        )


def decide_escalation(
    *,
    actor: Actor,
    escalation: Escalation,
    outcome: str,
    decision: str,
    version: int | None = None,
) -> Escalation:
    """Record what was decided, once; who decides has thereby taken note.

    Raises ``ValidationError`` without words or where it was decided before, ``StaleVersionError``,
    ``PermissionDenied``.
    """
    with writing(actor, event="escalation.decided"):
        hold_events([escalation.event_id])
        current = locked(actor, escalation)
        authorize(actor, "decide", current)
        if not current.is_open:
            raise ValidationError(_("It was decided before; the decision stays as it is."))
        if outcome not in (Outcome.ACT, Outcome.NO_ACTION):
            raise ValidationError({"outcome": _("Say whether the State acts.")})
        if not decision.strip():
            raise ValidationError({"decision": _("Say what was decided, and why.")})
        decided = update_record(
            actor=actor,
            instance=current,
            changes={
                "outcome": outcome,
                "decision": decision.strip(),
                "decided_by_id": actor.user_id,
                "decided_at": timezone.now(),
            },
            version=version,
            verb="decide",
            event="escalation.decided",
        )
        own = Alert.objects.visible_to(actor).filter(
            escalation=decided, person=actor.user_id, acknowledged_at=None
        )
        for alert in own:
            acknowledge_alert(actor=actor, alert=alert)
        tell_of_decision(actor=actor, escalation=decided)
    return decided


def _open(actor: Actor, event: RiskEvent, told: Audience, agreed: bool) -> None:
    """Let the government see an event, if the person agreed."""
    if not agreed:
        outside = told.shut_out(event, event.visibility)
        words = ngettext(
            "%(names)s is alerted but does not see this event. Let your government see it.",
            "%(names)s are alerted but do not see this event. Let your government see it.",
            len(outside),
        )
        raise ValidationError({"open_to_government": words % {"names": names(outside)}})
    change_event(
        actor=actor,
        event=event,
        changes={"visibility": Visibility.GOVERNMENT},
        version=None,
        reason=_("So that all who are alerted see it"),
    )
