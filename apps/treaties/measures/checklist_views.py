"""The checklist of an instrument: what it asks of national law, and what answers it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from apps.countries.models import Country
from apps.treaties.measures import selectors, services
from apps.treaties.measures.exports import CHECKLIST
from apps.treaties.measures.forms import WaiverForm
from apps.treaties.measures.models import RequirementWaiver, TreatyRequirement
from apps.treaties.measures.selectors import Answer, Checklist
from apps.treaties.measures.views import may_record
from apps.treaties.models import Treaty
from focalpoint.exports.reading import Rows
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_READERS
from focalpoint.ui.tones import ToneMap
from focalpoint.views import ActorRequiredMixin, ExportMixin

ANSWER_TONES: ToneMap = {
    str(Answer.COVERED): ("success", "check"),
    str(Answer.PARTLY): ("warning", "progress"),
    str(Answer.NOT): ("danger", "circle-x"),
    str(Answer.NOT_APPLICABLE): ("neutral", "circle-minus"),
}


class ChecklistView(ExportMixin, ActorRequiredMixin, TemplateView):
    """What one instrument asks, and how the State's law answers, item by item."""

    roles = GOVERNMENT_READERS
    template_name = "treaties/measures/checklist.html"
    export = CHECKLIST

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # An auditor may serve the network: then there is no State of theirs to ask about.
        if self.actor.is_authenticated and self.actor.country is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def treaty(self) -> Treaty:
        found = Treaty.objects.filter(code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found

    @property
    def country(self) -> Country:
        country: Country = self.actor.country
        return country

    @cached_property
    def today(self) -> dt.date:
        return self.country.local_date(timezone.now())

    @cached_property
    def checklist(self) -> Checklist:
        return selectors.checklist(self.treaty, self.country, self.actor, self.today)

    def export_rows(self) -> Rows:
        return self.rows()

    def rows(self) -> Iterator[dict[str, Any]]:
        for item in self.checklist.items:
            yield {
                "country_id": str(self.country.pk),
                "treaty": self.treaty.code,
                "requirement": item.requirement.title,
                "article": item.requirement.article,
                "confidence": item.requirement.confidence,
                "answer": item.answer.value,
                "measures": "; ".join(str(measure) for measure in item.measures),
                "why": item.waiver.why if item.waiver else "",
                "as_of": self.today,
            }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        probe = RequirementWaiver(country=self.country)
        context = {
            "title": _("National law and: %(treaty)s") % {"treaty": self.treaty},
            "subtitle": str(self.country),
            "breadcrumbs": [
                (_("Treaties"), reverse("treaty-list")),
                (str(self.treaty), self.treaty.get_absolute_url()),
            ],
            "treaty": self.treaty,
            "checklist": self.checklist,
            "rows": self.checklist.items,
            "answer_tones": ANSWER_TONES,
            "today": self.today,
            "may_record": may_record(self.actor),
            "may_waive": allowed(self.actor, "create", probe),
        }
        return super().get_context_data(**{**context, **kwargs})


class WaiverView(ActorRequiredMixin, View):
    """Say that an item does not apply, with the reason; ``applies`` takes that back."""

    roles = FOCAL_POINT_OFFICE
    http_method_names: Any = ("get", "head", "post", "options")

    @cached_property
    def requirement(self) -> TreatyRequirement:
        rows = TreatyRequirement.objects.select_related("treaty")
        found: TreatyRequirement = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    @property
    def checklist_url(self) -> str:
        return reverse("treaty-measures", args=[self.requirement.treaty.code])

    @cached_property
    def waiver(self) -> RequirementWaiver | None:
        rows = RequirementWaiver.objects.visible_to(self.actor)
        found: RequirementWaiver | None = rows.filter(
            country=self.actor.country, requirement=self.requirement
        ).first()
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        initial = {"why": self.waiver.why} if self.waiver else {}
        return self.shown(WaiverForm(initial=initial))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "applies" in request.POST:
            if self.waiver is not None:
                services.claim_requirement(actor=self.actor, waiver=self.waiver)
                messages.success(request, _("It applies again."))
            return HttpResponseRedirect(self.checklist_url)
        form = WaiverForm(request.POST)
        if form.is_valid():
            try:
                services.waive_requirement(
                    actor=self.actor,
                    country=self.actor.country,
                    requirement=self.requirement,
                    **form.cleaned_data,
                )
                return HttpResponseRedirect(self.checklist_url)
            except ValidationError as error:
                form.add_error(None, error)
        return self.shown(form, status=422)

    def shown(self, form: WaiverForm, *, status: int = 200) -> HttpResponse:
        requirement = self.requirement
        context = {
            "title": _("It does not apply"),
            "text": f"{requirement.title} ({requirement.article})",
            "form": form,
            "tone": "primary",
            "confirm": _("It does not apply"),
            "country": self.actor.country,
            "breadcrumbs": [
                (_("Treaties"), reverse("treaty-list")),
                (str(requirement.treaty), requirement.treaty.get_absolute_url()),
                (_("National law"), self.checklist_url),
            ],
            "cancel_url": self.checklist_url,
        }
        return render(self.request, "generic/confirm.html", context, status=status)
