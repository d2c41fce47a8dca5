"""Reads of plans: each with its stages as a path, who holds it up, and what comes next."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from apps.countries.models import Country, Institution
from apps.treaties.models import Treaty
from apps.treaties.plans.choices import PlanStatus, StageKind, StageStatus
from apps.treaties.plans.course import Usual, project_stages
from apps.treaties.plans.models import (
    PlanStage,
    PlanTemplate,
    RatificationPlan,
    StageDependency,
)
from focalpoint.actors import Actor


class Turn(StrEnum):
    """What a stage is to its plan today."""

    DONE = "done"
    SKIPPED = "skipped"
    CURRENT = "current"  # nothing stands before it: it is what the plan waits for
    WAITING = "waiting"  # for other stages


@dataclass(frozen=True)
class Step:
    """A stage on the path; ``since`` is the day from which on it was its turn."""

    stage: PlanStage
    turn: Turn
    since: dt.date | None = None
    waits_for: tuple[PlanStage, ...] = ()
    owner: str = ""

    def days(self, today: dt.date) -> int:
        """For how many days it has been its turn."""
        return max((today - self.since).days, 0) if self.since else 0


@dataclass(frozen=True)
class Path:
    """The stages of one plan in their order."""

    steps: tuple[Step, ...] = field(default=())

    @property
    def current(self) -> list[Step]:
        """The stages whose turn it is: who has them in hands holds the plan up."""
        return [step for step in self.steps if step.turn == Turn.CURRENT]

    @property
    def next_on(self) -> dt.date | None:
        """The next date of what is not finished."""
        dates = [s.stage.due_on for s in self.steps if s.stage.due_on and not s.stage.is_finished]
        return min(dates, default=None)

    @property
    def finished(self) -> int:
        """How many stages are done or not needed."""
        return sum(step.stage.is_finished for step in self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    def step_of(self, stage: PlanStage) -> Step | None:
        """The step of one stage."""
        return next((step for step in self.steps if step.stage.pk == stage.pk), None)


def plans(actor: Actor) -> QuerySet[RatificationPlan]:
    """The plans that ``actor`` reads, with what a list shows of them."""
    rows: QuerySet[RatificationPlan] = RatificationPlan.objects.visible_to(actor)
    return rows.select_related("country", "treaty", "reported")


def stages(actor: Actor) -> QuerySet[PlanStage]:
    """The stages that ``actor`` reads."""
    rows: QuerySet[PlanStage] = PlanStage.objects.visible_to(actor)
    return rows.select_related("country", "plan__treaty", "person")


def blockers_of(outer: str = "pk") -> ArraySubquery:
    """The keys of what a stage waits for, as one column."""
    ties = StageDependency.objects.filter(stage=OuterRef(outer))
    ordered = ties.order_by("blocked_by__position", "blocked_by_id")
    return ArraySubquery(ordered.values("blocked_by_id"))


def path_of(plan: RatificationPlan, actor: Actor) -> Path:
    """The path of one plan. Two queries."""
    return paths_of([plan], actor)[plan.pk]


def paths_of(rows: Iterable[RatificationPlan], actor: Actor) -> dict[uuid.UUID, Path]:
    """The paths of some plans by their keys. Two queries, however many there are."""
    started = {plan.pk: plan.started_on for plan in rows}
    of_plan: dict[uuid.UUID, list[PlanStage]] = defaultdict(list)
    found = (
        PlanStage.objects.visible_to(actor)
        .filter(plan__in=started)
        .select_related("person")
        .annotate(blocker_ids=blockers_of())
        .order_by("position", "id")
    )
    for stage in found:
        of_plan[stage.plan_id].append(stage)
    named = {stage.institution_id for each in of_plan.values() for stage in each}
    # Looked up and not joined: other States' institutions are not open to everybody.
    owners = dict(
        Institution.objects.visible_to(actor).filter(pk__in=named).values_list("pk", "name")
    )
    return {pk: _path(of_plan[pk], begun, owners) for pk, begun in started.items()}


def _path(of_plan: Sequence[Any], begun: dt.date, owners: Mapping[uuid.UUID, str]) -> Path:
    known = {stage.pk: stage for stage in of_plan}
    return Path(tuple(_step(stage, known, begun, owners) for stage in of_plan))


def _step(
    stage: Any,
    known: Mapping[uuid.UUID, PlanStage],
    begun: dt.date,
    owners: Mapping[uuid.UUID, str],
) -> Step:
    owner = owners.get(stage.institution_id, "")
    blockers = [known[pk] for pk in stage.blocker_ids if pk in known]
    pending = tuple(blocker for blocker in blockers if not blocker.is_finished)
    if stage.is_finished:
        turn = Turn.DONE if stage.status == StageStatus.DONE else Turn.SKIPPED
        return Step(stage, turn, owner=owner)
    # Work that has begun is its owner's turn, whatever else it waits for.
    if pending and stage.status != StageStatus.IN_PROGRESS:
        return Step(stage, Turn.WAITING, waits_for=pending, owner=owner)
    since = max([begun, *(b.finished_on for b in blockers if b.finished_on)])
    return Step(stage, Turn.CURRENT, since, pending, owner)


def latest_plan(treaty: Treaty, country: Country, actor: Actor) -> RatificationPlan | None:
    """The plan of a State for an instrument: the one under way, or the newest closed one."""
    rows = list(plans(actor).filter(treaty=treaty, country=country).order_by("-id")[:20])
    open_ones = [plan for plan in rows if plan.status == PlanStatus.OPEN]
    return next(iter([*open_ones, *rows]), None)


def own_template(country: Country, actor: Actor) -> PlanTemplate | None:
    """The State's own stages, if it has any of its own."""
    rows = PlanTemplate.objects.visible_to(actor).filter(country=country)
    found: PlanTemplate | None = rows.prefetch_related("stages").first()
    return found


def usual_stages(country: Country, actor: Actor) -> list[Usual]:
    """The stages with which the State's plans begin: its own, or the project's."""
    template = own_template(country, actor)
    if template is None:
        return project_stages()
    return [
        Usual(stage.kind, stage.title, stage.weeks, stage.owner_id or "", stage.beside)
        for stage in template.stages.all()
    ]


def institutions_by_kind(country: Country, actor: Actor) -> dict[str, Institution]:
    """One active institution of each kind that a State has: the first by name."""
    rows = Institution.objects.visible_to(actor).filter(
        country=country, is_active=True, type__isnull=False
    )
    found: dict[str, Institution] = {}
    for institution in rows.order_by("name"):
        found.setdefault(str(institution.type_id), institution)
    return found


def left_open(plan: RatificationPlan, actor: Actor) -> list[str]:
    """The names of the stages, other than the deposit, that are not finished."""
    rows = PlanStage.objects.visible_to(actor).filter(plan=plan, finished_on=None)
    unfinished = rows.exclude(kind=StageKind.DEPOSIT).order_by("position", "id")
    return list(unfinished.values_list("title", flat=True))
