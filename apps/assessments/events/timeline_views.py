"""The timeline of a State, or of one assessment: events beside the levels in force.

``?table=timeline`` is the table behind it, ``?assessment=`` names the assessment.
"""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from apps.assessments.charts.timeline import NAME, timeline
from apps.assessments.charts.views import note_of, table_as_file
from apps.assessments.events.trail import trail
from apps.assessments.models import Assessment
from apps.assessments.rerating.timeline import timeline_of
from apps.countries.models import Country
from focalpoint.charts import Chart
from focalpoint.views import ActorRequiredMixin
from focalpoint.visibility import Visibility

USUAL = "2"


class SpanForm(forms.Form):
    """How far back the timeline goes."""

    years = forms.ChoiceField(
        label=gettext_lazy("Go back"),
        choices=[
            ("1", gettext_lazy("1 year")),
            (USUAL, gettext_lazy("2 years")),
            ("5", gettext_lazy("5 years")),
            ("10", gettext_lazy("10 years")),
        ],
        required=False,
    )

    def since(self, today: dt.date) -> dt.date:
        """The first day that is asked for."""
        asked = self.cleaned_data.get("years") if self.is_valid() else ""
        first: dt.date = today - relativedelta(years=int(asked or USUAL))
        return first


class EventTimelineView(ActorRequiredMixin, TemplateView):
    """What happened in a State, beside the levels that were in force."""

    template_name = "assessments/events/timeline.html"

    def may_open(self) -> bool:
        """Only for those who read what their own government keeps."""
        return bool(self.actor.read_states)

    @cached_property
    def state(self) -> Country:
        if self.actor.country is None:
            raise Http404
        own: Country = self.actor.country
        return own

    @cached_property
    def form(self) -> SpanForm:
        return SpanForm({"years": self.request.GET.get("years") or USUAL})

    @cached_property
    def assessment(self) -> Assessment | None:
        """The one that the address names, whose period the timeline begins with."""
        reference = self.request.GET.get("assessment")
        if not reference:
            return None
        rows = Assessment.objects.visible_to(self.actor)
        found: Assessment = get_object_or_404(rows, country=self.state, reference=reference)
        return found

    @cached_property
    def chart(self) -> Chart:
        today = self.state.local_date(timezone.now())
        since = self.form.since(today)
        if self.assessment is not None:
            since = min(self.assessment.period_start, today)
        return timeline(timeline_of(self.state, self.actor, since=since, until=today))

    def note(self) -> str:
        """Whose it is; it may hold what one office keeps to itself, and is marked so."""
        reference = self.assessment.reference if self.assessment else ""
        return note_of(self.state, reference, Visibility.OFFICE)

    def get_template_names(self) -> list[str]:
        """The chart alone, as a part of the page of an assessment's charts."""
        is_part = self.request.htmx  # type: ignore[attr-defined]
        return ["assessments/events/includes/timeline.html" if is_part else self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.GET.get("table")
        if name is None:
            return super().get(request, *args, **kwargs)
        return table_as_file([self.chart], name, note=self.note(), stem=self.stem)

    @property
    def stem(self) -> str:
        """What the names of files end with."""
        return str(self.assessment.reference if self.assessment else self.state.code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = self.form["years"].value() if self.form.is_valid() else USUAL
        told = f"assessment={self.stem}" if self.assessment else f"years={years}"
        context = {
            "title": _("Timeline"),
            "subtitle": self.assessment.title
            if self.assessment
            else _("What happened, and how the factors were judged meanwhile."),
            "assessment": self.assessment,
            "country": self.state,
            "breadcrumbs": trail(),
            "form": self.form,
            "chart": self.chart,
            "note": self.note(),
            "file": f"{NAME}-{self.stem}",
            "csv_url": f"{reverse('event-timeline')}?table={NAME}&{told}",
            "page_actions": [
                {
                    "label": _("Factors now"),
                    "url": reverse("factors-now"),
                    "icon": "antenna-bars-4",
                },
            ],
        }
        return super().get_context_data(**{**context, **kwargs})
