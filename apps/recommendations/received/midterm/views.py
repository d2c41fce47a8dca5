"""Pages of the drafts of the mid-term report: ask for one, wait for it, take it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from apps.recommendations.cluster_models import DraftStatus, MidtermDraft
from apps.recommendations.received.midterm.services import ask_for_draft
from apps.recommendations.received.pages import may_assign, trail
from apps.recommendations.received.tasks import make_draft_task
from focalpoint.documents.files import MEDIA_TYPES, file_response
from focalpoint.roles import GOVERNMENT_READERS, GOVERNMENT_WRITERS
from focalpoint.views import ScopedMixin

SHOWN = 20
TONES = {
    "waiting": ("progress", "loader"),
    "done": ("success", "check"),
    "failed": ("danger", "file-x"),
}


class DraftForm(forms.Form):
    """Which review the report answers."""

    cycle = forms.TypedChoiceField(
        label=gettext_lazy("UPR cycle"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("all")), *((n, str(n)) for n in range(1, 6))],
    )


class DraftMixin(ScopedMixin):
    """Drafts of the own State."""

    model = MidtermDraft
    roles = GOVERNMENT_READERS

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(country__in=self.actor.read_states)
        return rows.select_related("asked_by", "country").defer("pdf", "docx").order_by("-id")


class DraftListView(DraftMixin, TemplateView):
    """What was drafted, and the way to a new draft."""

    template_name = "recommendations/received/drafts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts = list(self.get_queryset()[:SHOWN])
        extra = {
            "title": _("Mid-term report"),
            "subtitle": _("Drafts from what is on record, by theme and cluster"),
            "breadcrumbs": trail(),
            "drafts": drafts,
            "waits": any(draft.status == DraftStatus.WAITING for draft in drafts),
            "form": DraftForm() if may_assign(self.actor, self.actor.country) else None,
            "tones": TONES,
        }
        return super().get_context_data(**{**extra, **kwargs})


class DraftAskView(DraftListView):
    """POST: ask for a draft; a task makes it."""

    roles = GOVERNMENT_WRITERS
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        country = self.actor.country
        if country is None or not may_assign(self.actor, country):
            raise PermissionDenied
        form = DraftForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        draft = ask_for_draft(actor=self.actor, country=country, cycle=form.cleaned_data["cycle"])
        make_draft_task.delay_on_commit(str(draft.pk))  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("received-drafts"))


class DraftFileView(DraftMixin, View):
    """The file of a draft that is ready."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.kwargs["form"]
        if form not in MEDIA_TYPES:
            raise Http404
        draft = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"], status="done")
        made_on = draft.country.local_date(draft.made_at)
        name = f"midterm-draft-{draft.country.code}-{made_on}.{form}"
        return file_response(bytes(getattr(draft, form) or b""), name)
