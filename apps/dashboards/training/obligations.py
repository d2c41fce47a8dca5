"""What the training States owe: derived like anybody's, and worked on by their people."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.dashboards.training.people import TrainingState
from apps.treaties.obligations.derivation import derive_obligations
from apps.treaties.obligations.models import Occurrence, ReportingObligation
from apps.treaties.obligations.services import (
    add_occurrence,
    confirm_due_date,
    create_obligation,
    override_due_date,
    update_obligation,
)
from focalpoint.acting import acting
from focalpoint.actors import Actor

Facts = Mapping[str, Any]


def owe(state: TrainingState, facts: Facts) -> list[ReportingObligation]:
    """Everything that the file says of duties, after what follows from the treaties."""
    derive_obligations(countries=[state.country])
    duties = [_duty(state, entry) for entry in facts.get("obligations", ())]
    # Dates that people set carry the cycles on.
    derive_obligations(countries=[state.country])
    for entry, duty in zip(facts.get("obligations", ()), duties, strict=True):
        if "next" in entry:
            _decide(state, state.actors[entry["by"]], duty, entry["next"])
    return duties


def _duty(state: TrainingState, entry: Facts) -> ReportingObligation:
    who = state.actors[entry["by"]]
    keeping: dict[str, Any] = {
        "lead_institution": state.institutions.get(entry.get("lead", "")),
        "responsible": state.people.get(entry.get("responsible", "")),
    }
    if "treaty" in entry:
        with acting(who):
            duty = ReportingObligation.objects.visible_to(who).get(
                country=state.country, treaty__code=entry["treaty"]
            )
        duty = update_obligation(actor=who, obligation=duty, changes=keeping, version=None)
    else:
        duty = create_obligation(
            actor=who,
            country=state.country,
            kind=entry["kind"],
            title=entry["title"],
            body=entry.get("body", ""),
            **keeping,
        )
    for date in entry.get("dates", ()):
        fields = {
            "kind": date["kind"],
            "title": date.get("title", ""),
            "original_due_on": state.day(date["due"]),
            "source": "Training data (fictional)",
        }
        add_occurrence(
            actor=who,
            obligation=duty,
            fields=fields,
            submitted_on=state.day(date.get("submitted")),
            symbol=date.get("symbol", ""),
        )
    return duty


def _decide(state: TrainingState, who: Actor, duty: ReportingObligation, said: Facts) -> None:
    """Confirm the next date of a duty, or set another one."""
    with acting(who):
        ahead = Occurrence.objects.visible_to(who).filter(
            obligation=duty, status="due", due_on__gte=state.today
        )
        date = ahead.select_related("obligation", "country").order_by("due_on")[0]
    if "override" not in said:
        confirm_due_date(actor=who, occurrence=date)
        return
    override_due_date(
        actor=who,
        occurrence=date,
        due_on=state.today + dt.timedelta(days=said["override"]),
        source=said["source"],
        reason=said["reason"],
    )
