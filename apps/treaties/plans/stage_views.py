"""Pages of the stages of a plan."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.treaties.plans import selectors, stages
from apps.treaties.plans.forms import StageForm
from apps.treaties.plans.models import PlanStage, RatificationPlan
from apps.treaties.plans.views import TONES, moves_of, trail
from focalpoint.policies import allowed
from focalpoint.roles import (
    FOCAL_POINT_OFFICE,
    GOVERNMENT_READERS,
    GOVERNMENT_WRITERS,
    NETWORK_ROLES,
)
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordTransitionView,
    RecordUpdateView,
    ScopedMixin,
)


class StageMixin(ScopedMixin):
    """Pages for those who read what a government or the network keeps."""

    model = PlanStage
    roles = GOVERNMENT_READERS | NETWORK_ROLES
    context_object_name: str | None = "record"

    def get_queryset(self) -> Any:
        return selectors.stages(self.actor)


class StageDetailView(StageMixin, RecordDetailView):
    """One stage: whose turn it is, until when, what it waits for, and what proves it."""

    template_name = "treaties/plans/stage.html"
    verbs = ("change",)
    object: PlanStage

    def history(self) -> list[Any] | None:  # type: ignore[override]
        is_ours = self.object.country_id in self.actor.read_states
        return super().history() if is_ours else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stage = self.object
        path = selectors.path_of(stage.plan, self.actor)
        context = {
            **TONES,
            "title": stage.title,
            "subtitle": str(stage.plan.treaty),
            "breadcrumbs": trail(stage.plan),
            "plan": stage.plan,
            "step": path.step_of(stage),
            "moves": moves_of(stage, stage.plan, self.actor),
            "today": stage.country.local_date(timezone.now()),
            "is_ours": stage.country_id in self.actor.read_states,
        }
        return super().get_context_data(**{**context, **kwargs})


class _StageFormMixin(StageMixin):
    object: Any

    @property
    def plan(self) -> RatificationPlan:
        plan: RatificationPlan = self.object.plan
        return plan

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "actor": self.actor, "plan": self.plan}

    def get_success_url(self) -> str:
        return self.plan.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "breadcrumbs": trail(self.plan),
            "country": self.plan.country,
            "cancel_url": self.plan.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class StageCreateView(_StageFormMixin, RecordCreateView):
    """Add a stage to a plan."""

    roles = FOCAL_POINT_OFFICE
    form_class = StageForm
    success_message = gettext_lazy("The stage is added.")
    object = None

    @cached_property
    def plan(self) -> RatificationPlan:
        found: RatificationPlan = get_object_or_404(
            selectors.plans(self.actor), pk=self.kwargs["pk"]
        )
        return found

    def may_create(self) -> bool:
        if not self.may_open():
            return False
        plan = self.plan
        return allowed(self.actor, "create", PlanStage(plan=plan, country=plan.country))

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        probe = PlanStage(plan=self.plan, country=self.plan.country)
        probe.office_id, probe.visibility = self.plan.office_id, self.plan.visibility
        return {**kwargs, "instance": probe}

    def save(self, form: Any) -> PlanStage:
        return stages.add_stage(
            actor=self.actor,
            plan=self.plan,
            blocked_by=form.blockers or (),
            before=form.cleaned_data["before"],
            **form.changes,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("New stage"), **kwargs})


class StageUpdateView(_StageFormMixin, RecordUpdateView):
    """Change a stage: a ministry its date, its person and its note."""

    roles = GOVERNMENT_WRITERS
    form_class = StageForm
    success_message = gettext_lazy("The stage is saved.")

    def save(self, form: Any) -> PlanStage:
        return stages.update_stage(
            actor=self.actor,
            stage=self.object,
            changes=form.changes,
            blocked_by=form.blockers,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Edit: %(stage)s") % {"stage": self.object.title}
        return super().get_context_data(**{"title": title, **kwargs})


class StageTransitionView(StageMixin, RecordTransitionView):
    """One click to another status; the answer is the page from which it came."""

    roles = GOVERNMENT_WRITERS

    def move(self, record: PlanStage, to: str, version: int | None, reason: str) -> PlanStage:
        return stages.change_stage_status(
            actor=self.actor, stage=record, to=to, version=version, reason=reason
        )

    def message(self, record: PlanStage) -> str:
        return f"{record.title}: {record.get_status_display()}"

    def answer(self, record: PlanStage) -> HttpResponse:
        on_its_page = "stage" in self.request.GET
        target = record if on_its_page else record.plan
        return HttpResponseRedirect(target.get_absolute_url())
