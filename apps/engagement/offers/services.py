"""The writers of offers and needs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.engagement.approval.services import (
    approval_after,
    change_record,
    keep_record,
    owned_by,
)
from apps.engagement.offers.models import Support, SupportStatus
from focalpoint.actors import Actor
from focalpoint.refusals import refuse_unknown
from focalpoint.transitions import transition

CHANGEABLE = frozenset(
    {
        "kind",
        "topic",
        "title",
        "details",
        "region",
        "languages",
        "valid_until",
        "contact",
        "visibility",
    }
)
# Whether it is an offer or a need is said once: whoever read the one would not look for the other.
FIELDS = CHANGEABLE | {"side"}


def enter_support(
    *,
    actor: Actor,
    country: Country,
    fields: Mapping[str, Any],
    approve: bool = False,
    reason: str = "",
) -> Support:
    """Say what a State offers or needs. Raises ``PermissionDenied`` or ``ValidationError``."""
    refuse_unknown(fields, FIELDS | {"office"})
    given = {name: value for name, value in fields.items() if name != "office"}
    record = Support(**owned_by(actor, country, fields), **given)
    _refuse_past(country, record.valid_until)
    if record.valid_until is not None:
        record.valid_set_at = timezone.now()
    return keep_record(
        actor=actor, record=record, event="support.entered", approve=approve, reason=reason
    )


def change_support(
    *,
    actor: Actor,
    support: Support,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Support:
    """Change an offer or a need; another last day makes another deadline.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, CHANGEABLE)

    def derive(current: Support) -> dict[str, Any]:
        day = changes.get("valid_until", current.valid_until)
        if day == current.valid_until:
            return {}
        _refuse_past(current.country, day)
        return {"valid_set_at": timezone.now()}

    return change_record(
        actor=actor,
        record=support,
        changes=changes,
        editable=CHANGEABLE,
        version=version,
        event="support.changed",
        reason=reason,
        derive=derive,
    )


def close_support(
    *,
    actor: Actor,
    support: Support,
    to: str,
    note: str = "",
    version: int | None = None,
    reason: str = "",
) -> Support:
    """Say that it was met, or is withdrawn and why; ``open`` takes that back.

    An approved one waits for approval again unless who closes it may approve: others read the note.
    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``.
    """
    said = note.strip()
    if to == SupportStatus.WITHDRAWN and not said:
        raise ValidationError({"note": _("Say why it is withdrawn.")})
    return transition(
        actor=actor,
        instance=support,
        to=to,
        version=version,
        reason=reason or said,
        changes={"closing_note": "" if to == SupportStatus.OPEN else said},
        derive=lambda current: approval_after(actor, current) if current.approved_at else {},
    )


def _refuse_past(country: Country, day: Any) -> None:
    if isinstance(day, dt.date) and day < country.local_date(timezone.now()):
        raise ValidationError({"valid_until": _("This day has passed.")})
