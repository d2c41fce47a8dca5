"""Events of a training State, whom it alerts, and what was decided."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.assessments.alerts.services import (
    choose_alerted,
    decide_escalation,
    escalate_event,
)
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.services import log_event
from apps.dashboards.training.people import TrainingState

Facts = Mapping[str, Any]


def warn(state: TrainingState, facts: Facts) -> list[RiskEvent]:
    """Choose whom to alert, log the events and escalate some of them."""
    if "alerts" in facts:
        chosen = facts["alerts"]
        choose_alerted(
            actor=state.actors[chosen["by"]],
            country=state.country,
            people={state.people[name].pk for name in chosen["people"]},
        )
    return [_event(state, entry) for entry in facts.get("events", ())]


def _event(state: TrainingState, entry: Facts) -> RiskEvent:
    author = state.actors[entry["by"]]
    steps = ("by", "day", "escalation")
    fields = {name: value for name, value in entry.items() if name not in steps}
    fields["occurred_on"] = state.day(entry["day"])
    event = log_event(actor=author, country=state.country, fields=fields)
    if "escalation" in entry:
        told = entry["escalation"]
        escalation = escalate_event(
            actor=author,
            event=event,
            message=told["message"],
            respond_by=state.today + dt.timedelta(days=told["answer_in"]),
            open_to_government=True,
        )
        if "decision" in told:
            outcome, decision = told["decision"]
            decide_escalation(
                actor=state.actors[told["decided_by"]],
                escalation=escalation,
                outcome=outcome,
                decision=decision,
            )
    return event
