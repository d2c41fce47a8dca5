"""The actions of a priority, as a part of its page."""

from typing import Any

from django.db.models import F
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.generic import TemplateView

from apps.actions import selectors
from apps.actions.models import Action
from apps.recommendations.strategy.selectors import priorities
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin

# How many actions the page of a priority lists; the rest is behind the list of actions.
SHOWN = 50


class PriorityActionsView(ActorRequiredMixin, TemplateView):
    """GET: the actions that serve a priority, open ones first."""

    roles = GOVERNMENT_READERS
    template_name = "actions/includes/priority_actions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        priority = get_object_or_404(priorities(self.actor), pk=kwargs["pk"])
        rows: Any = selectors.linked_to(self.actor, priorities=[priority.pk])
        nearest = (F("completed_on").asc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")
        listed = list(rows.current().order_by(*nearest)[: SHOWN + 1])
        office: Any = self.actor.office_in(priority.country_id)
        probe = Action(country=priority.country, office_id=office)
        context = {
            "priority": priority,
            "actions": listed[:SHOWN],
            "more": len(listed) > SHOWN,
            "may_add": priority.is_live and allowed(self.actor, "create", probe),
            "country": priority.country,
            "today": priority.country.local_date(timezone.now()),
        }
        return super().get_context_data(**{**context, **kwargs})
