"""The actions on a recommendation, as a part of its page."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from apps.actions.models import Action
from apps.actions.recommendations.selectors import actions_on
from apps.recommendations.received.selectors import recommendation_to
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin

# How many actions the page of a recommendation lists; the rest is behind the chain.
SHOWN = 50


class RecommendationActionsView(ActorRequiredMixin, TemplateView):
    """GET: the actions that serve a recommendation to the own State, open ones first."""

    roles = GOVERNMENT_READERS
    template_name = "actions/includes/recommendation_actions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        country = self.actor.country
        asked = recommendation_to(country, str(kwargs["pk"]))
        if asked is None or country is None or country.pk not in self.actor.read_states:
            raise Http404
        listed = actions_on(asked, self.actor, most=SHOWN)
        office: Any = self.actor.office_in(country.pk)
        context = {
            "recommendation": asked,
            "actions": listed[:SHOWN],
            "more": len(listed) > SHOWN,
            "may_add": allowed(self.actor, "create", Action(country=country, office_id=office)),
            "country": country,
            "today": country.local_date(timezone.now()),
        }
        return super().get_context_data(**{**context, **kwargs})
