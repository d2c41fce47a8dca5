"""Where an assessment stands: its phases, its calendar, and what comes next."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, View

from apps.assessments.cycle.forms import CalendarForm, PhaseForm
from apps.assessments.cycle.next import next_thing
from apps.assessments.cycle.phases import PHASES, Phase, following
from apps.assessments.cycle.selectors import Stage, Standing, dated_stages, standing_of
from apps.assessments.cycle.services import move_phase, plan_phases
from apps.assessments.exports import CALENDAR
from apps.assessments.models import Assessment, Status
from apps.assessments.selectors import assessments
from apps.assessments.views import AssessmentMixin, tabs
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.policies import allowed
from focalpoint.views import ExportMixin, RecordUpdateView, ScopedMixin


def shown_step(stage: Stage) -> dict[str, Any]:
    """One phase for the component."""
    late = ""
    if stage.days_late:
        late = ngettext("one day late", "%(number)s days late", stage.days_late)
        late %= {"number": stage.days_late}
    ends = ""
    if stage.row and stage.row.done_at:
        ends = _("done on %(date)s") % {"date": date_format(stage.row.done_at, "SHORT_DATE_FORMAT")}
    elif stage.planned_end:
        ends = _("until %(date)s") % {"date": date_format(stage.planned_end, "SHORT_DATE_FORMAT")}
    return {
        "label": stage.label,
        "state": "done" if stage.is_done else "current" if stage.is_current else "coming",
        "ends": ends,
        "late": late,
        "who": stage.responsible,
    }


class CycleView(ExportMixin, AssessmentMixin, DetailView):
    """What is done, what is late, who holds it up, and the next thing to do."""

    template_name = "assessments/cycle/cycle.html"
    export = CALENDAR

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.object, self.actor)

    def export_rows(self) -> Any:
        self.object = self.get_object()
        return [_exported(self.object, stage) for stage in self.standing.stages]

    @property
    def export_state(self) -> Any:
        return self.object.country

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment, standing = self.object, self.standing
        may_change = allowed(self.actor, "change", assessment)
        is_draft = assessment.status == Status.DRAFT
        coming = next_thing(standing, self.actor)
        after = following(assessment.phase) if is_draft and may_change else None
        context = {
            "title": assessment.title,
            "subtitle": _("Where it stands"),
            "tabs": tabs(assessment, "cycle"),
            "standing": standing,
            "rows": standing.stages,
            "steps": [shown_step(stage) for stage in standing.stages],
            "coming": coming,
            # Whoever wants to go on before everything is done may.
            "skip_to": after if coming is None or coming.to != after else None,
            "may_move": is_draft and may_change,
            "may_plan": may_change and assessment.status != Status.WITHDRAWN,
        }
        return super().get_context_data(**{**context, **kwargs})


def _exported(assessment: Assessment, stage: Stage) -> dict[str, Any]:
    row = stage.row
    return {
        "country": assessment.country.code,
        "reference": assessment.reference,
        "phase": str(stage.label),
        "done": stage.is_done,
        "current": stage.is_current,
        "planned_end": stage.planned_end,
        "done_at": row.done_at if row else None,
        "days_late": stage.days_late,
        "institution": str(row.institution or "") if row else "",
        "person": str(row.person or "") if row else "",
        "is_training": assessment.country.is_training,
    }


class PhaseMoveView(AssessmentMixin, RecordUpdateView):
    """Take a draft to another phase."""

    form_class = PhaseForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assessment = self.get_object()
        if assessment.status != Status.DRAFT:
            return self.out_of_turn(assessment)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assessment = self.get_object()
        wanted = request.POST.get("to", "")
        # A button that is pressed twice, or late: the second press finds it done.
        if assessment.status != Status.DRAFT or wanted not in PHASES[assessment.phase]:
            return self.out_of_turn(assessment)
        return super().post(request, *args, **kwargs)

    def out_of_turn(self, assessment: Assessment) -> HttpResponse:
        if assessment.status != Status.DRAFT:
            said = _("That is not possible now: %(status)s.")
            messages.warning(self.request, said % {"status": assessment.get_status_display()})
        else:
            said = _("The phase is: %(phase)s.")
            messages.info(self.request, said % {"phase": assessment.get_phase_display()})
        return HttpResponseRedirect(reverse("assessment-cycle", args=[assessment.reference]))

    def save(self, form: Any) -> Assessment:
        try:
            return move_phase(
                actor=self.actor,
                assessment=self.object,
                to=form.cleaned_data["to"],
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            )
        except IllegalTransitionError as error:
            raise ValidationError(_("Somebody moved it meanwhile. Look again.")) from error

    def conflict(self, form: Any, stale: StaleVersionError) -> HttpResponse:
        """Nothing was typed that could be lost."""
        messages.warning(self.request, _("Somebody changed this assessment meanwhile. Look again."))
        return HttpResponseRedirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse("assessment-cycle", args=[self.object.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Another phase"),
            "intro": _("It is in the phase “%(phase)s”.")
            % {"phase": self.object.get_phase_display()},
            "submit": _("Go"),
            "cancel_url": self.get_success_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class CalendarView(ScopedMixin, View):
    """By when each phase is to end, and who is responsible."""

    model = Assessment
    http_method_names = ("get", "head", "post", "options")

    @cached_property
    def assessment(self) -> Assessment:
        found = assessments(self.actor).filter(reference=self.kwargs["reference"]).first()
        if found is None:
            raise Http404
        if not allowed(self.actor, "change", found):
            raise PermissionDenied
        return found

    @property
    def home(self) -> str:
        return reverse("assessment-cycle", args=[self.assessment.reference])

    def form(self, data: Any = None) -> CalendarForm:
        stages = dated_stages(self.assessment, self.actor)
        return CalendarForm(data, actor=self.actor, assessment=self.assessment, stages=stages)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.assessment.status == Status.WITHDRAWN:
            messages.info(request, _("It was laid aside: nothing of it is planned."))
            return HttpResponseRedirect(self.home)
        return self.shown(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            plan_phases(
                actor=self.actor,
                assessment=self.assessment,
                lines=form.values,
                reason=form.reason.cleaned_data["reason"],
            )
        except ValidationError as error:
            return self.shown(form, problems=form.add_errors(error), status=422)
        except StaleVersionError:
            return self.conflict()
        messages.success(request, _("The dates are set. Who is responsible is reminded of them."))
        return HttpResponseRedirect(self.home)

    def conflict(self) -> HttpResponse:
        """What was typed stays, on the newest versions, beside a word of warning."""
        data = self.request.POST.copy()
        for line in self.form().lines:
            data[f"{line.prefix}-version"] = str(line.initial["version"])
        said = _("Somebody changed the dates meanwhile. Yours are below; saving replaces theirs.")
        form = self.form(data)
        theirs = [each for each in self.form().lines if each.stage.row]
        return self.shown(form, problems=[said], theirs=theirs, status=409)

    def shown(
        self,
        form: CalendarForm,
        *,
        problems: list[str] | None = None,
        theirs: list[Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        own = self.assessment
        context = {
            "title": _("Calendar"),
            "country": own.country,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (own.reference, own.get_absolute_url()),
                (_("Where it stands"), self.home),
            ],
            "assessment": own,
            "form": form,
            "problems": problems or [],
            "theirs": theirs or [],
            "phases": Phase,
            "cancel_url": self.home,
        }
        return render(self.request, "assessments/cycle/calendar.html", context, status=status)
