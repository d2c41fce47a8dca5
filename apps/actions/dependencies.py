"""The writers of what blocks an action."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.actions.collaboration import ActionDependency
from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.db.turns import await_turn
from focalpoint.policies import authorize
from focalpoint.services import create_record, writing


def block_action(
    *, actor: Actor, action: Action, blocked_by: Action, reason: str = ""
) -> ActionDependency:
    """Say that an action waits for another one; what is said already is returned as it is.

    Raises ``PermissionDenied`` (also for a blocker out of sight) or ``ValidationError`` (another
    State's action, itself, a circle).
    """
    dependency = ActionDependency(action=action, blocked_by=blocked_by)
    authorize(actor, "create", dependency)
    if blocked_by.country_id != action.country_id:
        raise ValidationError(
            {"blocked_by": _("An action waits for actions of its own State only.")}
        )
    with writing(actor, reason=reason, event="action.blocked"):
        # One at a time in a State: two half circles would make a whole one.
        await_turn("dependencies", action.country_id)
        twins = ActionDependency.objects.visible_to(actor)
        existing: ActionDependency | None = twins.filter(
            action=action, blocked_by=blocked_by
        ).first()
        if existing is not None:
            return existing
        _refuse_circle(actor, action, blocked_by)
        create_record(actor=actor, instance=dependency)
    return dependency


def unblock_action(*, actor: Actor, dependency: ActionDependency, reason: str = "") -> None:
    """Say that it waits no more; the history keeps it. Raises ``PermissionDenied``."""
    authorize(actor, "delete", dependency)
    with writing(actor, reason=reason, event="action.unblocked"):
        ActionDependency.objects.visible_to(actor).filter(pk=dependency.pk).delete()


def _refuse_circle(actor: Actor, action: Action, blocked_by: Action) -> None:
    way = _way(blocked_by.pk, action.pk)
    if not way:
        return
    seen = Action.objects.visible_to(actor).filter(pk__in=way)
    names = dict(seen.values_list("pk", "reference"))
    hidden = _("an action that you may not see")
    words = " → ".join(names.get(pk, hidden) for pk in [action.pk, *way])
    raise ValidationError(
        {"blocked_by": _("They would wait for each other: %(way)s.") % {"way": words}}
    )


def _way(start: UUID, end: UUID) -> list[UUID]:
    """A way from ``start`` along its blockers to ``end``; empty where there is none.

    Looked for among all actions: a circle through one that the actor does not see is one too.
    """
    came_from: dict[UUID, UUID | None] = {start: None}
    edge: Iterable[UUID] = [start]
    with acting(SYSTEM):
        while edge and end not in came_from:
            rows = ActionDependency.objects.filter(action__in=edge)
            steps = list(rows.values_list("action_id", "blocked_by_id"))
            edge = [to for _from, to in steps if to not in came_from]
            came_from |= {to: before for before, to in reversed(steps) if to not in came_from}
    way: list[UUID] = []
    at: UUID | None = end if end in came_from else None
    while at is not None:
        way.insert(0, at)
        at = came_from[at]
    return way
