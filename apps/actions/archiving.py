"""The archive: what is put away owes nothing and stays with all its history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from apps.actions.models import Action
from apps.actions.services import left_behind_in, mark_seen
from focalpoint.actors import Actor
from focalpoint.services import update_record


@dataclass(frozen=True)
class Archiving:
    """When (UTC) an action was put away, by whom and why; the latter as far as one may know."""

    at: dt.datetime
    actor: str = ""
    reason: str = ""


def archiving_of(action: Action) -> Archiving | None:
    """How an action came into the archive, in one query where it lies there, else in none."""
    if action.archived_at is None:
        return None
    same = action.events.filter(archived_at=action.archived_at)  # type: ignore[attr-defined]
    event = same.order_by("pgh_id").first()
    if event is None:
        # The history is open to its own State alone.
        return Archiving(action.archived_at)
    context = event.pgh_context or {}
    reason = context.get("reason", "")
    # Where nobody said why, the history keeps the name of what happened.
    why = "" if reason == context.get("event") else reason
    return Archiving(action.archived_at, context.get("actor_name", ""), why)


def archive_action(
    *, actor: Actor, action: Action, version: int | None, reason: str = ""
) -> Action:
    """Put an action away: out of the lists, without reminders, with all its history.

    What is in the archive already stays as it is.
    Raises ``StaleVersionError`` or ``PermissionDenied``.
    """
    if action.archived_at is not None:
        return action
    archived = update_record(
        actor=actor,
        instance=action,
        changes={"archived_at": timezone.now()},
        version=version,
        reason=reason,
        event="action.archived",
    )
    mark_seen(actor=actor, action=archived)
    return archived


def restore_action(
    *, actor: Actor, action: Action, version: int | None, reason: str = ""
) -> Action:
    """Take an action out of the archive; its reminders follow its deadline again.

    What is still to be done does not come back to somebody who has left.
    Raises ``StaleVersionError`` or ``PermissionDenied``.
    """

    def derive(current: Action) -> dict[str, Any]:
        gone = not current.is_finished and left_behind_in([current])
        return {"assignee": None} if gone else {}

    restored = update_record(
        actor=actor,
        instance=action,
        changes={"archived_at": None},
        version=version,
        reason=reason,
        event="action.restored",
        derive=derive,
    )
    mark_seen(actor=actor, action=restored)
    return restored
