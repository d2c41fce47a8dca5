"""The priorities and the strategy of a training State, and the actions that serve them."""

from collections.abc import Mapping
from typing import Any

from apps.actions.services import create_action
from apps.catalogue.models import Item
from apps.dashboards.training.people import TrainingState
from apps.recommendations.strategy.services import create_priority, move_priority
from apps.recommendations.strategy.text_services import approve_strategy, write_element
from apps.recommendations.strategy_models import StrategyPriority

Facts = Mapping[str, Any]
# What an entry says beside the fields of the priority itself.
STEPS = ("by", "agreed_by", "then", "actions", "target", "lead")


def set_strategy(state: TrainingState, facts: Facts) -> list[StrategyPriority]:
    """The priorities with their actions, what is written of the elements, the approved version."""
    told = facts.get("strategy", {})
    made = [_priority(state, entry) for entry in told.get("priorities", ())]
    strategy = None
    for code, text in told.get("elements", {}).items():
        strategy = write_element(
            actor=state.actors[told["by"]],
            country=state.country,
            item=Item.objects.get(code=code, framework__code="ST2015"),
            text=text,
            owner=state.institutions["office"],
            version=0,
        ).strategy
    if strategy is not None and "approved_by" in told:
        approve_strategy(
            actor=state.actors[told["approved_by"]],
            strategy=strategy,
            visibility=told["visibility"],
        )
    return made


def _priority(state: TrainingState, entry: Facts) -> StrategyPriority:
    author = state.actors[entry["by"]]
    fields = {name: value for name, value in entry.items() if name not in STEPS}
    fields["target_on"] = state.day(entry.get("target"))
    if "lead" in entry:
        fields["lead_institution"] = state.institutions[entry["lead"]]
    priority = create_priority(actor=author, country=state.country, fields=fields)
    if "agreed_by" in entry:
        decides = state.actors[entry["agreed_by"]]
        priority = move_priority(actor=decides, priority=priority, to="agreed")
    if "then" in entry:
        priority = move_priority(actor=author, priority=priority, to=entry["then"])
    for title, days in entry.get("actions", ()):
        create_action(
            actor=author,
            country=state.country,
            title=title,
            due_on=state.day(days),
            priorities=[priority],
        )
    return priority
