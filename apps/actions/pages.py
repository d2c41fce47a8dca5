"""What all pages of actions share."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from apps.actions import selectors
from apps.actions.models import Action
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS, NETWORK_ROLES
from focalpoint.views import ScopedMixin


class ActionMixin(ScopedMixin):
    """Pages for those who read what a government or the network keeps."""

    model = Action
    roles = GOVERNMENT_READERS | NETWORK_ROLES
    # Not "action": that is where the form component looks for an address.
    context_object_name: str | None = "record"

    def get_queryset(self) -> Any:
        return selectors.actions(self.actor)


class PartView(ActionMixin, SingleObjectMixin, View):  # type: ignore[type-arg]
    """POST that changes a part of an action, and answers with the part or with the page."""

    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("post", "options")

    def answer(self, action: Action, template: str, context: dict[str, Any]) -> HttpResponse:
        request: HttpRequest = self.request
        faulty = [f for f in context.values() if getattr(f, "errors", None)]
        if request.htmx:  # type: ignore[attr-defined]
            shown = {"object": action, **context}
            status = 422 if faulty else 200
            return render(request, f"actions/includes/{template}.html", shown, status=status)
        for form in faulty:
            messages.error(
                request, " ".join(str(e) for errors in form.errors.values() for e in errors)
            )
        return HttpResponseRedirect(action.get_absolute_url())


def trail(action: Action) -> list[tuple[str, str]]:
    """The way to a page below an action."""
    return [(_("Actions"), reverse("action-list")), (action.reference, action.get_absolute_url())]


def frame_context(action: Action, active: str) -> dict[str, Any]:
    """Title and tabs of an action's pages."""
    here = {"reference": action.reference}
    parts = [
        ("overview", _("Overview"), action.get_absolute_url(), "file-text"),
        ("related", _("Related"), reverse("action-related", kwargs=here), "sitemap"),
        ("history", _("History"), reverse("action-history", kwargs=here), "history"),
    ]
    return {
        "title": action.title,
        "breadcrumbs": trail(action)[: 1 if active == "overview" else 2],
        "tabs": [
            {"label": label, "url": url, "icon": icon, "active": key == active}
            for key, label, url, icon in parts
        ],
    }
