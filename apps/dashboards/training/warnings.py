"""Events of a training State, whom it alerts, what was decided, and what is judged anew."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.assessments.alerts.services import (
    choose_alerted,
    decide_escalation,
    escalate_event,
)
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import factors, standing_events
from apps.assessments.events.services import log_event
from apps.assessments.rerating.services import rerate_factor
from apps.assessments.rerating_models import FactorRerating
from apps.dashboards.training.people import TrainingState
from focalpoint.acting import acting

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


def judge_anew(state: TrainingState, facts: Facts) -> list[FactorRerating]:
    """Re-rate factors because of what happened since the approved assessment."""
    made = []
    for entry in facts.get("reratings", ()):
        author = state.actors[entry["by"]]
        with acting(author):
            event = standing_events(author).get(country=state.country, title=entry["event"])
            factor = factors().get(code=entry["factor"])
        fields = {name: entry[name] for name in ("level", "trend", "confidence", "reason")}
        made.append(
            rerate_factor(
                actor=author,
                country=state.country,
                factor=factor,
                fields={**fields, "effective_on": state.today, "prompted_by": [event.pk]},
            )
        )
    return made


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
