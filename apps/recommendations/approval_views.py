"""Pages on which a report is approved, and on which it is decided who reads it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.recommendations.forms import ReadersForm
from apps.recommendations.models import ProgressReport
from apps.recommendations.selectors import reports
from apps.recommendations.services import approve_progress, share_progress
from apps.recommendations.views import TONES
from focalpoint.errors import StaleVersionError
from focalpoint.views import RecordUpdateView


class _ReadersView(RecordUpdateView):
    """Decide who reads a report."""

    model = ProgressReport
    form_class = ReadersForm
    template_name = "recommendations/readers.html"
    title = ""

    def get_queryset(self) -> QuerySet[Any, Any]:
        return reports(self.actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.actor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.object
        context = {
            **TONES,
            "title": self.title,
            "country": report.country,
            "cancel_url": report.get_absolute_url(),
            "breadcrumbs": [
                (_("Progress"), reverse("progress")),
                (str(report.item), report.get_absolute_url()),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


class ProgressApproveView(_ReadersView):
    """Approve a report and decide with it who reads it."""

    verb = "approve"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Approve this report")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        if report.approved_at is not None:
            messages.info(request, _("This report is approved already."))
            return redirect(report)
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> ProgressReport:
        return approve_progress(
            actor=self.actor,
            report=self.object,
            visibility=form.cleaned_data["visibility"],
            version=form.cleaned_data["version"],
        )

    def conflict(self, form: Any, stale: StaleVersionError) -> HttpResponse:
        """What waits still is shown anew, with its evidence: that is what is approved."""
        current: Any = stale.current
        if current.approved_at is not None:
            return super().conflict(form, stale)
        self.object = current
        form.data = {**form.data.dict(), form.add_prefix("version"): str(current.version)}
        messages.warning(self.request, _("Somebody changed this record meanwhile. Look again."))
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"submit": _("Approve"), **kwargs})


class ProgressShareView(_ReadersView):
    """Open a report to more readers, or close it again."""

    verb = "share"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Who reads this report")

    def save(self, form: Any) -> ProgressReport:
        return share_progress(
            actor=self.actor,
            report=self.object,
            visibility=form.cleaned_data["visibility"],
            version=form.cleaned_data["version"],
        )
