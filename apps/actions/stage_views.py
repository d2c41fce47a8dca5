"""Actions and the stages of ratification plans: made for one, and listed on its page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.actions.models import Action
from apps.actions.stage_actions import (
    actions_of_stage,
    beginning_of,
    create_action_for_stage,
)
from apps.actions.views import ActionCreateView
from apps.treaties.plans.models import PlanStage
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import ActorRequiredMixin


class _StageMixin(ActorRequiredMixin):
    kwargs: dict[str, Any]

    @cached_property
    def stage(self) -> PlanStage:
        rows = PlanStage.objects.visible_to(self.actor).select_related("country", "plan__treaty")
        found: PlanStage = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found


class StageActionCreateView(_StageMixin, ActionCreateView):
    """A new action for a stage: what the stage says of itself stands in the form already."""

    def may_create(self) -> bool:
        """Whoever works on the stage makes actions of it."""
        return (
            self.may_open() and allowed(self.actor, "change", self.stage) and super().may_create()
        )

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), **beginning_of(self.stage)}

    def save(self, form: Any) -> Action:
        return create_action_for_stage(
            actor=self.actor,
            stage=self.stage,
            items=form.cleaned_data["steps"],
            **form.changes,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stage = self.stage
        plan = stage.plan
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "title": _("New action for: %(stage)s") % {"stage": stage.title},
            "breadcrumbs": [
                (str(plan.treaty), plan.get_absolute_url()),
                (stage.title, stage.get_absolute_url()),
            ],
            "cancel_url": stage.get_absolute_url(),
        }


class StageActionsView(_StageMixin, TemplateView):
    """GET: the actions that were made for a stage. A part of the stage's page."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES
    template_name = "actions/includes/stage_actions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stage = self.stage
        if stage.country_id not in self.actor.read_states and not self.actor.reads_network:
            raise PermissionDenied
        office: Any = self.actor.office_in(stage.country_id)
        probe = Action(country=stage.country, office_id=office)
        may = allowed(self.actor, "change", stage) and allowed(self.actor, "create", probe)
        context = {
            "stage": stage,
            "actions": actions_of_stage(stage, self.actor),
            "may_add": may and stage.plan.is_open,
            "country": stage.country,
        }
        return super().get_context_data(**{**context, **kwargs})
