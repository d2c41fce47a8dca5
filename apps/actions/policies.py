"""Who writes actions: the focal point's office its State's, a ministry those it works on."""

from typing import Any
from uuid import UUID

from apps.actions.bulk_models import BulkChange
from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
)
from apps.actions.commitment_models import ActionCommitment
from apps.actions.handover_models import HandoverNote
from apps.actions.import_models import ActionImport
from apps.actions.models import Action, ActionLink, ActionUpdate
from apps.actions.series_models import ActionOccurrence, ActionSeries
from apps.actions.stage_models import ActionStage
from apps.actions.template_models import ActionTemplate, TemplateRow
from apps.actions.view_models import SavedView
from focalpoint.actors import Actor
from focalpoint.policies import declare, may
from focalpoint.roles import APPROVERS, FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS, Role

MINISTRY = {Role.MINISTRY_OFFICER}


def ministries_of(actor: Actor) -> set[UUID]:
    """The institutions in whose name the actor writes as a ministry officer."""
    return {post.office_id for post in actor.posts if post.office_id and post.role in MINISTRY}


def owns(actor: Actor, action: Action | ActionSeries | ActionTemplate | HandoverNote) -> bool:
    """Whether a ministry officer's own institution owns the action, series, template or note."""
    return action.office_id in ministries_of(actor)


def works_on(actor: Actor, action: Action) -> bool:
    """Whether the officer's institution owns or leads the action, or the officer is assigned."""
    institutions = {action.office_id, action.lead_institution_id}
    return bool(institutions & ministries_of(actor)) or action.assignee_id == actor.user_id


def owns_its_template(actor: Actor, row: TemplateRow) -> bool:
    """The same for one row of a template."""
    return owns(actor, row.template)


def works_on_its_action(actor: Actor, part: Any) -> bool:
    """The same for a part of an action: a link, an entry of the log."""
    return works_on(actor, part.action)


def wrote_it(actor: Actor, comment: ActionComment) -> bool:
    """Whether the comment is the actor's own."""
    return comment.author_id is not None and comment.author_id == actor.user_id


def concerns_them(actor: Actor, watcher: ActionWatcher) -> bool:
    """Whether the actor is the one who watches, or works on what is watched."""
    return watcher.user_id == actor.user_id or works_on_its_action(actor, watcher)


def keeps(actor: Actor, view: SavedView) -> bool:
    """A view that is the actor's own and shared with nobody."""
    return view.owner_id == actor.user_id and not view.is_shared


def has(actor: Actor, view: SavedView) -> bool:
    """A view that is the actor's own, or nobody's yet."""
    return view.owner_id in (None, actor.user_id)


def imports(actor: Actor, batch: ActionImport) -> bool:
    """Whether the actor brought the sheet, or belongs to the office that did."""
    return batch.uploaded_by_id == actor.user_id or batch.office_id in actor.offices


def made(actor: Actor, change: BulkChange) -> bool:
    """A bulk change is taken back by whoever made it."""
    return change.author_id == actor.user_id


declare(
    Action,
    create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)],
    change=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on)],
    # Nobody abroad reads what the State has not approved.
    share=may(APPROVERS),
)
declare(
    ActionLink,
    create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)],
    delete=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)],
)
declare(ActionStage, create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)])
declare(
    ActionCommitment, create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)]
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
# Whoever may change the action that comes back; a ministry the series of what it owns.
SERIES = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)]
declare(ActionSeries, create=SERIES, change=SERIES)
declare(
    ActionOccurrence, create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=works_on_its_action)]
)
TEMPLATES = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)]
declare(ActionTemplate, create=TEMPLATES, change=TEMPLATES, delete=TEMPLATES)
ROWS = [may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns_its_template)]
declare(TemplateRow, create=ROWS, change=ROWS, delete=ROWS)
# Everybody keeps views of their own; the focal point's office shares them, and renames
# or deletes what is shared.
declare(
    SavedView,
    create=[may(Role, where=keeps), may(FOCAL_POINT_OFFICE)],
    change=[may(Role, where=keeps), may(FOCAL_POINT_OFFICE)],
    delete=[may(Role, where=keeps), may(FOCAL_POINT_OFFICE)],
    # A colleague's view that is shared no more would be gone for whoever took it back.
    share=[may(FOCAL_POINT_OFFICE, where=has)],
)
# What these do to each action is for the policy of actions.
declare(
    ActionImport,
    create=[may(GOVERNMENT_WRITERS, where=imports)],
    change=[may(GOVERNMENT_WRITERS, where=imports)],
)
declare(
    BulkChange,
    create=[may(GOVERNMENT_WRITERS)],
    apply=[may(GOVERNMENT_WRITERS, where=made)],
    undo=[may(GOVERNMENT_WRITERS, where=made)],
)
# Whoever leaves often cannot do it any more: the office does it for them, or a colleague of their
# institution.
declare(HandoverNote, create=[may(FOCAL_POINT_OFFICE), may(MINISTRY, where=owns)])
