"""Actions that are made for the stage of a ratification plan, and the way from one to the other."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from apps.actions import selectors
from apps.actions.models import Action
from apps.actions.services import create_action
from apps.actions.stage_models import ActionStage
from apps.treaties.models import Treaty
from apps.treaties.plans.models import PlanStage
from focalpoint.actors import Actor
from focalpoint.services import create_record, writing
from focalpoint.visibility import Visibility


def create_action_for_stage(
    *, actor: Actor, stage: PlanStage, reason: str = "", **fields: Any
) -> Action:
    """Log an action of the stage's State that serves the stage, and its instrument.

    ``fields`` are those of ``create_action``. Raises ``PermissionDenied`` or ``ValidationError``
    (the action would be read by more people than the plan).
    """
    visibility = fields.get("visibility", Visibility.GOVERNMENT)
    if stage.visibility == Visibility.OFFICE and visibility != Visibility.OFFICE:
        words = _("Only one institution sees the plan: keep the action to it as well.")
        raise ValidationError({"visibility": words})
    treaties: list[Treaty] = [stage.plan.treaty]
    with writing(actor, reason=reason, event="action.created"):
        action = create_action(actor=actor, country=stage.country, treaties=treaties, **fields)
        create_record(
            actor=actor,
            instance=ActionStage(action=action, stage=stage),
            event="action.made_for_stage",
        )
    return action


def beginning_of(stage: PlanStage) -> dict[str, Any]:
    """What a new action for a stage begins with."""
    narrow = stage.visibility == Visibility.OFFICE
    return {
        "title": f"{stage.plan.treaty}: {stage.title}"[:200],
        "lead_institution": stage.institution_id,
        "assignee": stage.person_id,
        "due_on": stage.due_on,
        "visibility": Visibility.OFFICE if narrow else Visibility.GOVERNMENT,
        **({"office": stage.office_id} if narrow else {}),
    }


def actions_of_stage(stage: PlanStage, actor: Actor) -> list[Action]:
    """The actions that were made for a stage, as far as ``actor`` reads them; open ones first."""
    made = ActionStage.objects.visible_to(actor).filter(stage=stage)
    rows = selectors.actions(actor).filter(pk__in=made.values("action"))
    return sorted(rows.order_by("due_on", "id"), key=lambda action: action.is_finished)


def with_stage(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The actions with the key and the name of the stage that each was made for.

    Row-level security holds in the sub-queries: of a stage out of sight nothing is told.
    """
    stages = PlanStage.objects.filter(for_actions__action=OuterRef("pk"))
    found: QuerySet[Any] = rows.annotate(
        stage_pk=Subquery(stages.values("pk")[:1]),
        stage_title=Subquery(stages.values("title")[:1]),
        stage_treaty=Subquery(stages.values("plan__treaty__short_title")[:1]),
    )
    return found
