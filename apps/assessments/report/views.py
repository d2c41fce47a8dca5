"""Reports on paper: ask for one, wait for it, take it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from apps.assessments.models import Assessment, AssessmentSnapshot
from apps.assessments.report.services import WRITERS, ask_for_report, take_report
from apps.assessments.report_models import AssessmentReport, Format, Progress, Source
from apps.assessments.selectors import assessments, snapshots
from apps.assessments.tasks import make_report_task
from focalpoint.actors import Actor
from focalpoint.documents.files import MARKINGS, file_response
from focalpoint.policies import authorize
from focalpoint.views import ScopedMixin
from focalpoint.visibility import Visibility
from focalpoint.wakeups import start_on_commit


class FormatForm(forms.Form):
    """What the report is made as."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(value, label) for value, label in Format.choices if value in WRITERS],
        initial=Format.PDF,
        widget=forms.RadioSelect,
    )


class _AskView(ScopedMixin, View):
    """GET says what the report will hold and offers the formats; POST asks for it."""

    http_method_names = ("get", "head", "post", "options")
    kind: Source

    def record(self) -> Any:
        raise NotImplementedError

    def context(self, record: Any) -> dict[str, Any]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.record(), FormatForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record, form = self.record(), FormatForm(request.POST)
        if not form.is_valid():
            return self.shown(record, form, status=422)
        chosen = form.cleaned_data["format"]
        report = ask_for_report(actor=self.actor, record=record, format_=chosen)
        start_on_commit(make_report_task, str(report.pk))
        return HttpResponseRedirect(report.get_absolute_url())

    def shown(self, record: Any, form: FormatForm, status: int = 200) -> HttpResponse:
        made = AssessmentReport.objects.visible_to(self.actor).defer("content")
        earlier = made.filter(subject_kind=self.kind, subject_id=record.pk, status=Progress.DONE)
        context = {
            "title": _("Report"),
            "country": record.country,
            "form": form,
            "earlier": earlier[:5],
            "cancel_url": record.get_absolute_url(),
            **self.context(record),
        }
        return render(self.request, "assessments/report_ask.html", context, status=status)


class AssessmentReportView(_AskView):
    """The report of the working record, for its own office."""

    model = Assessment
    kind = Source.WORKING

    def record(self) -> Assessment:
        found = assessments(self.actor).filter(reference=self.kwargs["reference"]).first()
        if found is None:
            raise Http404
        authorize(self.actor, "report", found)
        return found

    def context(self, record: Assessment) -> dict[str, Any]:
        return {
            "marking": MARKINGS[Visibility.OFFICE],
            "is_working": True,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (record.reference, record.get_absolute_url()),
            ],
        }


class SnapshotReportView(_AskView):
    """The report of what was approved, for whoever reads it."""

    model = AssessmentSnapshot
    kind = Source.APPROVED

    def record(self) -> AssessmentSnapshot:
        found = snapshots(self.actor).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def context(self, record: AssessmentSnapshot) -> dict[str, Any]:
        return {
            "marking": MARKINGS[record.visibility],
            "is_working": False,
            "breadcrumbs": [
                (_("Approved assessments"), reverse("snapshot-list")),
                (record.content["reference"], record.get_absolute_url()),
            ],
        }


def report_file(actor: Actor, report: AssessmentReport) -> HttpResponse:
    """The file of a report that is ready, as a download."""
    return file_response(take_report(actor=actor, report=report), report.name)


class _OwnReportMixin(ScopedMixin):
    """One's own report, as long as one reads the record that it was made from."""

    model = AssessmentReport


class ReportView(_OwnReportMixin, DetailView):
    """How far a report is, and the way to its file."""

    template_name = "assessments/report.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("country").defer("content")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.object.subject_kind == Source.APPROVED:
            back = reverse("snapshot-report", args=[self.object.subject_id])
        else:
            own = assessments(self.actor).values_list("reference", flat=True)
            back = reverse("assessment-report", args=[own.get(pk=self.object.subject_id)])
        context = {
            "title": _("Report"),
            "subtitle": self.object.name,
            "country": self.object.country,
            "back": back,
        }
        return super().get_context_data(**{**context, **kwargs})


class ReportFileView(_OwnReportMixin, View):
    """The file of a report that is ready."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_queryset().filter(pk=self.kwargs["pk"], status=Progress.DONE).first()
        if report is None:
            raise Http404
        return report_file(self.actor, report)
