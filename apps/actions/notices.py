"""What people are told of actions, besides their deadlines."""

import uuid
from collections.abc import Collection, Iterable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User

# Notices are found through this module.
from apps.actions import handover_notices as handover_notices
from apps.actions import import_notices as import_notices
from apps.actions.collaboration import ActionComment, ActionDependency, ActionWatcher
from apps.actions.models import Action, Status
from apps.reminders.notices import notify, notify_each
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
)

ASSIGNED = "action.assigned"
MENTIONED = "action.mentioned"
COMMENTED = "action.commented"
UNBLOCKED = "action.unblocked"
RETURNED = "action.returned"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those actions that ``actor`` may see."""
    actions = Action.objects.visible_to(actor).filter(pk__in=ids).select_related("country")
    return {
        action.pk: line_of(action, title=action.title, reference=action.reference)
        for action in actions
    }


def tell_of_assignment(*, actor: Actor, action: Action, before: Action | None = None) -> None:
    """Tell the assignee that an action is theirs now.

    ``before`` is the action as it stood; ``None`` for a new one.
    """
    if action.assignee_id and action.assignee_id != (before and before.assignee_id):
        notify(actor=actor, recipients=[action.assignee_id], kind=ASSIGNED, subject=action)


def tell_of_assignments(*, actor: Actor, actions: Iterable[Action], person: User) -> None:
    """Tell a person of all actions that are theirs now, in one statement."""
    told = [(action, [person]) for action in actions]
    notify_each(actor=actor, kind=ASSIGNED, told=told)


def tell_of_steps(*, actor: Actor, actions: Iterable[Action], to: str) -> None:
    """Tell the assignees of actions, as they stood before their step, that they come back."""
    back = [a for a in actions if a.status == Status.IN_REVIEW and to == Status.IN_PROGRESS]
    notify_each(actor=actor, kind=RETURNED, told=[(a, [a.assignee_id]) for a in back])


def tell_of_step(*, actor: Actor, action: Action, to: str) -> None:
    """Tell the assignee that an action, as it stands before its step, comes back from review."""
    if action.status == Status.IN_REVIEW and to == Status.IN_PROGRESS:
        notify(actor=actor, recipients=[action.assignee_id], kind=RETURNED, subject=action)


def tell_of_comment(
    *, actor: Actor, comment: ActionComment, mentioned: Collection[User], is_new: bool = True
) -> None:
    """Tell whom a comment calls, and of a new one also who watches or works on its action.

    Nobody is told twice of the same comment, however often its author corrects it.
    """
    action = comment.action
    notify(
        actor=actor,
        recipients=mentioned,
        kind=MENTIONED,
        subject=action,
        occasion=comment.pk,
    )
    if is_new:
        called = {person.pk for person in mentioned}
        others = {action.assignee_id, *_watchers([action.pk])[action.pk]} - called
        notify(
            actor=actor,
            recipients=others,
            kind=COMMENTED,
            subject=action,
            occasion=comment.pk,
        )


def tell_of_unblocking(*, actor: Actor, finished: Collection[uuid.UUID]) -> None:
    """Tell who works on or watches what waited for these actions, where nothing else blocks it.

    Called in the transaction that finishes them, before or after it does.
    """
    ties = ActionDependency.objects.filter(action=OuterRef("pk"))
    still = ties.filter(blocked_by__in=Action.objects.unfinished()).exclude(blocked_by__in=finished)
    # Also what the one who finished them does not see: its people are told all the same.
    with acting(SYSTEM):
        waiting = Action.objects.unfinished().filter(
            Exists(ties.filter(blocked_by__in=finished)), ~Exists(still)
        )
        watchers = _watchers([action.pk for action in waiting])
    for action in waiting:
        people = {action.assignee_id, *watchers[action.pk]}
        notify(actor=actor, recipients=people, kind=UNBLOCKED, subject=action)


def _watchers(actions: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Who watches each of these actions."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {pk: [] for pk in actions}
    rows = ActionWatcher.objects.filter(action__in=actions)
    for action, user in rows.values_list("action_id", "user_id"):
        found[action].append(user)
    return found


register_subject(Subject("action", Action, lines))
register(
    NoticeKind(
        ASSIGNED,
        "action",
        _("An action is assigned to me"),
        _("%(who)s assigned this action to you"),
        "user-check",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        MENTIONED,
        "action",
        _("Somebody mentions me"),
        _("%(who)s mentioned you in a comment"),
        "at",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        RETURNED,
        "action",
        _("My work comes back from review"),
        _("%(who)s returned this action to you for changes"),
        "arrow-back-up",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        COMMENTED,
        "action",
        _("A comment on an action that I watch"),
        _("%(who)s commented on an action that you watch"),
        "message",
    )
)
register(
    NoticeKind(
        UNBLOCKED,
        "action",
        _("What blocked my action is finished"),
        _("Nothing blocks this action any more"),
        "lock-open",
    )
)
