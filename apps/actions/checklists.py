"""The writers of an action's checklist."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.actions.collaboration import ChecklistItem
from apps.actions.models import Action
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing

# More of them are an action of their own.
MOST_ITEMS = 100


def add_checklist_item(
    *, actor: Actor, action: Action, text: str, reason: str = ""
) -> ChecklistItem:
    """Add an item at the end. Raises ``PermissionDenied`` or ``ValidationError``."""
    item = ChecklistItem(action=action, text=" ".join(text.split()))
    authorize(actor, "create", item)
    with writing(actor, reason=reason, event="action.checklist_added"):
        locked(actor, action)
        last = _items(action).aggregate(last=Max("position"))["last"] or 0
        if _items(action).count() >= MOST_ITEMS:
            raise ValidationError(
                {
                    "text": _("A checklist holds %(number)d items; make this an action of its own.")
                    % {"number": MOST_ITEMS}
                }
            )
        item.position = last + 1
        create_record(actor=actor, instance=item)
    return item


def rename_checklist_item(
    *, actor: Actor, item: ChecklistItem, text: str, version: int | None, reason: str = ""
) -> ChecklistItem:
    """Say an item in other words. Raises as ``update_record`` does."""
    return update_record(
        actor=actor,
        instance=item,
        changes={"text": " ".join(text.split())},
        version=version,
        reason=reason,
        event="action.checklist_renamed",
    )


def tick_checklist_item(
    *,
    actor: Actor,
    item: ChecklistItem,
    done: bool,
    version: int | None = None,
    reason: str = "",
) -> ChecklistItem:
    """Tick an item off, or take the tick away; repeating it changes nothing."""

    def derive(current: ChecklistItem) -> dict[str, Any]:
        if current.is_done == done:
            return {}
        return {
            "done_at": timezone.now() if done else None,
            "done_by_id": actor.user_id if done else None,
        }

    return update_record(
        actor=actor,
        instance=item,
        changes={},
        version=version,
        reason=reason,
        event="action.checklist_ticked" if done else "action.checklist_unticked",
        derive=derive,
    )


def move_checklist_item(
    *, actor: Actor, item: ChecklistItem, to: int, version: int | None = None
) -> ChecklistItem:
    """Put an item at the place ``to`` (the first is 1); beyond the end is the end.

    Raises ``StaleVersionError`` or ``PermissionDenied``.
    """
    with writing(actor, event="action.checklist_moved"):
        locked(actor, item.action)
        current = locked(actor, item)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {"position": to})
        authorize(actor, "change", current)
        last = _items(item.action).aggregate(last=Max("position"))["last"]
        place, was = min(max(to, 1), last), current.position
        between = _items(item.action).exclude(pk=item.pk)
        if place < was:
            between.filter(position__gte=place, position__lt=was).update(position=F("position") + 1)
        elif place > was:
            between.filter(position__gt=was, position__lte=place).update(position=F("position") - 1)
        current.position = place
        current.save(update_fields=["position"])
        current.refresh_from_db(fields=["version", "updated_at"])
    return current


def remove_checklist_item(*, actor: Actor, item: ChecklistItem, reason: str = "") -> None:
    """Take an item away; the history keeps it. Raises ``PermissionDenied``."""
    authorize(actor, "delete", item)
    with writing(actor, reason=reason, event="action.checklist_removed"):
        locked(actor, item.action)
        removed = _items(item.action).filter(pk=item.pk).first()
        if removed is None:
            return
        place = removed.position
        removed.delete()
        _items(item.action).filter(position__gt=place).update(position=F("position") - 1)


def _items(action: Action) -> Any:
    return ChecklistItem.objects.filter(action=action)
