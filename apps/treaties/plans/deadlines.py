"""The deadlines of plans: the date of each stage that is not finished, in an open plan."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.treaties.plans.choices import UNFINISHED, PlanStatus, StageStatus
from apps.treaties.plans.models import PlanStage
from apps.treaties.plans.stages import change_stage_status
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource, Finish
from focalpoint.policies import allowed
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Due dates of stages; told are the person, else those of the institution that has it."""
    rows: QuerySet[Any, Any] = (
        PlanStage.objects.filter(
            status__in=UNFINISHED, plan__status=PlanStatus.OPEN, due_on__isnull=False
        )
        .annotate(
            object_id=F("pk"),
            since=Coalesce("due_set_at", "created_at"),
            recipient_id=F("person_id"),
            kept_by_id=F("institution_id"),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those stages that ``actor`` may see."""
    rows = PlanStage.objects.visible_to(actor).filter(pk__in=ids, due_on__isnull=False)
    return {
        stage.pk: DeadlineLine(
            title=gettext("%(treaty)s: %(stage)s")
            % {"treaty": stage.plan.treaty, "stage": stage.title},
            reference="",
            state=str(stage.country),
            due_on=stage.due_on,
            url=stage.get_absolute_url(),
            is_training=stage.country.is_training,
            is_kept=stage.visibility == Visibility.OFFICE,
        )
        for stage in rows.select_related("country", "plan__treaty")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The stages that an institution has in its hands."""
    rows: QuerySet[Any, Any] = PlanStage.objects.filter(institution=pk)
    return rows.values_list("pk")


def of_instrument(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The stages on the way into a treaty."""
    rows: QuerySet[Any, Any] = PlanStage.objects.filter(plan__treaty=pk)
    return rows.values_list("pk")


def open_to(actor: Actor, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the stages that ``actor`` may call done now."""
    rows = PlanStage.objects.visible_to(actor).filter(
        pk__in=ids, status__in=UNFINISHED, plan__status=PlanStatus.OPEN
    )
    return {stage.pk for stage in rows if allowed(actor, "change", stage)}


def finish(actor: Actor, pk: uuid.UUID) -> None:
    """Call a stage done from the inbox."""
    stage = PlanStage.objects.visible_to(actor).get(pk=pk)
    change_stage_status(actor=actor, stage=stage, to=StageStatus.DONE)


SOURCE = DeadlineSource(
    "plan.stage",
    _("Stage of a ratification plan"),
    open_deadlines,
    lines,
    finish=Finish(open_to, finish),
    of_institution=of_institution,
    of_instrument=of_instrument,
)
