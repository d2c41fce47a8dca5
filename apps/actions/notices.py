"""What people are told of actions, besides their deadlines."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from apps.actions.models import Action, Status
from apps.reminders.notices import notify
from focalpoint.actors import Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
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
        action.pk: SubjectLine(
            title=action.title,
            reference=action.reference,
            state=action.country.name,
            url=action.get_absolute_url(),
            is_training=action.country.is_training,
        )
        for action in actions
    }


def tell_of_assignment(*, actor: Actor, action: Action, before: Action | None = None) -> None:
    """Tell the assignee that an action is theirs now.

    ``before`` is the action as it stood; ``None`` for a new one.
    """
    if action.assignee_id and action.assignee_id != (before and before.assignee_id):
        notify(actor=actor, recipients=[action.assignee_id], kind=ASSIGNED, subject=action)


def tell_of_step(*, actor: Actor, action: Action, to: str) -> None:
    """Tell the assignee that an action, as it stands before its step, comes back from review."""
    if action.status == Status.IN_REVIEW and to == Status.IN_PROGRESS:
        notify(actor=actor, recipients=[action.assignee_id], kind=RETURNED, subject=action)


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
