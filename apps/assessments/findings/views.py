"""Recording one finding, in its place on the factor's page or without scripts; and all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from apps.assessments.exports import FINDINGS
from apps.assessments.finding_models import Presence
from apps.assessments.findings.forms import FindingForm, PresenceForm, values_of
from apps.assessments.findings.selectors import (
    Ground,
    Line,
    ground_of,
    grounds_of,
    tally_of,
    usable_evidence,
)
from apps.assessments.findings.services import record_finding
from apps.assessments.models import FactorRating, Status
from apps.assessments.selectors import ratings_of
from apps.assessments.succession.selectors import carried_over, former_of
from apps.assessments.tables import PRESENCE_TONES
from apps.assessments.views import AssessmentMixin, tabs
from apps.catalogue.models import Item
from focalpoint.errors import StaleVersionError
from focalpoint.policies import allowed
from focalpoint.views import ExportMixin, ScopedMixin


class FindingView(ScopedMixin, View):
    """One indicator: POST ``presence`` alone, or the whole finding; GET shows the form for it.

    With htmx it answers with the row of the factor's page, else with a page or the way back.
    """

    model = FactorRating
    http_method_names = ("get", "head", "post", "options")

    @cached_property
    def rating(self) -> FactorRating:
        rows = self.get_queryset().filter(
            assessment__reference=self.kwargs["reference"], factor__code=self.kwargs["code"]
        )
        found: FactorRating | None = rows.select_related("factor", "assessment__country").first()
        if found is None:
            raise Http404
        if not allowed(self.actor, "change", found):
            raise PermissionDenied
        return found

    def ground(self) -> Ground:
        """All indicators of the factor, as they stand now."""
        return ground_of(self.rating.assessment, self.rating.factor, self.actor)

    @cached_property
    def seen(self) -> Line:
        """The indicator as it stood when the request came."""
        return self.line(self.ground())

    def line(self, ground: Ground) -> Line:
        for line in ground.lines:
            if line.indicator.code == self.kwargs["indicator"]:
                return line
        raise Http404

    @property
    def here(self) -> str:
        """The row on the factor's page."""
        return f"{self.rating.get_absolute_url()}#indicator-{self.kwargs['indicator']}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rating, line = self.rating, self.seen
        if rating.assessment.status != Status.DRAFT:
            messages.info(request, _("This assessment is no draft any more; its findings stand."))
            return HttpResponseRedirect(rating.assessment.get_absolute_url())
        if request.htmx and "row" in request.GET:  # type: ignore[attr-defined]
            return self.row(focus=True)
        return self.form(self.form_for(line))

    def form_for(self, line: Line, data: Any = None) -> FindingForm:
        items = list(usable_evidence(self.rating.assessment, self.actor))
        # Several rows may be forms at once.
        ids = f"finding-{line.indicator.code}-%s"
        return FindingForm(data, items=items, initial=values_of(line), auto_id=ids)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        line = self.seen
        whole = "note" in request.POST
        form = self.form_for(line, request.POST) if whole else PresenceForm(request.POST)
        if not form.is_valid():
            return self.refused(form)
        try:
            record_finding(
                actor=self.actor,
                assessment=self.rating.assessment,
                indicator=line.indicator,
                changes=form.changes,
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.refused(form)
        except StaleVersionError as stale:
            return self.conflict(form, Line(line.indicator, stale.current))  # type: ignore[arg-type]
        if not request.htmx:  # type: ignore[attr-defined]
            return HttpResponseRedirect(self.here)
        return self.row(focus=whole, said=True)

    def refused(self, form: PresenceForm) -> HttpResponse:
        """Say what is wrong; what was typed stays."""
        if isinstance(form, FindingForm):
            return self.form(form, status=422)
        problem = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return self.told(problem, status=422)

    def conflict(self, form: PresenceForm, theirs: Line) -> HttpResponse:
        """Show what somebody else recorded meanwhile; saving again replaces it."""
        if not isinstance(form, FindingForm):
            problem = _("Somebody recorded this meanwhile: %(finding)s. Look at it again.")
            return self.told(problem % {"finding": theirs.presence_words}, status=409)
        data = self.request.POST.copy()
        data["version"] = str(theirs.version)
        form.data = data
        return self.form(form, theirs=theirs, status=409)

    def told(self, problem: str, *, status: int) -> HttpResponse:
        if self.request.htmx:  # type: ignore[attr-defined]
            return self.row(problem=problem, status=status)
        messages.warning(self.request, problem)
        return HttpResponseRedirect(self.here)

    def row(self, *, status: int = 200, **more: Any) -> HttpResponse:
        """The row as it stands now, and beside it the sum of the factor."""
        ground = self.ground()
        context = {
            "line": self.line(ground),
            "ground": ground,
            "object": self.rating,
            "assessment": self.rating.assessment,
            "factor": self.rating.factor,
            "question": ground.tally.question(self.rating.level),
            "presences": Presence.choices,
            "presence_tones": PRESENCE_TONES,
            **more,
        }
        return render(
            self.request, "assessments/includes/finding_answer.html", context, status=status
        )

    def form(
        self, form: FindingForm, *, theirs: Line | None = None, status: int = 200
    ) -> HttpResponse:
        assessment, factor = self.rating.assessment, self.rating.factor
        htmx = self.request.htmx  # type: ignore[attr-defined]
        line = self.seen
        context = {
            "form": form,
            "theirs": theirs,
            "line": line,
            "assessment": assessment,
            "factor": factor,
            "country": assessment.country,
            "in_place": bool(htmx),
            "title": str(line.indicator),
            "cancel_url": self.here,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (assessment.reference, assessment.get_absolute_url()),
                (str(factor), self.rating.get_absolute_url()),
            ],
        }
        name = "includes/finding_form" if htmx else "finding"
        return render(self.request, f"assessments/{name}.html", context, status=status)


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put a service's complaint on its field, or above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)


