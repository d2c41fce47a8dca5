"""Pages of plans: the list, one plan with its path, its beginning and its end."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View
from django.views.generic.detail import SingleObjectMixin

from apps.treaties.plans import selectors, services
from apps.treaties.plans.choices import PlanStatus
from apps.treaties.plans.exports import PLANS, STAGES
from apps.treaties.plans.filters import PlanFilter, StageFilter
from apps.treaties.plans.forms import PlanForm, ReasonForm
from apps.treaties.plans.models import PlanStage, PlanTemplate, RatificationPlan
from apps.treaties.plans.tables import PlanTable
from apps.treaties.plans.tones import PLAN_TONES, STAGE_TONES
from apps.treaties.selectors import confirmation_of
from focalpoint.errors import IllegalTransitionError
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.transitions import next_statuses
from focalpoint.views import (
    ListExportView,
    RecordDetailView,
    RecordHistoryMixin,
    RecordListView,
    RecordTransitionView,
    RecordUpdateView,
    ScopedMixin,
    menu_of,
)

TONES = {"plan_tones": PLAN_TONES, "stage_tones": STAGE_TONES}


class PlanMixin(ScopedMixin):
    """Pages for those who read what a government or the network keeps."""

    model = RatificationPlan
    roles = GOVERNMENT_READERS | NETWORK_ROLES
    # Not "plan": the pages of stages have one of their own.
    context_object_name: str | None = "record"

    def get_queryset(self) -> Any:
        return selectors.plans(self.actor)


class PlanListView(PlanMixin, RecordListView):
    """The plans of the own State, or those that States share; what is under way, unless asked."""

    table_class = PlanTable
    filterset_class = PlanFilter
    export = PLANS

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        data: QueryDict = self.request.GET.copy()
        data.setdefault("status", PlanStatus.OPEN)
        return {**super().get_filterset_kwargs(filterset_class), "data": data}

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        own = self.actor.read_states
        return rows.filter(country__in=own) if own and not self.request.GET.get("state") else rows

    @cached_property
    def today(self) -> dt.date:
        home, now = self.actor.country, timezone.now()
        day: dt.date = home.local_date(now) if home else now.date()
        return day

    def get_table(self, **kwargs: Any) -> Any:
        hidden = ("country",) if self.actor.read_states else ()
        table = super().get_table(**kwargs, exclude=hidden)
        table.today = self.today
        shown = [row.record for row in table.paginated_rows]
        table.paths = selectors.paths_of(shown, self.actor) if shown else {}
        return table

    def export_menu(self) -> list[dict[str, Any]]:
        return [*super().export_menu(), menu_of(STAGES, reverse("plan-stage-export"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fields = kwargs["filter"].form.fields
        if self.actor.read_states:
            del fields["state"]
        else:
            del fields["institution"]
        context = {
            "title": _("Ratification plans"),
            "subtitle": _(
                "On the way to joining an instrument: who has it in hands, and what is next."
            ),
            "breadcrumbs": [(_("Treaties"), reverse("treaty-list"))],
            "filter_more": ("aim", "late"),
            "page_actions": self.page_actions(),
            "empty": {
                "icon": "route",
                "title": _("No plan is under way"),
                "text": _(
                    "Choose an instrument that the State is not party to, and plan how to join it."
                ),
                "url": f"{reverse('treaty-list')}?show=outside",
                "action": _("Choose an instrument"),
            },
        }
        return super().get_context_data(**{**context, **kwargs})

    def page_actions(self) -> list[dict[str, Any]]:
        country = self.actor.country
        probe = PlanTemplate(country=country) if country else None
        if probe is None or not allowed(self.actor, "change", probe):
            return []
        url = reverse("plan-template")
        return [{"label": _("Our stages"), "url": url, "icon": "template"}]


class StageExportView(ListExportView):
    """The stages of all plans that the reader sees, as a file."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES
    model = PlanStage
    filterset_class = StageFilter
    export = STAGES
    ordering = ("country__name", "plan__treaty__order", "plan_id", "position", "id")

    def get_queryset(self) -> Any:
        return selectors.stages(self.actor)


def trail(plan: RatificationPlan) -> list[tuple[str, str]]:
    """The way to a page below a plan."""
    return [
        (_("Treaties"), reverse("treaty-list")),
        (_("Ratification plans"), reverse("plan-list")),
        (str(plan.treaty), plan.get_absolute_url()),
    ]


