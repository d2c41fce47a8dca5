"""How the people of the training States work together: comments, checklists, series, templates."""

from collections.abc import Mapping
from typing import Any

from apps.actions.checklists import add_checklist_item, tick_checklist_item
from apps.actions.dependencies import block_action
from apps.actions.discussion import comment_on_action, watch_action
from apps.actions.models import Action
from apps.actions.series import start_series
from apps.actions.templates import keep_template
from apps.dashboards.training.people import TrainingState
from focalpoint.acting import acting

Facts = Mapping[str, Any]


def work_together(state: TrainingState, facts: Facts) -> list[Action]:
    """Everything that the file says of work on actions, each named by its title."""
    return [_on_action(state, entry) for entry in facts.get("together", ())]


def keep_templates(state: TrainingState, facts: Facts) -> list[Any]:
    """The templates that a State keeps of its own actions."""
    kept = []
    for entry in facts.get("templates", ()):
        who = state.actors[entry["by"]]
        day = state.day(entry["anchor_on"])
        assert day is not None
        kept.append(
            keep_template(
                actor=who,
                country=state.country,
                title=entry["title"],
                text=entry.get("text", ""),
                anchor=entry["anchor"],
                anchor_on=day,
                actions=[_titled(state, title, who) for title in entry["actions"]],
            )
        )
    return kept


def _on_action(state: TrainingState, entry: Facts) -> Action:
    who = state.actors[entry["by"]]
    action = _titled(state, entry["action"], who)
    for text in entry.get("checklist", ()):
        done = text.startswith("x ")
        item = add_checklist_item(actor=who, action=action, text=text.removeprefix("x "))
        if done:
            tick_checklist_item(actor=who, item=item, done=True)
    for key, text in entry.get("comments", ()):
        comment_on_action(actor=state.actors[key], action=action, text=text)
    for key in entry.get("watched_by", ()):
        watch_action(actor=state.actors[key], action=action)
    for title in entry.get("waits_for", ()):
        block_action(actor=who, action=action, blocked_by=_titled(state, title, who))
    if "repeats" in entry:
        start_series(actor=who, action=action, **entry["repeats"])
    return action


def _titled(state: TrainingState, title: str, who: Any) -> Action:
    with acting(who):
        found: Action = Action.objects.visible_to(who).get(country=state.country, title=title)
    return found