class FindingListView(ExportMixin, AssessmentMixin, DetailView):
    """All indicators of an assessment with what was found of each; ``presence`` narrows them."""

    template_name = "assessments/findings.html"
    export = FINDINGS

    @cached_property
    def grounds(self) -> list[Ground]:
        assessment = self.object
        ratings = ratings_of(assessment, self.actor)
        return grounds_of(assessment, [rating.factor for rating in ratings], self.actor)

    @property
    def wanted(self) -> str:
        asked = self.request.GET.get("presence", "")
        return asked if asked in Presence.values else ""

    def shown(self) -> list[Ground]:
        """The factors with the indicators that were asked for."""
        if not self.wanted:
            return [ground for ground in self.grounds if ground.lines]
        narrowed = (
            Ground(ground.factor, [one for one in ground.lines if one.presence == self.wanted])
            for ground in self.grounds
        )
        return [ground for ground in narrowed if ground.lines]

    def export_rows(self) -> Iterator[Mapping[str, Any]]:
        self.object = self.get_object()
        own = {"country_id": str(self.object.country_id), "reference": self.object.reference}
        return ({**own, **_row(*each)} for each in self.rows())

    def rows(self) -> list[tuple[Item, Line]]:
        """The indicators that were asked for, each with its factor."""
        return [(ground.factor, line) for ground in self.shown() for line in ground.lines]

    def export_filters(self) -> Mapping[str, str]:
        return {_("Finding"): str(Presence(self.wanted).label)} if self.wanted else {}

    @property
    def export_state(self) -> Any:
        return self.object.country

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.object
        total = tally_of(line.presence for ground in self.grounds for line in ground.lines)
        own = reverse("assessment-findings", args=[assessment.reference])
        counts = total.as_counts()
        context = {
            "title": assessment.title,
            "subtitle": _("What was found, indicator by indicator"),
            "tabs": tabs(assessment, "findings"),
            "tally": total,
            "shown": self.shown(),
            "carried": carried_over(former_of(assessment, self.actor, findings=True), self.grounds),
            "rows": self.rows(),
            "presence_tones": PRESENCE_TONES,
            "may_record": assessment.status == Status.DRAFT
            and allowed(self.actor, "change", assessment),
            "choices": [
                {"label": _("All"), "number": total.total, "url": own, "active": not self.wanted},
                *(
                    {
                        "label": label,
                        "number": counts[value],
                        "url": f"{own}?presence={value}",
                        "active": value == self.wanted,
                    }
                    for value, label in Presence.choices
                ),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


def _row(factor: Item, line: Line) -> dict[str, Any]:
    finding = line.finding
    return {
        "factor": str(factor),
        "code": line.indicator.code,
        "indicator": line.indicator.title,
        "presence": line.presence,
        "recorded": finding is not None,
        "note": finding.note if finding else "",
        "observed_on": finding.observed_on if finding else None,
        "source": finding.source if finding else "",
        "reliability": finding.reliability if finding else "",
        "evidence": len(finding.evidence) if finding else 0,
        "updated_at": finding.updated_at if finding else None,
    }