class PlanDetailView(PlanMixin, RecordDetailView):
    """One plan: its path, with whom it waits for and since when."""

    template_name = "treaties/plans/detail.html"
    verbs = ("change", "report")
    object: RatificationPlan

    def history(self) -> list[Any]:
        """It stands on a page of its own."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        path = selectors.path_of(plan, self.actor)
        context = {
            **TONES,
            "title": _("Joining: %(treaty)s") % {"treaty": plan.treaty},
            "subtitle": plan.get_aim_display(),
            "breadcrumbs": trail(plan)[:2],
            "path": path,
            "is_closed": not plan.is_open,
            "lines": [(step, self.moves(step.stage)) for step in path.steps],
            "today": plan.country.local_date(timezone.now()),
            "is_ours": plan.country_id in self.actor.read_states,
            "reported": plan.reported,
            "confirmed": confirmation_of(plan.reported) if plan.reported else None,
            "may_add": plan.is_open
            and allowed(self.actor, "create", PlanStage(plan=plan, country=plan.country)),
        }
        return super().get_context_data(**{**context, **kwargs})

    def moves(self, stage: PlanStage) -> list[tuple[str, str]]:
        return moves_of(stage, self.object, self.actor)


def moves_of(stage: PlanStage, plan: RatificationPlan, actor: Any) -> list[tuple[str, str]]:
    """The statuses to which the actor may move a stage now, in their usual order."""
    if not plan.is_open or not allowed(actor, "change", stage):
        return []
    following = next_statuses(stage)
    choices = PlanStage._meta.get_field("status").flatchoices
    return [(value, str(label)) for value, label in choices if value in following]


class PlanHistoryView(PlanMixin, RecordHistoryMixin, DetailView):
    """Who changed what in a plan and its stages, when and why."""

    template_name = "generic/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        context = {"title": _("History"), "breadcrumbs": trail(plan), "country": plan.country}
        return super().get_context_data(**{**context, **kwargs})


class PlanUpdateView(PlanMixin, RecordUpdateView):
    """The frame of a plan: by what act, until when, who sees it."""

    form_class = PlanForm
    success_message = gettext_lazy("The plan is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def save(self, form: Any) -> RatificationPlan:
        return services.update_plan(
            actor=self.actor,
            plan=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.object
        context = {
            "title": _("Edit the plan"),
            "breadcrumbs": trail(plan),
            "country": plan.country,
            "cancel_url": plan.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class PlanDropView(PlanMixin, SingleObjectMixin, View):
    """Give a plan up, for a reason."""

    roles = FOCAL_POINT_OFFICE
    http_method_names: Any = ("get", "head", "post", "options")

    @cached_property
    def plan(self) -> RatificationPlan:
        plan: RatificationPlan = self.get_object()
        if not allowed(self.actor, "change", plan):
            raise PermissionDenied
        return plan

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(ReasonForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            services.drop_plan(actor=self.actor, plan=self.plan, **form.cleaned_data)
        except IllegalTransitionError:
            messages.error(request, _("This status cannot follow the present one."))
        else:
            messages.success(request, _("The plan is given up. Nothing of it is due any more."))
        return HttpResponseRedirect(self.plan.get_absolute_url())

    def shown(self, form: ReasonForm, *, status: int = 200) -> HttpResponse:
        context = {
            "title": _("Give the plan up"),
            "text": _("Nothing of it is due any more. It stays to be read, and can be resumed."),
            "form": form,
            "confirm": _("Give it up"),
            "breadcrumbs": trail(self.plan),
            "country": self.plan.country,
            "cancel_url": self.plan.get_absolute_url(),
        }
        return render(self.request, "generic/confirm.html", context, status=status)


class PlanResumeView(PlanMixin, RecordTransitionView):
    """Take up a plan that was given up."""

    roles = FOCAL_POINT_OFFICE

    def move(
        self, record: RatificationPlan, to: str, version: int | None, reason: str
    ) -> RatificationPlan:
        return services.resume_plan(actor=self.actor, plan=record, version=version, reason=reason)

    def message(self, record: RatificationPlan) -> str:
        return _("The plan is under way again.")
