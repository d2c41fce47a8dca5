"""Pages of progress: the steps of one State, one step over time, reporting and approving."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView

from apps.catalogue.models import STEPS_2013, Item
from apps.catalogue.selectors import mapped_of, with_mapped
from apps.countries.models import Country
from apps.recommendations.exports import PROGRESS
from apps.recommendations.forms import DayForm, ProgressForm
from apps.recommendations.models import ProgressReport
from apps.recommendations.proofs import proofs_of
from apps.recommendations.record.catalogue import checks_of
from apps.recommendations.selectors import (
    ASKING_KINDS,
    Step,
    answered_own,
    corrections,
    frameworks,
    item_by_code,
    own_progress,
    reports,
    steps,
)
from apps.recommendations.services import report_progress
from apps.recommendations.tones import FRESHNESS_TONES, STATUS_TONES
from focalpoint.exports.reading import Rows
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.views import ActorRequiredMixin, ExportMixin, RecordCreateView

TONES = {"status_tones": STATUS_TONES, "freshness_tones": FRESHNESS_TONES}


class StatePageMixin(ActorRequiredMixin):
    """Pages of one State: the one that ``?state=`` names, else the person's own."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES

    kwargs: dict[str, Any]

    @cached_property
    def state(self) -> Country:
        code = self.request.GET.get("state")
        if code:
            found: Country = get_object_or_404(Country, code=code)
            return found
        if self.actor.country is None:
            raise Http404(_("Choose a State first."))
        own: Country = self.actor.country
        return own

    @property
    def is_own(self) -> bool:
        return self.actor.country is not None and self.state.pk == self.actor.country.pk

    @property
    def today(self) -> dt.date:
        return self.state.local_date(timezone.now())

    @property
    def may_report(self) -> bool:
        office = self.actor.office_in(self.state.pk)
        return office is not None and allowed(
            self.actor, "create", ProgressReport(country=self.state, office_id=office)
        )

    @property
    def may_approve(self) -> bool:
        return allowed(self.actor, "approve", ProgressReport(country=self.state))

    @property
    def tells_differences(self) -> bool:
        """Whether the reader is told where the State's reports and its record differ."""
        return self.state.pk in self.actor.countries_as(FOCAL_POINT_OFFICE)

    def suffix(self, **query: str) -> str:
        """The query string that keeps the State (and ``query``) on the way to another page."""
        kept = {**({} if self.is_own else {"state": self.state.code}), **query}
        return f"?{urlencode(kept)}" if kept else ""


class OverviewMixin(StatePageMixin):
    """Pages of all steps: whoever works for no State is led to the network's."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.actor.country is None and "state" not in request.GET:
            return redirect("network")
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        return response


class StateReportsMixin(ExportMixin, StatePageMixin):
    """Reports of the page's State as a file."""

    export = PROGRESS

    @property
    def export_state(self) -> Country:
        return self.state


