"""Pages of the parts of approved records: a new one, a change, and its removal."""

from typing import Any

from django.contrib import messages
from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.engagement.approval.models import ApprovedRecord
from apps.engagement.approval.parts import remove_part, whole_of
from focalpoint.policies import allowed
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.scope import parent_of, required_scope
from focalpoint.views import RecordCreateView, RecordUpdateView

Trail = list[tuple[str, str]]


class PartCreateView(RecordCreateView):
    """A new part of the record that the address names."""

    roles = GOVERNMENT_WRITERS
    object = None
    list_name = ""
    list_title: Any = ""

    @cached_property
    def whole(self) -> ApprovedRecord:
        manager: Any = parent_of(self.model)._default_manager
        rows = manager.visible_to(self.actor).select_related("country")
        found: ApprovedRecord = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def may_create(self) -> bool:
        return self.may_open() and allowed(self.actor, "change", self.whole)

    def probe(self) -> models.Model:
        """An empty part of the record."""
        return self.model(**{str(required_scope(self.model).through): self.whole})

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.probe()}

    def get_success_url(self) -> str:
        url: str = self.whole.get_absolute_url()
        return url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole = self.whole
        context = {
            "country": whole.country,
            "breadcrumbs": trail_to(self, whole),
            "cancel_url": whole.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class PartUpdateView(RecordUpdateView):
    """Change a part."""

    roles = GOVERNMENT_WRITERS
    list_name = ""
    list_title: Any = ""

    def get_queryset(self) -> QuerySet[Any, Any]:
        through = str(required_scope(self.model).through)
        return super().get_queryset().select_related(f"{through}__country")

    def get_success_url(self) -> str:
        url: str = whole_of(self.object).get_absolute_url()
        return url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole = whole_of(self.object)
        context = {
            "title": _("Edit: %(record)s") % {"record": self.object},
            "country": whole.country,
            "breadcrumbs": trail_to(self, whole),
            "cancel_url": whole.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class PartDeleteView(PartUpdateView):
    """Take a part away."""

    verb = "delete"
    fields = ()
    template_name = "generic/confirm.html"
    event = ""

    def form_valid(self, form: Any) -> HttpResponse:
        whole = whole_of(self.object)
        remove_part(actor=self.actor, part=self.object, event=self.event)
        messages.success(self.request, _("Taken away."))
        return HttpResponseRedirect(whole.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Take away: %(record)s") % {"record": self.object},
            "text": _("For what was recorded by mistake."),
            "confirm": _("Take it away"),
        }
        return {**super().get_context_data(**{**context, **kwargs}), "form": None}


def trail_to(view: Any, whole: ApprovedRecord) -> Trail:
    """The way to a page below a record."""
    return [
        (str(view.list_title), reverse(view.list_name)),
        (str(whole), whole.get_absolute_url()),
    ]
