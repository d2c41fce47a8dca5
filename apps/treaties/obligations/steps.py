"""How a date moves on: drafted, submitted, reviewed, skipped, owed again. One writer a step."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.treaties.obligations.choices import DueKind, DueStatus, Origin
from apps.treaties.obligations.keeping import confirmed_by
from apps.treaties.obligations.models import Occurrence
from focalpoint.actors import Actor
from focalpoint.services import create_record, writing
from focalpoint.transitions import transition


def draft(
    *, actor: Actor, occurrence: Occurrence, version: int | None = None, reason: str = ""
) -> Occurrence:
    """Record that there is a draft; of what was recorded as submitted, that it is none yet."""
    return transition(
        actor=actor,
        instance=occurrence,
        to=DueStatus.DRAFTED,
        version=version,
        reason=reason,
        changes={"submitted_on": None, "symbol": ""},
    )


def submit(
    *,
    actor: Actor,
    occurrence: Occurrence,
    submitted_on: dt.date,
    symbol: str = "",
    version: int | None = None,
    reason: str = "",
) -> Occurrence:
    """Record the day on which it was handed in. Neither due date moves, however late it is."""
    today = occurrence.country.local_date(timezone.now())
    if submitted_on > today:
        raise ValidationError({"submitted_on": _("That day is still to come.")})

    def derive(current: Occurrence) -> dict[str, Any]:
        return {} if current.is_confirmed else confirmed_by(actor)

    with writing(actor, reason=reason):
        submitted = transition(
            actor=actor,
            instance=occurrence,
            to=DueStatus.SUBMITTED,
            version=version,
            changes={"submitted_on": submitted_on, "symbol": symbol.strip()},
            derive=derive,
        )
        asked_by = Occurrence.objects.visible_to(actor).filter(
            pk=submitted.follows, obligation=submitted.obligation_id
        )
        for report in asked_by.filter(status=DueStatus.FOLLOW_UP_DUE):
            transition(actor=actor, instance=report, to=DueStatus.REVIEWED)
    return submitted


def review(
    *,
    actor: Actor,
    occurrence: Occurrence,
    reviewed_on: dt.date,
    follow_up_on: dt.date | None = None,
    version: int | None = None,
    reason: str = "",
) -> Occurrence:
    """Record that the body has reviewed it; ``follow_up_on``: what it asked for until then.

    The follow-up is a date of its own, which closes the report when it is handed in.
    """
    if occurrence.submitted_on and reviewed_on < occurrence.submitted_on:
        raise ValidationError({"reviewed_on": _("It was reviewed after it was submitted.")})
    with writing(actor, reason=reason):
        reviewed = transition(
            actor=actor,
            instance=occurrence,
            to=DueStatus.FOLLOW_UP_DUE if follow_up_on else DueStatus.REVIEWED,
            version=version,
            changes={"reviewed_on": reviewed_on},
        )
        if follow_up_on is not None:
            _ask_follow_up(actor, reviewed, follow_up_on)
    return reviewed


def _ask_follow_up(actor: Actor, report: Occurrence, due_on: dt.date) -> None:
    follow_up = Occurrence(
        obligation=report.obligation,
        country_id=report.country_id,
        office_id=report.office_id or actor.office_in(report.country_id),
        visibility=report.visibility,
        lead_institution=report.lead_institution,
        responsible=report.responsible,
        follows=report.pk,
        kind=DueKind.FOLLOW_UP,
        original_due_on=due_on,
        due_on=due_on,
        due_set_at=timezone.now(),
        origin=Origin.HAND,
        **confirmed_by(actor),
    )
    create_record(actor=actor, instance=follow_up)


def skip(
    *,
    actor: Actor,
    occurrence: Occurrence,
    skip_reason: str,
    version: int | None = None,
    reason: str = "",
) -> Occurrence:
    """Record that it will not be handed in, and why: covered in another report, say."""
    if not skip_reason.strip():
        raise ValidationError({"skip_reason": _("Say why it is skipped.")})
    return transition(
        actor=actor,
        instance=occurrence,
        to=DueStatus.SKIPPED,
        version=version,
        reason=reason or skip_reason.strip(),
        changes={"skip_reason": skip_reason.strip()},
    )


def reopen(
    *, actor: Actor, occurrence: Occurrence, version: int | None = None, reason: str = ""
) -> Occurrence:
    """Owe it again: what was skipped or lapsed, or of which there is no draft after all."""
    return transition(
        actor=actor,
        instance=occurrence,
        to=DueStatus.DUE,
        version=version,
        reason=reason,
        changes={"skip_reason": ""},
    )
