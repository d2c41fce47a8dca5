"""The year planner as a page, and its files."""

import datetime as dt
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from apps.countries.models import Country, Institution
from apps.dashboards.planner import Plan, Wanted, year_plan
from apps.dashboards.planner_files import (
    PLANNER,
    plan_calendar,
    plan_document,
    plan_rows,
    sensitivity_of,
    spoken,
)
from apps.engagement.selectors import next_review
from apps.treaties.models import Treaty
from focalpoint.deadlines import sources
from focalpoint.exports.reading import Rows
from focalpoint.pdf import pdf_response
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin, ExportMixin


class PlannerQuery(forms.Form):
    """What the planner is narrowed to; it lives in the URL."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    institution = forms.ModelChoiceField(
        label=gettext_lazy("Institution"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    treaty = forms.ModelChoiceField(
        label=gettext_lazy("Instrument"),
        queryset=Treaty.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, *args: Any, institutions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        labels = [(source.kind, source.label) for source in sources().values()]
        kind.choices = [("", _("All")), *labels]
        institution: Any = self.fields["institution"]
        institution.queryset = institutions


class PlannerMixin(ActorRequiredMixin):
    """The plan of the reader's own State."""

    roles = GOVERNMENT_READERS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # An auditor may serve the network: then no State's plans are theirs to see.
        if self.actor.is_authenticated and self.actor.country is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def state(self) -> Country:
        country: Country = self.actor.country
        return country

    @cached_property
    def today(self) -> dt.date:
        return self.state.local_date(timezone.now())

    @cached_property
    def query(self) -> PlannerQuery:
        institutions = Institution.objects.visible_to(self.actor).filter(
            country=self.state, is_active=True
        )
        return PlannerQuery(self.request.GET, institutions=institutions)

    @cached_property
    def plan(self) -> Plan:
        self.query.is_valid()
        # What makes no sense is as if it were not asked.
        asked = self.query.cleaned_data
        wanted = Wanted(asked.get("kind") or "", asked.get("institution"), asked.get("treaty"))
        return year_plan(self.actor, self.state, self.today, wanted)

    @property
    def file_stem(self) -> str:
        """Such as ``planner-XAA-training-2026-05-01``."""
        training = ["training"] if self.state.is_training else []
        return "-".join(["planner", self.state.code, *training, self.today.isoformat()])


class PlannerView(ExportMixin, PlannerMixin, TemplateView):
    """``/planner/``: month by month, what falls due in the next 24 months."""

    template_name = "dashboards/planner.html"
    export = PLANNER

    def export_rows(self) -> Rows | None:
        if not self.query.is_valid():
            return None
        return plan_rows(self.plan)

    def export_filters(self) -> dict[str, str]:
        said = spoken(self.plan)
        return {_("Shown"): said} if self.query.changed_data else {}

    def about(self) -> list[tuple[str, str, Any]]:
        said = ("sensitivity", _("Sensitivity"), sensitivity_of(self.plan))
        return [*super().about(), said]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.plan
        query = self.request.GET.urlencode()
        kept = f"?{query}" if query else ""
        files = (
            (_("PDF"), "planner-pdf", "file-type-pdf"),
            (_("Calendar file"), "planner-ics", "calendar-down"),
        )
        context = {
            "title": _("Year planner"),
            "subtitle": _("%(first)s to %(last)s: everything that falls due")
            % {"first": date_format(plan.today), "last": date_format(plan.until)},
            "page_actions": [
                {"label": label, "url": reverse(name) + kept, "icon": icon}
                for label, name, icon in files
            ],
            "country": self.state,
            "plan": plan,
            "rows": plan.entries,
            "today": plan.today,
            "sensitivity": sensitivity_of(plan),
            "is_filtered": bool(self.query.changed_data),
            "filter": SimpleNamespace(form=self.query),
            "review": next_review(self.state, plan.today),
        }
        return super().get_context_data(**{**context, **kwargs})


class PlannerPdfView(PlannerMixin, View):
    """The plan on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return pdf_response(plan_document(self.plan), self.file_stem)


class PlannerCalendarView(PlannerMixin, View):
    """The plan for a calendar program."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        headers = {
            "Content-Disposition": f'attachment; filename="{self.file_stem}.ics"',
            "Cache-Control": "private, no-store",
        }
        body = plan_calendar(self.plan)
        return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