class ProgressView(OverviewMixin, StateReportsMixin, TemplateView):
    """The steps of a framework with what the State said last of each, on any date.

    The file holds every report on them up to that date.
    """

    template_name = "recommendations/progress.html"

    def marks_url(self, as_of: dt.date, **more: str) -> str:
        """Where the marks of steps whose record says otherwise come from; for the own office."""
        day = {} if as_of == self.today else {"as_of": as_of.isoformat()}
        url = reverse("progress-record-marks") + self.suffix(**more, **day)
        return url if self.tells_differences else ""

    def export_rows(self) -> Rows | None:
        form = DayForm(self.request.GET)
        if not form.is_valid():
            return None
        rows = reports(self.actor).filter(
            country=self.state,
            item__framework__code=self.request.GET.get("framework", STEPS_2013),
            effective_on__lte=form.cleaned_data["as_of"] or self.today,
        )
        return rows.order_by("item__order", "-effective_on", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DayForm(self.request.GET)
        as_of = (form.is_valid() and form.cleaned_data["as_of"]) or self.today
        chosen = self.request.GET.get("framework", STEPS_2013)
        offered = list(frameworks())
        framework = next((f for f in offered if f.code == chosen), None)
        if framework is None and offered:
            raise Http404(_("This framework does not exist."))
        items = list(with_mapped(steps(chosen)))
        told = own_progress(self.state, as_of, self.actor, items=items) if items else []
        more = {} if chosen == STEPS_2013 else {"framework": chosen}
        context = {
            **TONES,
            "title": _("Progress"),
            "subtitle": framework and f"{framework.source_symbol} ¶{framework.source_paragraph}",
            "country": self.state,
            "form": form,
            "as_of": as_of,
            "is_today": as_of == self.today,
            "is_own": self.state.pk in self.actor.read_states,
            "steps": told,
            "counts": _counts(told),
            "framework": framework,
            "page_actions": [
                {
                    "label": _("What the record shows"),
                    "url": reverse("progress-record") + self.suffix(**more),
                    "icon": "list-search",
                }
            ],
            "marks_url": self.marks_url(as_of, **more),
            "suffix": self.suffix(**more),
            "tabs": [
                {
                    "label": other.title,
                    "url": reverse("progress")
                    + self.suffix(
                        **({} if other.code == STEPS_2013 else {"framework": other.code})
                    ),
                    "active": other == framework,
                }
                for other in offered
            ],
        }
        return super().get_context_data(**context, **kwargs)


def _counts(told: Sequence[Step]) -> dict[str, int]:
    """How many steps the State reports on, and how many its reports on others answer."""
    said = [step.latest for step in told if step.latest]
    answered = sum(latest.answer is not None for latest in said)
    return {"all": len(told), "reported": len(said) - answered, "answered": answered}


class StepPageMixin(StatePageMixin):
    """Pages of one step of one State."""

    @cached_property
    def item(self) -> Item:
        item = item_by_code(self.kwargs["code"], self.request.GET.get("framework", ""))
        if item is None:
            raise Http404(_("There is no such step."))
        return item

    @property
    def more(self) -> dict[str, str]:
        code = self.item.framework.code
        return {} if code == STEPS_2013 else {"framework": code}

    def step_url(self, name: str = "progress-step") -> str:
        return reverse(name, args=[self.item.code]) + self.suffix(**self.more)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = (_("Progress"), reverse("progress") + self.suffix(**self.more))
        context = {**TONES, "country": self.state, "item": self.item, "breadcrumbs": [home]}
        return super().get_context_data(**{**context, **kwargs})


class ProgressStepView(StateReportsMixin, StepPageMixin, ListView):
    """One step over time: every report, who wrote and who approved it."""

    template_name = "recommendations/step.html"
    paginate_by = 20

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.asked and self.asked.item_id != self.item.pk:
            # A report on another item answers this one: it stands on that one's page.
            there = self.asked.get_absolute_url()
            if there.partition("#")[0] != request.get_full_path():
                return redirect(there)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    @cached_property
    def asked(self) -> ProgressReport | None:
        """The report of this State that the address asks for, if its reader sees it."""
        try:
            pk = uuid.UUID(self.request.GET.get("report", ""))
        except ValueError:
            return None
        return reports(self.actor).filter(pk=pk, country=self.state).first()

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        report = self.asked
        if report and report.item_id == self.item.pk and self.page_kwarg not in self.request.GET:
            same_day = Q(effective_on=report.effective_on, pk__gt=report.pk)
            newer = queryset.filter(Q(effective_on__gt=report.effective_on) | same_day).count()
            self.kwargs[self.page_kwarg] = newer // page_size + 1
        return super().paginate_queryset(queryset, page_size)

    def export_rows(self) -> Rows | None:
        return self.get_queryset()

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = reports(self.actor).filter(country=self.state, item=self.item)
        return rows.annotate(is_corrected=Exists(corrections(self.actor)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {
            "title": str(self.item),
            "is_own": self.state.pk in self.actor.read_states,
            "mapped": [each for each in mapped_of(self.item) if each.kind in ASKING_KINDS],
            "may_approve": self.may_approve,
            "suffix": self.suffix(**self.more),
        }
        if checks_of(self.item.code):
            context["record_url"] = self.step_url("progress-step-record")
        if self.may_report:
            context["form"] = ProgressForm(today=self.today, may_approve=self.may_approve)
            context["report_url"] = self.step_url("progress-report")
        page = super().get_context_data(**{**context, **kwargs})
        shown = page["page_obj"].object_list
        told = [report.pk for report in shown]
        if mapped_of(self.item) and not shown:
            page["answered"] = self.answered()
            told = [each.report_id for each in [page["answered"].get("report")] if each]
        for report in shown:
            report.may_prove = allowed(self.actor, "prove", report)
        return {**page, "proofs": proofs_of(told, self.actor)}

    def answered(self) -> dict[str, Any]:
        """The report on a mapped item that answers this one today; nothing where there is none."""
        told = answered_own(self.state, [self.item], self.today, self.actor).get(self.item.pk)
        return {"report": told[0], "narrative": told[1]} if told else {}


class ProgressReportView(StepPageMixin, RecordCreateView):
    """Add a report on a step; a correction is a new report."""

    model = ProgressReport
    form_class = ProgressForm

    def may_create(self) -> bool:
        return self.may_report

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"today": self.today, "may_approve": self.may_approve}
        return {**super().get_form_kwargs(), **given}

    def save(self, form: Any) -> ProgressReport:
        return report_progress(actor=self.actor, country=self.state, item=self.item, **form.changes)

    @property
    def success_message(self) -> str:  # type: ignore[override]
        if self.object.approved_at:
            return _("Reported and approved.")
        return _("Reported. It waits for the focal point's approval.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("New report"),
            "submit": _("Report"),
            "cancel_url": self.step_url(),
            "intro": str(self.item),
        }
        page = super().get_context_data(**{**context, **kwargs})
        page["breadcrumbs"] = [*page["breadcrumbs"], (self.item.label, self.step_url())]
        return page
