"""The pages of charts. ``?table=<name>`` answers with the table behind one of them as CSV."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from apps.assessments.charts.sets import approved_charts, working_charts
from apps.assessments.models import AssessmentSnapshot, Status
from apps.assessments.selectors import snapshots
from apps.assessments.views import AssessmentMixin, tabs
from apps.countries.models import Country
from focalpoint.charts import Chart, csv_of
from focalpoint.views import ScopedMixin
from focalpoint.visibility import Visibility


class _ChartsView(DetailView):
    """Charts on a page, and each of their tables as a file."""

    template_name = "assessments/charts.html"
    object: Any

    def charts(self) -> list[Chart]:
        raise NotImplementedError

    def note(self) -> str:
        """Whose it is and who may read it: stands on everything that leaves the site."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.GET.get("table")
        if name is None:
            return super().get(request, *args, **kwargs)
        self.object = self.get_object()
        return table_as_file(self.charts(), name, note=self.note(), stem=self.file_stem)

    @property
    def file_stem(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"charts": self.charts(), "note": self.note(), "file_stem": self.file_stem}
        return super().get_context_data(**{**context, **kwargs})


class AssessmentChartsView(AssessmentMixin, _ChartsView):
    """What one assessment shows at a glance, as it stands now."""

    def charts(self) -> list[Chart]:
        today = self.object.country.local_date(timezone.now())
        return working_charts(self.object, self.actor, today)

    def note(self) -> str:
        assessment = self.object
        stage = "" if assessment.status == Status.APPROVED else assessment.get_status_display()
        return note_of(assessment.country, assessment.reference, assessment.visibility, stage=stage)

    @property
    def file_stem(self) -> str:
        return str(self.object.reference)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": self.object.title,
            "subtitle": _("Charts"),
            "tabs": tabs(self.object, "charts"),
            "timeline_url": f"{reverse('event-timeline')}?assessment={self.object.reference}",
        }
        return super().get_context_data(**{**context, **kwargs})


class SnapshotChartsView(ScopedMixin, _ChartsView):
    """What an approved assessment shows at a glance, beside those before it."""

    model = AssessmentSnapshot

    def get_queryset(self) -> QuerySet[Any, Any]:
        return snapshots(self.actor)

    def charts(self) -> list[Chart]:
        return approved_charts(self.object, self.actor)

    def note(self) -> str:
        snapshot = self.object
        return note_of(snapshot.country, snapshot.content["reference"], snapshot.visibility)

    @property
    def file_stem(self) -> str:
        return f"{self.object.content['reference']}-{self.object.number}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.object.content
        context = {
            "title": content["title"],
            "subtitle": _("Charts"),
            "country": self.object.country,
            "breadcrumbs": [
                (_("Approved assessments"), reverse("snapshot-list")),
                (content["reference"], self.object.get_absolute_url()),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


def table_as_file(charts: Iterable[Chart], name: str, *, note: str, stem: str) -> HttpResponse:
    """The table behind one of some charts, as CSV; 404 where none of them has that name."""
    chart = next((each for each in charts if each.name == name and each.rows), None)
    if chart is None:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="{chart.name}-{stem}.csv"',
        "Cache-Control": "private, no-store",
    }
    content = csv_of(chart, [(_("About"), note), (_("Chart"), chart.title)])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def note_of(country: Country, reference: str, visibility: str, *, stage: str = "") -> str:
    """State, reference, stage, who may read it, the day; a training State is marked."""
    training = _("Training: fictional State") if country.is_training else ""
    may_read = _("Visible to: %(level)s") % {"level": Visibility(visibility).label}
    day = date_format(country.local_date(timezone.now()))
    parts = (str(country), reference, stage, training, may_read, day, "FocalPoint")
    return " · ".join(str(part) for part in parts if part)
