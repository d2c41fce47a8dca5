"""The writers that all records of engagement share: keep, change, approve, take away.

What the network reads is what was approved: whoever may not approve and changes an approved record
takes the approval back with it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country, Institution
from apps.engagement.approval.models import ApprovedRecord
from focalpoint.actors import Actor
from focalpoint.policies import allowed, authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.sharing import LEVELS
from focalpoint.visibility import Visibility

R = TypeVar("R", bound=ApprovedRecord)


def owned_by(actor: Actor, country: Country, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a new record begins with: its State, and the institution that keeps it.

    Raises ``PermissionDenied`` where the actor has none in that State and names none.
    """
    office: Institution | None = fields.get("office")
    owner = office.pk if office else actor.office_in(country.pk)
    if owner is None:
        raise PermissionDenied(_("You hold no post in this State."))
    return {"country": country, "office_id": owner}


def keep_record(
    *, actor: Actor, record: R, event: str, approve: bool = False, reason: str = ""
) -> R:
    """Add a record; ``approve``: its author, who may, approves it at once.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    authorize(actor, "create", record)
    if approve:
        authorize(actor, "approve", record)
        record.approved_by_id = actor.user_id
        record.approved_at = timezone.now()
    refuse_blinding(actor, record.visibility, record.office_id)
    return create_record(actor=actor, instance=record, event=event, reason=reason)


def change_record(
    *,
    actor: Actor,
    record: R,
    changes: Mapping[str, Any],
    editable: frozenset[str],
    version: int | None,
    event: str,
    reason: str = "",
    derive: Callable[[R], Mapping[str, Any]] | None = None,
) -> R:
    """Change a record; it waits for approval again unless its changer may approve.

    ``derive`` gets the locked record as it stood and gives the changes that follow from it.
    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, editable)

    def derived(current: R) -> dict[str, Any]:
        further = dict(derive(current)) if derive else {}
        level = changes.get("visibility", current.visibility)
        refuse_blinding(actor, level, current.office_id)
        if current.approved_at is None or not _says_more(current, changes):
            return further
        return {**further, **approval_after(actor, current)}

    return update_record(
        actor=actor,
        instance=record,
        changes=changes,
        version=version,
        reason=reason,
        event=event,
        derive=derived,
    )


def approval_after(actor: Actor, record: ApprovedRecord) -> dict[str, Any]:
    """What becomes of an approval when ``actor`` changes what it was given for."""
    if allowed(actor, "approve", record):
        return {"approved_by_id": actor.user_id, "approved_at": timezone.now()}
    return {"approved_by_id": None, "approved_at": None}


def reopen_approval(*, actor: Actor, record: ApprovedRecord) -> None:
    """A part of a record is added, changed or removed: the whole is another one then.

    Its approval follows, as for a change of the whole itself, and so does its version: nobody
    approves what they have not seen. Whoever writes the part holds the whole before
    (``locked``), so that nobody approves it meanwhile.
    """
    with writing(actor):
        current = locked(actor, record)
        if current.approved_at is None or allowed(actor, "approve", current):
            rows = type(current)._default_manager.filter(pk=current.pk)
            rows.update(version=F("version") + 1, updated_at=timezone.now())
            return
        changes = approval_after(actor, current)
        update_record(actor=actor, instance=current, changes=changes, version=None)


def approve_record(
    *,
    actor: Actor,
    record: R,
    visibility: str | None = None,
    version: int | None = None,
    reason: str = "",
) -> R:
    """Approve a record, and decide with it who reads it (``None``: as its author proposed).

    To approve what is approved already changes no more than who reads it.
    """
    with writing(actor, reason=reason):
        current = locked(actor, record)
        authorize(actor, "approve", current)
        level = visibility or current.visibility
        refuse_blinding(actor, level, current.office_id)
        changes: dict[str, Any] = {"visibility": level}
        if current.approved_at is None:
            changes |= {"approved_by_id": actor.user_id, "approved_at": timezone.now()}
        return update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            verb="approve",
            event=f"{current._meta.model_name}.approved",
        )


def take_away(*, actor: Actor, record: ApprovedRecord, reason: str = "") -> None:
    """Take away what was recorded by mistake; the history keeps it."""
    with writing(actor, reason=reason, event=f"{record._meta.model_name}.deleted"):
        current = locked(actor, record)
        authorize(actor, "delete", current)
        current.delete()


def refuse_blinding(actor: Actor, level: str, office_id: Any) -> None:
    """Nobody keeps a record to an office to which they do not belong."""
    if level == Visibility.OFFICE and office_id not in actor.offices and not actor.is_system:
        raise ValidationError(
            {"visibility": _("You do not belong to this office: you could not see it.")}
        )


def _says_more(current: ApprovedRecord, changes: Mapping[str, Any]) -> bool:
    """Whether a change alters what the network reads, beyond reading less."""
    for name, value in changes.items():
        before = getattr(current, name)
        if value == before or (before is None and value == ""):
            continue
        if name == "visibility" and LEVELS.index(value) < LEVELS.index(before):
            continue
        return True
    return False
