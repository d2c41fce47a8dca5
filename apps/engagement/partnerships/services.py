"""The writers of partnerships."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.engagement.approval.parts import add_part, change_part
from apps.engagement.approval.services import change_record, keep_record, owned_by
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from focalpoint.actors import Actor
from focalpoint.refusals import refuse_unknown

FIELDS = frozenset({"title", "topic", "purpose", "starts_on", "ends_on", "outcome", "visibility"})
PARTNER_FIELDS = frozenset({"kind", "state", "name"})
MILESTONE_FIELDS = frozenset({"title", "due_on", "institution", "reached_on"})


def enter_partnership(
    *,
    actor: Actor,
    country: Country,
    fields: Mapping[str, Any],
    approve: bool = False,
    reason: str = "",
) -> Partnership:
    """Record a partnership. Raises ``PermissionDenied`` or ``ValidationError``."""
    refuse_unknown(fields, FIELDS | {"office"})
    given = {name: value for name, value in fields.items() if name != "office"}
    record = Partnership(**owned_by(actor, country, fields), **given)
    return keep_record(
        actor=actor, record=record, event="partnership.entered", approve=approve, reason=reason
    )


def change_partnership(
    *,
    actor: Actor,
    partnership: Partnership,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Partnership:
    """Change a partnership, or end it."""
    return change_record(
        actor=actor,
        record=partnership,
        changes=changes,
        editable=FIELDS,
        version=version,
        event="partnership.changed",
        reason=reason,
    )


def add_partner(
    *, actor: Actor, partnership: Partnership, fields: Mapping[str, Any], reason: str = ""
) -> Partner:
    """Name one of the others."""
    refuse_unknown(fields, PARTNER_FIELDS)
    partner = Partner(partnership=partnership, **fields)
    own = partnership.country
    if partner.state == own:
        raise ValidationError({"state": _("That is your own State.")})
    if partner.state is not None and partner.state.is_training != own.is_training:
        raise ValidationError({"state": _("Training States and real ones have no partnerships.")})
    return add_part(actor=actor, part=partner, event="partner.added", reason=reason)


def add_milestone(
    *, actor: Actor, partnership: Partnership, fields: Mapping[str, Any], reason: str = ""
) -> Milestone:
    """Say what is to be reached by a day."""
    refuse_unknown(fields, MILESTONE_FIELDS)
    milestone = Milestone(partnership=partnership, due_set_at=timezone.now(), **fields)
    _refuse_the_future(partnership.country, milestone.reached_on)
    return add_part(actor=actor, part=milestone, event="milestone.added", reason=reason)


def change_milestone(
    *,
    actor: Actor,
    milestone: Milestone,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Milestone:
    """Change a milestone, or say when it was reached; another date makes another deadline."""
    _refuse_the_future(milestone.country, changes.get("reached_on"))

    def derive(current: Milestone) -> dict[str, Any]:
        if changes.get("due_on", current.due_on) == current.due_on:
            return {}
        return {"due_set_at": timezone.now()}

    return change_part(
        actor=actor,
        part=milestone,
        changes=changes,
        editable=MILESTONE_FIELDS,
        version=version,
        event="milestone.changed",
        derive=derive,
        reason=reason,
    )


def _refuse_the_future(country: Country, day: Any) -> None:
    if isinstance(day, dt.date) and day > country.local_date(timezone.now()):
        raise ValidationError({"reached_on": _("It has been reached on a day that has passed.")})
