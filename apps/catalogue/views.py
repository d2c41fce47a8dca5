"""The catalogue browser: frameworks, their items with sources, and a search over all of them."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.catalogue.models import Framework
from apps.catalogue.selectors import found_items, frameworks, tree
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS
from focalpoint.views import ActorRequiredMixin


class CatalogueListView(ActorRequiredMixin, TemplateView):
    """``/catalogue/``: the frameworks, or the items that hold the words of ``q``."""

    template_name = "catalogue/framework_list.html"
    roles = GOVERNMENT_READERS | NETWORK_READERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").replace("\x00", "").strip()[:100]
        extra = {
            "title": _("Catalogue"),
            "subtitle": _("What the Secretary-General's reports ask, and how risk is assessed"),
            "frameworks": frameworks(),
            "words": words,
            "found": found_items(words) if words else None,
        }
        return super().get_context_data(**{**extra, **kwargs})


class CatalogueDetailView(ActorRequiredMixin, TemplateView):
    """``/catalogue/<code>/``: one framework with all its items."""

    template_name = "catalogue/framework_detail.html"
    roles = GOVERNMENT_READERS | NETWORK_READERS

    @cached_property
    def framework(self) -> Framework:
        # The edition in use; a retired one only where no other has the code.
        rows = Framework.objects.filter(code=self.kwargs["code"]).order_by("-is_active", "-edition")
        framework = rows.first()
        if framework is None:
            raise Http404
        return framework

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        framework = self.framework
        extra = {
            "title": framework.title,
            "subtitle": framework.note,
            "breadcrumbs": [(_("Catalogue"), reverse("catalogue-list"))],
            "framework": framework,
            "branches": tree(framework),
        }
        return super().get_context_data(**{**extra, **kwargs})
