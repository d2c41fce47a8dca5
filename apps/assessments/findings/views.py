"""Recording one finding, in its place on the factor's page or without scripts; and all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from apps.assessments.exports import FINDINGS
from apps.assessments.finding_models import IndicatorFinding, Presence
from apps.assessments.findings.forms import FindingForm, PresenceForm, values_of
from apps.assessments.findings.selectors import (
    Ground,
    Line,
    ground_of,
    grounds_of,
    line_of,
    tally_of,
    usable_evidence,
)
from apps.assessments.findings.services import record_finding
from apps.assessments.merged_parts import MergedPartView
from apps.assessments.models import FactorRating, Status
from apps.assessments.selectors import ratings_of
from apps.assessments.succession.selectors import carried_over, former_of
from apps.assessments.tables import PRESENCE_TONES
from apps.assessments.unsaved.kinds import Form
from apps.assessments.unsaved.views import KeptForm
from apps.assessments.unsaved_models import Part
from apps.assessments.views import AssessmentMixin, tabs
from apps.catalogue.models import Item
from focalpoint.merging import ClashError, Merged
from focalpoint.policies import allowed
from focalpoint.views import ExportMixin, ScopedMixin
from focalpoint.views.conflicts import merged_labels, say_merged


class FindingView(ScopedMixin, MergedPartView):
    """One indicator: POST ``presence`` alone, or the whole finding; GET shows the form for it.

    With htmx it answers with the row of the factor's page, else with a page or the way back.
    """

    model = FactorRating
    kwargs: Any

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
        rating = self.rating
        code = self.kwargs["indicator"]
        found = line_of(rating.assessment, rating.factor, code, self.actor)
        if found is None:
            raise Http404
        return found

    def line(self, ground: Ground) -> Line:
        for line in ground.lines:
            if line.indicator.code == self.kwargs["indicator"]:
                return line
        raise Http404

    @property
    def here(self) -> str:
        """The row on the factor's page."""
        return f"{self.rating.get_absolute_url()}#indicator-{self.kwargs['indicator']}"

    @property
    def in_place(self) -> bool:
        """Whether the answer takes the place of a row."""
        return bool(self.request.htmx)  # type: ignore[attr-defined]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.in_place and "row" in request.GET and self.is_open:
            return self.row(focus=True)
        return super().get(request, *args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.rating.assessment.status == Status.DRAFT

    def refusal(self) -> HttpResponse | None:
        if self.is_open and self.seen:
            return None
        messages.info(self.request, _("This assessment is no draft any more; its findings stand."))
        return HttpResponseRedirect(self.rating.assessment.get_absolute_url())

    def form(self, *args: Any, **kwargs: Any) -> PresenceForm:
        data = args[0] if args else None
        if data is not None and "note" not in data:
            return PresenceForm(data)
        items = list(usable_evidence(self.rating.assessment, self.actor))
        # Several rows may be forms at once.
        ids = f"finding-{self.seen.indicator.code}-%s"
        return FindingForm(data, items=items, line=self.seen, auto_id=ids, **kwargs)

    def initial(self) -> dict[str, Any]:
        return values_of(self.seen)

    def part(self) -> IndicatorFinding:
        made = IndicatorFinding(assessment=self.rating.assessment, indicator=self.seen.indicator)
        return self.seen.finding or made

    @cached_property
    def kept(self) -> KeptForm:
        """The form's text while somebody writes."""
        form = Form(self.rating.assessment, Part.FINDING, self.seen.indicator.code)
        return KeptForm(self.actor, form, self.part())

    def write(self, changes: Mapping[str, Any], version: int) -> IndicatorFinding:
        return record_finding(
            actor=self.actor,
            assessment=self.rating.assessment,
            indicator=self.seen.indicator,
            changes=changes,
            version=version,
        )

    def saved(self, form: Any) -> None:
        if isinstance(form, FindingForm):
            self.kept.saved(form)

    def answer(self, form: Any, merged: Merged[Any]) -> HttpResponse:
        whole = isinstance(form, FindingForm)
        if merged.theirs and not whole:
            return self.overtaken(merged.record)
        if not self.in_place:
            say_merged(self.request, form, merged)
            return HttpResponseRedirect(self.here)
        return self.row(focus=whole, said=True, together=merged_labels(form, merged))

    def refused(self, form: Any) -> HttpResponse:
        if isinstance(form, FindingForm):
            return super().refused(form)
        problem = " ".join(str(each) for errors in form.errors.values() for each in errors)
        return self.told(problem, status=422)

    def conflict(self, form: Any, clash: ClashError) -> HttpResponse:
        if isinstance(form, FindingForm):
            return super().conflict(form, clash)
        return self.overtaken(clash.current)

    def overtaken(self, current: Any) -> HttpResponse:
        """Somebody else said meanwhile what is found; the press of a button replaces nothing."""
        theirs = Line(self.seen.indicator, current)
        problem = _("Somebody recorded this meanwhile: %(finding)s. Look at it again.")
        return self.told(problem % {"finding": theirs.presence_words}, status=409)

    def told(self, problem: str, *, status: int) -> HttpResponse:
        if self.in_place:
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

    @property
    def template_name(self) -> str:  # type: ignore[override]
        name = "includes/finding_form" if self.in_place else "finding"
        return f"assessments/{name}.html"

    def around(self, form: Any) -> dict[str, Any]:
        assessment, factor = self.rating.assessment, self.rating.factor
        return {
            "line": self.seen,
            "assessment": assessment,
            "factor": factor,
            "country": assessment.country,
            "in_place": self.in_place,
            "title": str(self.seen.indicator),
            "cancel_url": self.here,
            "unsaved": self.kept.prepare(self.request, form),
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (assessment.reference, assessment.get_absolute_url()),
                (str(factor), self.rating.get_absolute_url()),
            ],
        }


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
