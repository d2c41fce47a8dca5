"""How the training States join instruments, and by which laws they carry them out."""

from collections.abc import Mapping
from typing import Any

from apps.dashboards.training.people import TrainingState
from apps.treaties.measures.models import DomesticMeasure, TreatyRequirement
from apps.treaties.measures.services import create_measure, waive_requirement
from apps.treaties.models import Treaty
from apps.treaties.plans.course import for_aim, planned, project_stages
from apps.treaties.plans.deposit import report_deposit
from apps.treaties.plans.models import PlanStage, RatificationPlan
from apps.treaties.plans.services import NewStage, start_plan
from apps.treaties.plans.stages import change_stage_status, update_stage
from focalpoint.acting import acting
from focalpoint.visibility import Visibility

Facts = Mapping[str, Any]


def plan_to_join(state: TrainingState, facts: Facts) -> list[RatificationPlan]:
    """The plans that the file tells of."""
    return [_plan(state, entry) for entry in facts.get("plans", ())]


def _plan(state: TrainingState, entry: Facts) -> RatificationPlan:
    who, day = state.actors[entry["by"]], state.day(entry["day"])
    assert day is not None
    stages = for_aim(project_stages(), entry["aim"])
    lines = planned(stages, count=entry["count"], day=day)
    hands = entry.get("hands", {})
    plan = start_plan(
        actor=who,
        country=state.country,
        treaty=Treaty.objects.get(code=entry["treaty"]),
        aim=entry["aim"],
        started_on=state.day(entry.get("begun", 0)),
        target_on=lines[-1].due_on,
        visibility=entry.get("visibility", Visibility.GOVERNMENT),
        note=entry.get("note", ""),
        stages=[
            NewStage(
                line.stage.kind,
                line.stage.title,
                state.institutions.get(hands.get(line.stage.kind, "")),
                line.due_on,
                line.after,
            )
            for line in lines
        ],
    )
    with acting(who):
        made = {stage.kind: stage for stage in PlanStage.objects.visible_to(who).filter(plan=plan)}
    for kind, told in entry.get("stages", {}).items():
        _stage(state, made[kind], told, who)
    if "deposited" not in entry:
        return plan
    deposit = entry["deposited"]
    on = state.day(deposit["day"])
    assert on is not None
    return report_deposit(
        actor=state.actors[deposit["by"]],
        plan=plan,
        kind=deposit["kind"],
        deposited_on=on,
        note=deposit.get("note", ""),
    )


def _stage(state: TrainingState, stage: PlanStage, told: Facts, who: Any) -> None:
    changes: dict[str, Any] = {}
    if "note" in told:
        changes["note"] = told["note"]
    if "person" in told:
        changes["person"] = state.people[told["person"]]
    if changes:
        update_stage(actor=who, stage=stage, changes=changes, version=None)
    if "status" in told:
        change_stage_status(
            actor=who, stage=stage, to=told["status"], finished_on=state.day(told.get("on"))
        )


def make_laws(state: TrainingState, facts: Facts) -> list[DomesticMeasure]:
    """The laws that the file tells of, and what does not apply."""
    for entry in facts.get("does_not_apply", ()):
        waive_requirement(
            actor=state.actors[entry["by"]],
            country=state.country,
            requirement=_asked(entry["asked"]),
            why=entry["why"],
        )
    return [_law(state, entry) for entry in facts.get("measures", ())]


def _law(state: TrainingState, entry: Facts) -> DomesticMeasure:
    return create_measure(
        actor=state.actors[entry["by"]],
        country=state.country,
        fields={
            "law": entry["law"],
            "article": entry.get("article", ""),
            "text": entry.get("text", ""),
            "in_force_on": state.day(entry.get("in_force")),
            "visibility": entry.get("visibility", Visibility.GOVERNMENT),
        },
        covers={_asked(name): extent for name, extent in entry["covers"].items()},
    )


def _asked(name: str) -> TreatyRequirement:
    """An item such as ``GENOCIDE:crime``."""
    treaty, _colon, code = name.partition(":")
    return TreatyRequirement.objects.get(treaty__code=treaty, code=code)
