"""What people are told of the stages of a plan, besides their deadlines."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from apps.accounts.selectors import writers_of
from apps.treaties.plans.models import PlanStage, RatificationPlan
from apps.treaties.plans.selectors import path_of, stages
from focalpoint.actors import Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
    tell,
)

ASSIGNED = "stage.assigned"
TURN = "stage.turn"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those stages that ``actor`` may see."""
    return {
        stage.pk: line_of(stage, title=f"{stage.title} · {stage.plan.treaty}")
        for stage in stages(actor).filter(pk__in=ids)
    }


def current_of(plan: RatificationPlan, actor: Actor) -> frozenset[uuid.UUID]:
    """The stages whose turn it is, by their keys."""
    return frozenset(step.stage.pk for step in path_of(plan, actor).current)


def tell_of_assignment(*, actor: Actor, stage: PlanStage, before: uuid.UUID | None = None) -> None:
    """Tell a person that a stage is theirs now; ``before`` is whose it was."""
    if stage.person_id and stage.person_id != before:
        tell(actor=actor, recipients=[stage.person_id], kind=ASSIGNED, subject=stage)


def tell_of_turns(
    *, actor: Actor, plan: RatificationPlan, before: Collection[uuid.UUID] = ()
) -> None:
    """Tell who has those stages in hands whose turn came since ``before``.

    Where no person is named, everybody is told who writes for the institution.
    """
    come = [s.stage for s in path_of(plan, actor).current if s.stage.pk not in before]
    # Also whom the one who finished a stage cannot see: they are told all the same.
    writers = writers_of(stage.institution_id for stage in come if stage.person_id is None)
    for stage in come:
        people = [stage.person_id] if stage.person_id else writers.get(stage.institution_id, [])
        tell(actor=actor, recipients=people, kind=TURN, subject=stage)


register_subject(Subject("stage", PlanStage, lines))
register(
    NoticeKind(
        ASSIGNED,
        "stage",
        _("A stage of a ratification plan is assigned to me"),
        _("%(who)s assigned this stage of a ratification plan to you"),
        "user-check",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        TURN,
        "stage",
        _("A stage of a ratification plan has its turn"),
        _("This stage of a ratification plan waits for you now"),
        "player-play",
        Channel.AT_ONCE,
    )
)
