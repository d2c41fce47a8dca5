"""What the templates of an action's parts need, for the whole page and for a part alone."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.actions import parts
from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
)
from apps.actions.collaboration_forms import (
    BlockerForm,
    ChecklistForm,
    CommentForm,
    WatcherForm,
)
from apps.actions.models import Action, ActionUpdate
from apps.actions.series_models import ActionSeries
from focalpoint.actors import Actor
from focalpoint.policies import allowed

Context = dict[str, Any]


def talk_context(action: Action, active: str) -> Context:
    """The tabs between log and comments, with their numbers."""
    numbers = {
        "log": getattr(action, "updates_total", None),
        "comments": getattr(action, "comments_total", None),
    }
    models: dict[str, Any] = {"log": ActionUpdate, "comments": ActionComment}
    address = action.get_absolute_url()
    return {
        "talk": [
            {
                "key": key,
                "label": label,
                "icon": icon,
                "url": f"{address}?talk={key}#talk",
                "count": models[key].objects.filter(action=action).count()
                if numbers[key] is None
                else numbers[key],
                "active": key == active,
            }
            for key, label, icon in (
                ("log", _("Log"), "notes"),
                ("comments", _("Comments"), "messages"),
            )
        ],
        "talking": active,
    }


def comments_context(action: Action, actor: Actor, *, everything: bool = False) -> Context:
    """The comments with the form that adds one."""
    limit = None if everything else parts.RECENT
    found = parts.comments_of(action, actor, limit=limit)
    may = allowed(actor, "create", ActionComment(action=action))
    return {
        "comments": found if everything else found[: parts.RECENT],
        "older": not everything and len(found) > parts.RECENT,
        "comment_form": CommentForm() if may else None,
        "viewer": actor.user_id if may else None,
    }


def checklist_context(action: Action, actor: Actor) -> Context:
    """The checklist with the form that adds to it."""
    known = getattr(action, "checklist_total", None)
    items = [] if known == 0 else parts.checklist_of(action, actor)
    may = allowed(actor, "change", ChecklistItem(action=action))
    return {
        "checklist": items,
        "ticked": sum(item.is_done for item in items),
        "checklist_form": ChecklistForm() if may else None,
    }


def ties_context(action: Action, actor: Actor) -> Context:
    """What it waits for and what waits for it, with the form that adds a blocker."""
    may = allowed(actor, "create", ActionDependency(action=action))
    return {
        "ties": parts.ties_of(action, actor),
        "blocker_form": BlockerForm(action=action, actor=actor) if may else None,
    }


def watch_context(action: Action, actor: Actor) -> Context:
    """Whether the actor watches an action that has its parts counted, and who else does."""
    counted: Any = action
    user = actor.user_id
    may = user is not None and allowed(actor, "create", ActionWatcher(action=action, user_id=user))
    return {
        "may_watch": may,
        "watchers": list(zip(counted.watcher_ids, counted.watcher_names, strict=True)),
        "watcher_form": WatcherForm() if may and allowed(actor, "change", action) else None,
    }


def series_context(action: Action, actor: Actor) -> Context:
    """How it comes back, and whether the actor decides that."""
    probe = ActionSeries(country_id=action.country_id, office_id=action.office_id)
    return {
        "series": parts.coming_of(action, actor),
        "may_repeat": allowed(actor, "change", action) and allowed(actor, "change", probe),
    }


def left_open(loose: parts.LooseEnds) -> str:
    """What is still open in a finished action, in words."""
    said = []
    if loose.items:
        said.append(
            ngettext(
                "%(number)d checklist item is still open.",
                "%(number)d checklist items are still open.",
                loose.items,
            )
            % {"number": loose.items}
        )
    if loose.blockers:
        said.append(
            ngettext(
                "%(number)d action that it waited for is not finished.",
                "%(number)d actions that it waited for are not finished.",
                loose.blockers,
            )
            % {"number": loose.blockers}
        )
    return " ".join(said)
