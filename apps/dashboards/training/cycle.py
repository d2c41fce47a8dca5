"""The cycles of the training States' assessments: begun, dated, moved on and talked about."""

from collections.abc import Mapping
from typing import Any

from apps.assessments.comments.services import comment_on_factor, settle_comment
from apps.assessments.cycle.services import Line, move_phase, plan_phases
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.services import create_assessment, update_assessment
from apps.assessments.succession.services import begin_next
from apps.dashboards.training.people import TrainingState
from focalpoint.acting import acting
from focalpoint.actors import Actor

Facts = Mapping[str, Any]


def begin(state: TrainingState, author: Actor, entry: Facts) -> Assessment:
    """A draft from nothing, or the next cycle of the assessment that ``follows`` names."""
    fields = {
        "title": entry["title"],
        "period_start": state.day(entry["period"][0]),
        "period_end": state.day(entry["period"][1]),
    }
    texts = {"method": entry["method"], "context": entry["context"]}
    if "follows" not in entry:
        office = state.institutions["office"]
        return create_assessment(
            actor=author,
            country=state.country,
            fields={**fields, **texts, "lead_institution": office},
        )
    with acting(author):
        former = Assessment.objects.get(country=state.country, title=entry["follows"])
    begun = begin_next(actor=author, former=former, fields=fields)
    return update_assessment(actor=author, assessment=begun, changes=texts, version=None)


def go_on(
    state: TrainingState,
    author: Actor,
    assessment: Assessment,
    ratings: Mapping[str, FactorRating],
    entry: Facts,
) -> None:
    """Its calendar, the phases that it has gone through, and what is said about its factors."""
    lines = {
        phase: Line({"planned_end": state.day(day), "person": state.people[who]})
        for phase, (day, who) in entry.get("calendar", {}).items()
    }
    if lines:
        plan_phases(actor=author, assessment=assessment, lines=lines)
    for phase in entry.get("phases", ()):
        assessment = move_phase(actor=author, assessment=assessment, to=phase)
    for told in entry.get("comments", ()):
        rating = ratings[told["factor"]]
        said = comment_on_factor(actor=state.actors[told["by"]], rating=rating, text=told["text"])
        for who, text in told.get("answers", ()):
            comment_on_factor(actor=state.actors[who], rating=rating, text=text, thread=said)
        if "settled_by" in told:
            settle_comment(actor=state.actors[told["settled_by"]], comment=said)
