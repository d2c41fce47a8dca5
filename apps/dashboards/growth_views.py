"""The page on which the growth of the network is drawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.dashboards.growth import GROWTH, growth, growth_file
from apps.dashboards.network import ReadsNetworkMixin


class NetworkGrowthView(ReadsNetworkMixin, TemplateView):
    """Focal points over the years: what dated sources say, and what is shared here."""

    template_name = "dashboards/network/growth.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        today = timezone.now().date()
        chart = growth(self.actor, today)
        if request.GET.get("table") == GROWTH:
            return growth_file(chart, today)
        return self.render_to_response(self.get_context_data(chart=chart))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("How the network grew"),
            "country": None,
            "table_url": f"?table={GROWTH}",
            "breadcrumbs": [
                (_("Network"), reverse("network")),
                (_("Focal points"), reverse("network-vacancies")),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})
