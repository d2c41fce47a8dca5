"""Who writes actions: the focal point's office its State's, a ministry those it works on."""

from typing import Any
from uuid import UUID

from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
)
from apps.actions.models import Action, ActionLink, ActionUpdate
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS, Role

MINISTRY = {Role.MINISTRY_OFFICER}


def ministries_of(actor: Actor) -> set[UUID]:
    """The institutions in whose name the actor writes as a ministry officer."""
    return {post.office_id for post in actor.posts if post.office_id and post.role in MINISTRY}


def owns(actor: Actor, action: Action) -> bool:
    """Whether a ministry officer's own institution owns the action."""
    return action.office_id in ministries_of(actor)


def works_on(actor: Actor, action: Action) -> bool:
    """Whether the officer's institution owns or leads the action, or the officer is assigned."""
    institutions = {action.office_id, action.lead_institution_id}
    return bool(institutions & ministries_of(actor)) or action.assignee_id == actor.user_id


def works_on_its_action(actor: Actor, part: Any) -> bool:
    """The same for a part of an action: a link, an entry of the log."""
    return works_on(actor, part.action)


def wrote_it(actor: Actor, comment: ActionComment) -> bool:
    """Whether the comment is the actor's own."""
    return comment.author_id is not None and comment.author_id == actor.user_id


def concerns_them(actor: Actor, watcher: ActionWatcher) -> bool:
    """Whether the actor is the one who watches, or works on what is watched."""
    return watcher.user_id == actor.user_id or works_on_its_action(actor, watcher)


declare(
    Action,
    create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)],
    change=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on)],
)
declare(
    ActionLink,
    create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)],
    delete=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)],
)
declare(
    ActionUpdate,
    create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)],
)
# Whoever writes for the State may answer, also in what another ministry leads.
declare(
    ActionComment,
    create=may(GOVERNMENT_WRITERS),
    change=may(GOVERNMENT_WRITERS, where=wrote_it),
)
PARTS = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)]
declare(ChecklistItem, create=PARTS, change=PARTS, delete=PARTS)
declare(ActionDependency, create=PARTS, delete=PARTS)
WATCHES = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=concerns_them)]
declare(ActionWatcher, create=WATCHES, delete=WATCHES)
