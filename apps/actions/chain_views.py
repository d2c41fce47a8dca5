"""Pages of the chain: through one action, and down from a State's factors and steps."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from apps.actions import chain, choices, selectors
from apps.actions.models import Action
from apps.actions.pages import ActionMixin, frame_context
from apps.catalogue.models import Item
from apps.recommendations.received.selectors import recommendation_to
from apps.treaties.models import Treaty
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.views import ActorRequiredMixin


class ActionRelatedView(ActionMixin, DetailView):  # type: ignore[type-arg]
    """What leads to an action, what comes of it, and what is missing between."""

    template_name = "actions/related.html"
    object: Action

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action = self.object
        today = action.country.local_date(timezone.now())
        extra = {
            **frame_context(action, "related"),
            "country": action.country,
            "chain": chain.chain_of(action, self.actor, today=today),
            "today": today,
        }
        return super().get_context_data(**{**extra, **kwargs})


class ChainView(ActorRequiredMixin, View):
    """A State's chain; or from a ``factor``, ``step``, ``treaty`` or ``recommendation`` down."""

    http_method_names: Any = ("get", "head", "options")

    def may_open(self) -> bool:
        """Only for those who read what their own government keeps."""
        return bool(self.actor.read_states)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        country, today = self.actor.country, selectors.today_of(self.actor)
        if country is None:
            raise Http404
        context = {"country": country, "today": today, "title": _("From risk to evidence")}
        target = self.target()
        if target is None:
            context["overview"] = chain.overview(country, self.actor, today=today)
            context["subtitle"] = _("What the actions serve, and where something is missing.")
            return render(request, "actions/chain.html", context)
        context |= {
            "down": chain.down_from(target, country, self.actor, today=today),
            "title": str(target),
            "may_add": bool(GOVERNMENT_WRITERS & self.actor.roles),
            "breadcrumbs": [(_("From risk to evidence"), reverse("action-chain"))],
        }
        return render(request, "actions/chain_down.html", context)

    def target(self) -> chain.Target | None:
        """What the address names; 404 where there is no such thing."""
        query = self.request.GET
        found: chain.Target | None
        if code := query.get("factor"):
            found = choices.factor_items(code).first()
        elif code := query.get("step"):
            found = Item.objects.filter(code=code, kind="step", is_active=True).first()
        elif code := query.get("treaty"):
            found = Treaty.objects.filter(code=code).first()
        elif code := query.get("recommendation"):
            found = recommendation_to(self.actor.country, code)
        else:
            return None
        if found is None:
            raise Http404
        return found
