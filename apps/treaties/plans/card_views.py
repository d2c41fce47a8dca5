"""The plan of the reader's own State, as a part of the page of an instrument."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.views.generic import TemplateView

from apps.treaties.models import Treaty
from apps.treaties.plans.models import RatificationPlan
from apps.treaties.plans.selectors import latest_plan, path_of
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin


class PlanCardView(ActorRequiredMixin, TemplateView):
    """GET: with whom the plan waits, or the way to begin one; empty where there is neither."""

    roles = GOVERNMENT_READERS
    template_name = "treaties/plans/includes/treaty_card.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # An auditor may serve the network: then there is no State of theirs to ask about.
        if self.actor.is_authenticated and self.actor.country is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        treaty = Treaty.objects.filter(code=self.kwargs["code"]).first()
        if treaty is None:
            raise Http404
        state: Any = self.actor.country
        today = state.local_date(timezone.now())
        plan = latest_plan(treaty, state, self.actor)
        context: dict[str, Any] = {"treaty": treaty, "plan": plan, "today": today}
        if plan is not None and plan.is_open:
            context["plan_path"] = path_of(plan, self.actor)
        elif allowed(self.actor, "create", RatificationPlan(country=state, treaty=treaty)):
            status = treaty_statuses(as_of=today, treaties=[treaty], countries=[state]).of(
                treaty, state
            )
            joined = status.is_party and not status.is_leaving
            context["may_plan"] = not joined and status.standing != Standing.NOT_OPEN
        return super().get_context_data(**{**context, **kwargs})
