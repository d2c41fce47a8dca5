"""The writers of commitments made at meetings."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.engagement.approval.services import reopen_approval
from apps.engagement.meetings.models import (
    CommitmentStatus,
    MeetingCommitment,
    Participation,
    Presence,
)
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition

COMMITMENT_FIELDS = frozenset({"text", "due_on", "institution"})


def add_commitment(
    *, actor: Actor, participation: Participation, fields: Mapping[str, Any], reason: str = ""
) -> MeetingCommitment:
    """Record what the State promised at a meeting; what was approved of it is approved again.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(fields, COMMITMENT_FIELDS)
    if participation.presence == Presence.ABSENT:
        raise ValidationError(_("Whoever did not attend promised nothing there."))
    commitment = MeetingCommitment(participation=participation, **fields)
    if commitment.due_on is not None:
        commitment.due_set_at = timezone.now()
    authorize(actor, "create", commitment)
    with writing(actor, reason=reason, event="commitment.made"):
        reopen_approval(actor=actor, record=participation)
        return create_record(actor=actor, instance=commitment, event="commitment.made")


def change_commitment(
    *,
    actor: Actor,
    commitment: MeetingCommitment,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> MeetingCommitment:
    """Change a commitment; another date makes another deadline.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, COMMITMENT_FIELDS)

    def derive(current: MeetingCommitment) -> dict[str, Any]:
        if changes.get("due_on", current.due_on) == current.due_on:
            return {}
        return {"due_set_at": timezone.now()}

    with writing(actor, reason=reason, event="commitment.changed"):
        whole = locked(actor, commitment.participation)
        before = locked(actor, commitment).version
        changed = update_record(
            actor=actor,
            instance=commitment,
            changes=changes,
            version=version,
            event="commitment.changed",
            derive=derive,
        )
        if changed.version != before:
            reopen_approval(actor=actor, record=whole)
    return changed


def close_commitment(
    *,
    actor: Actor,
    commitment: MeetingCommitment,
    to: str,
    result: str = "",
    version: int | None = None,
    reason: str = "",
) -> MeetingCommitment:
    """Say that a commitment was kept, or dropped and why; ``open`` takes that back.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``.
    """
    if to == CommitmentStatus.DROPPED and not result.strip():
        raise ValidationError({"result": _("Say why it is dropped.")})
    is_open = to == CommitmentStatus.OPEN
    today = commitment.participation.country.local_date(timezone.now())
    with writing(actor, reason=reason or result.strip(), event="commitment.closed"):
        whole = locked(actor, commitment.participation)
        closed = transition(
            actor=actor,
            instance=commitment,
            to=to,
            version=version,
            reason=reason or result.strip(),
            changes={
                "result": "" if is_open else result.strip(),
                "closed_on": None if is_open else today,
            },
        )
        # Other States read what became of it too.
        reopen_approval(actor=actor, record=whole)
    return closed


def remove_commitment(*, actor: Actor, commitment: MeetingCommitment, reason: str = "") -> None:
    """Take away a commitment that was recorded by mistake."""
    with writing(actor, reason=reason, event="commitment.removed"):
        whole = locked(actor, commitment.participation)
        current = locked(actor, commitment)
        authorize(actor, "delete", current)
        reopen_approval(actor=actor, record=whole)
        current.delete()
