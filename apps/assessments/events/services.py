"""The writers of events."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.alerts.notices import tell_of_withdrawal
from apps.assessments.alerts.selectors import left_outside, names
from apps.assessments.event_models import EventStatus, Exactness, RiskEvent
from apps.assessments.events.selectors import factors_by_code
from apps.countries.models import Country, Institution
from apps.countries.references import next_reference
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition
from focalpoint.visibility import NETWORK_LEVELS, Visibility

SERIES = "EV"
EVENT_FIELDS = frozenset(
    {
        "title",
        "kind",
        "occurred_on",
        "exactness",
        "place",
        "description",
        "source",
        "source_url",
        "reliability",
        "factors",
        "visibility",
    }
)


def log_event(*, actor: Actor, country: Country, fields: Mapping[str, Any]) -> RiskEvent:
    """Log what happened. ``fields``: those of ``EVENT_FIELDS``, and optionally ``office``.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(fields, EVENT_FIELDS | {"office"})
    office: Institution | None = fields.get("office")
    owner = office.pk if office else actor.office_in(country.pk)
    if owner is None:
        raise PermissionDenied(_("You hold no post in this State."))
    given = {name: value for name, value in fields.items() if name != "office"}
    level = given.pop("visibility", usual_level(actor, country))
    event = RiskEvent(country=country, office_id=owner, visibility=level, **given)
    authorize(actor, "create", event)
    _check(actor, event, factors=event.factors)
    with writing(actor, event="event.logged"):
        today = country.local_date(timezone.now())
        event.reference = next_reference(country, year=today.year, series=SERIES)
        return create_record(actor=actor, instance=event, event="event.logged")


def change_event(
    *,
    actor: Actor,
    event: RiskEvent,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> RiskEvent:
    """Change what is known of an event.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, EVENT_FIELDS)

    def derive(current: RiskEvent) -> dict[str, Any]:
        proposed = RiskEvent(country=current.country, office_id=current.office_id)
        for name in ("occurred_on", "exactness", "visibility", "factors"):
            setattr(proposed, name, changes.get(name, getattr(current, name)))
        # What a later edition of the framework no longer has stays where nobody touched it.
        is_new = set(proposed.factors) - set(current.factors)
        if proposed.visibility == Visibility.OFFICE != current.visibility:
            _refuse_shutting_out(actor, current)
        _check(actor, proposed, factors=is_new)
        return {"occurred_on": proposed.occurred_on, "factors": proposed.factors}

    return update_record(
        actor=actor,
        instance=event,
        changes=changes,
        version=version,
        reason=reason,
        event="event.changed",
        derive=derive,
    )


def withdraw_event(
    *, actor: Actor, event: RiskEvent, reason: str, version: int | None = None
) -> RiskEvent:
    """Take back an event that was logged by mistake; it stays to be seen, and counts for nothing.

    No decision about it is owed any more. Raises ``PermissionDenied``, ``StaleVersionError``, or
    ``ValidationError`` without a reason and where it was withdrawn before.
    """
    words = reason.strip()
    if not words:
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    with writing(actor, reason=words, event="event.withdrawn"):
        current = locked(actor, event)
        authorize(actor, "withdraw", current)
        if current.is_withdrawn:
            raise ValidationError(_("It was withdrawn before."))
        withdrawn = transition(
            actor=actor,
            instance=current,
            to=EventStatus.WITHDRAWN,
            verb="withdraw",
            version=version,
            reason=words,
            changes={
                "withdrawn_at": timezone.now(),
                "withdrawn_by_id": actor.user_id,
                "withdrawal_reason": words,
            },
        )
        tell_of_withdrawal(actor=actor, event=withdrawn)
    return withdrawn


def usual_level(actor: Actor, country: Country) -> str:
    """Who reads a new event unless its author says otherwise.

    The focal point's office keeps its own to itself, as its assessments; what a ministry logs is
    meant for that office.
    """
    in_office = country.pk in actor.countries_as(FOCAL_POINT_OFFICE)
    return Visibility.OFFICE if in_office or actor.is_system else Visibility.GOVERNMENT


def _check(actor: Actor, event: RiskEvent, *, factors: Any) -> None:
    """Refuse what cannot be, and put date and factors into their usual form."""
    if event.visibility in NETWORK_LEVELS:
        raise ValidationError(
            {"visibility": _("Events stay in the State; share an approved assessment instead.")}
        )
    kept_away = event.visibility == Visibility.OFFICE and event.office_id not in actor.offices
    if kept_away and not actor.is_system:
        raise ValidationError(
            {"visibility": _("You do not belong to this office: you could not see it.")}
        )
    known = factors_by_code()
    if strangers := set(factors) - set(known):
        raise ValidationError(
            {
                "factors": _("These are no factors of the framework: %(codes)s.")
                % {"codes": ", ".join(sorted(strangers))}
            }
        )
    order = {code: place for place, code in enumerate(known)}
    event.factors = sorted(set(event.factors), key=lambda code: (order.get(code, 999), code))
    # What is missing is said with the other fields.
    if isinstance(event.occurred_on, dt.date):
        event.occurred_on = _first_day(event.occurred_on, event.exactness)
        if event.occurred_on > event.country.local_date(timezone.now()):
            raise ValidationError({"occurred_on": _("An event lies in the past, or is today.")})


def _first_day(day: dt.date, exactness: str) -> dt.date:
    if exactness == Exactness.YEAR:
        return day.replace(month=1, day=1)
    return day.replace(day=1) if exactness == Exactness.MONTH else day


def _refuse_shutting_out(actor: Actor, event: RiskEvent) -> None:
    """While an escalation is open, all who were alerted go on seeing the event."""
    if outside := left_outside(event, actor):
        words = _("It waits for a decision, and %(names)s would not see it any more.")
        raise ValidationError({"visibility": words % {"names": names(outside)}})
