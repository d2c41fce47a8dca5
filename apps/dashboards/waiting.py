"""What waits for an institution: stages of plans, and dates that it answers for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from apps.countries.models import Country
from apps.treaties.obligations.models import Occurrence
from apps.treaties.obligations.selectors import occurrences
from apps.treaties.plans.choices import UNFINISHED, PlanStatus
from apps.treaties.plans.models import PlanStage, RatificationPlan
from apps.treaties.plans.selectors import Step, Turn, paths_of, plans
from focalpoint.actors import Actor
from focalpoint.roles import APPROVERS

# How many of each kind are shown; the others are one click away.
SHOWN = 8


@dataclass(frozen=True)
class Waiting:
    """One stage in the hands of the actor's institutions, with the plan that it belongs to."""

    plan: RatificationPlan
    step: Step

    @property
    def is_ours(self) -> bool:
        """Whether it is our turn; otherwise others come first."""
        return self.step.turn == Turn.CURRENT


def stages_of_institutions(actor: Actor, country: Country) -> list[Waiting]:
    """The unfinished stages of open plans that the actor's institutions have: our turn first.

    Three queries.
    """
    ours = PlanStage.objects.visible_to(actor).filter(
        plan=OuterRef("pk"), institution__in=actor.offices, status__in=UNFINISHED
    )
    rows = plans(actor).filter(Exists(ours), country=country, status=PlanStatus.OPEN)
    by_plan = {plan.pk: plan for plan in rows}
    found = [
        Waiting(by_plan[pk], step)
        for pk, path in paths_of(by_plan.values(), actor).items()
        for step in path.steps
        if step.turn in (Turn.CURRENT, Turn.WAITING) and step.stage.institution_id in actor.offices
    ]
    return sorted(found, key=_by_turn)


def _by_turn(waiting: Waiting) -> tuple[bool, dt.date, int]:
    due = waiting.step.stage.due_on or dt.date.max
    return not waiting.is_ours, due, waiting.step.stage.position


@dataclass(frozen=True)
class Dates:
    """Dates that fall due, and how many more there are than are shown."""

    shown: Sequence[Occurrence]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.shown)


def dates_of_institutions(actor: Actor, country: Country, today: dt.date) -> Dates:
    """What the actor's institutions report or attend next, overdue first. One query.

    Who leads the State sees what no institution has taken up, too.
    """
    ours = Q(office__in=actor.offices) | Q(lead_institution__in=actor.offices)
    if actor.roles & APPROVERS:
        ours |= Q(lead_institution=None)
    rows: Any = occurrences(actor).filter(ours, country=country)
    found = list(rows.owed(today).order_by("due_on", "id"))
    return Dates(found[:SHOWN], len(found))
