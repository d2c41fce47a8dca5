"""The writers of the parts of approved records: what is added or changed is approved again."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from apps.engagement.approval.models import ApprovedRecord
from apps.engagement.approval.services import reopen_approval
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.records import Record
from focalpoint.refusals import refuse_unknown
from focalpoint.scope import required_scope
from focalpoint.services import create_record, locked, update_record, writing

P = TypeVar("P", bound=Record)


def whole_of(part: Record) -> ApprovedRecord:
    """The record that a part belongs to."""
    whole: ApprovedRecord = getattr(part, str(required_scope(type(part)).through))
    return whole


def add_part(*, actor: Actor, part: P, event: str, reason: str = "") -> P:
    """Add a part. Raises ``PermissionDenied`` or ``ValidationError``."""
    authorize(actor, "create", part)
    with writing(actor, reason=reason, event=event):
        reopen_approval(actor=actor, record=whole_of(part))
        return create_record(actor=actor, instance=part, event=event)


def change_part(
    *,
    actor: Actor,
    part: P,
    changes: Mapping[str, Any],
    editable: frozenset[str],
    version: int | None,
    event: str,
    derive: Callable[[P], Mapping[str, Any]] | None = None,
    reason: str = "",
) -> P:
    """Change a part; where nothing changes, the approval stays.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, editable)
    with writing(actor, reason=reason, event=event):
        whole = locked(actor, whole_of(part))
        before = locked(actor, part).version
        changed = update_record(
            actor=actor,
            instance=part,
            changes=changes,
            version=version,
            event=event,
            derive=derive,
        )
        if changed.version != before:
            reopen_approval(actor=actor, record=whole)
    return changed


def remove_part(*, actor: Actor, part: Record, event: str, reason: str = "") -> None:
    """Take a part away that was recorded by mistake; the history keeps it."""
    with writing(actor, reason=reason, event=event):
        whole = locked(actor, whole_of(part))
        current = locked(actor, part)
        authorize(actor, "delete", current)
        reopen_approval(actor=actor, record=whole)
        current.delete()
