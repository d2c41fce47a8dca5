"""Pages of the asking office: who was asked, how far they are, and what they say."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, View

from apps.assessments.independent.exports import OPINIONS
from apps.assessments.independent.forms import AskForm, GiveBackForm, MoveForm, WithdrawForm
from apps.assessments.independent.selectors import (
    asked_by_office,
    handed_in,
    opinions_on,
    requests,
)
from apps.assessments.independent.services import (
    ask_institutions,
    give_back,
    move_request,
    remind_institution,
    withdraw_request,
)
from apps.assessments.independent.tones import PROGRESS_TONES
from apps.assessments.independent_models import RatingRequest
from apps.assessments.merged_parts import add_errors
from apps.assessments.models import Assessment, FactorRating, Status
from apps.assessments.selectors import ratings_of
from apps.assessments.views import TONES, AssessmentMixin, tabs
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.views import ExportMixin, RecordUpdateView, ScopedMixin


def may_ask(actor: Any, assessment: Assessment) -> bool:
    """Whether the actor's office keeps this draft, and so asks others about it."""
    probe = RatingRequest(country_id=assessment.country_id, office_id=assessment.office_id)
    return assessment.status == Status.DRAFT and allowed(actor, "create", probe)


class IndependentView(ExportMixin, AssessmentMixin, DetailView):
    """Who was asked, and what was handed in beside the level agreed; widest apart first."""

    roles = FOCAL_POINT_OFFICE
    template_name = "assessments/independent/list.html"
    export = OPINIONS

    def export_rows(self) -> Any:
        self.object = self.get_object()
        rows = handed_in(self.actor).filter(request__assessment=self.object)
        return rows.order_by("factor__order", "request__institution__name", "id")

    @property
    def export_state(self) -> Any:
        return self.object.country

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment: Assessment = self.object
        found = opinions_on(assessment, self.actor)
        ratings = ratings_of(assessment, self.actor)
        compared: list[FactorRating] = []
        for rating in ratings:
            opinions = found.get(rating.factor.code)
            if opinions and opinions.number:
                rating.opinions = opinions  # type: ignore[attr-defined]
                rating.question = opinions.question(rating.level)  # type: ignore[attr-defined]
                compared.append(rating)
        compared.sort(key=lambda each: -each.opinions.apart)  # type: ignore[attr-defined]
        is_draft = assessment.status == Status.DRAFT
        context = {
            **TONES,
            "title": assessment.title,
            "subtitle": _("Independent ratings"),
            "tabs": tabs(assessment, "independent"),
            "asked": list(asked_by_office(assessment, self.actor)),
            "compared": compared,
            "rows": [v.rating for each in found.values() for v in each.voices if v.rating],
            "may_ask": may_ask(self.actor, assessment),
            "is_draft": is_draft,
            "today": assessment.country.local_date(timezone.now()),
            "progress_tones": PROGRESS_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class AskView(AssessmentMixin, FormView):
    """Ask several institutions at once, each for itself."""

    roles = FOCAL_POINT_OFFICE
    form_class = AskForm
    template_name = "assessments/independent/ask.html"
    object = None

    @cached_property
    def assessment(self) -> Assessment:
        found = self.get_queryset().filter(reference=self.kwargs["reference"]).first()
        if found is None:
            raise Http404
        if not may_ask(self.actor, found):
            raise PermissionDenied
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"actor": self.actor, "assessment": self.assessment}
        return {**super().get_form_kwargs(), **given}

    def form_valid(self, form: AskForm) -> HttpResponse:
        try:
            ask_institutions(actor=self.actor, assessment=self.assessment, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Asked. Their people are told at once."))
        return HttpResponseRedirect(self.home)

    def form_invalid(self, form: AskForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @property
    def home(self) -> str:
        return reverse("assessment-independent", args=[self.assessment.reference])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.assessment
        context = {
            "title": _("Ask institutions for their own rating"),
            "subtitle": assessment.title,
            "country": assessment.country,
            "submit": _("Ask them"),
            "cancel_url": self.home,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (assessment.reference, assessment.get_absolute_url()),
                (_("Independent ratings"), self.home),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


class RequestMixin(ScopedMixin):
    """Pages of one request, for the office that made it."""

    model = RatingRequest
    roles = FOCAL_POINT_OFFICE
    verb = "change"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return requests(self.actor).filter(office__in=self.actor.offices)


class RemindView(RequestMixin, View):
    """Tell the asked institution once more."""

    http_method_names: Any = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.get_queryset().filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        try:
            remind_institution(actor=self.actor, request=found)
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
        else:
            told = {"institution": found.institution}
            messages.success(request, _("Reminded: %(institution)s.") % told)
        return HttpResponseRedirect(reverse("assessment-independent", args=[found.reference]))


@dataclass(frozen=True)
class Step:
    """What may become of a request: its words, its form, and the service behind it."""

    title: str | Promise
    text: str | Promise
    form: type[Any]
    run: Any
    done: str | Promise


STEPS = {
    "move": Step(
        gettext_lazy("Another day"),
        gettext_lazy("Give the institution more time, or less."),
        MoveForm,
        move_request,
        gettext_lazy("The day has changed."),
    ),
    "withdraw": Step(
        gettext_lazy("Withdraw the request"),
        gettext_lazy("The institution is told that no rating is needed."),
        WithdrawForm,
        withdraw_request,
        gettext_lazy("Withdrawn."),
    ),
    "give-back": Step(
        gettext_lazy("Give the rating back"),
        gettext_lazy(
            "The institution may change what it handed in. Until it hands it in anew, you do not"
            " see what it writes."
        ),
        GiveBackForm,
        give_back,
        gettext_lazy("Given back."),
    ),
}


class RequestStepView(RequestMixin, RecordUpdateView):
    """Move, withdraw or give back."""

    @cached_property
    def step(self) -> Step:
        try:
            return STEPS[self.kwargs["step"]]
        except KeyError as error:
            raise Http404 from error

    def get_form_class(self) -> type[Any]:
        return self.step.form

    def save(self, form: Any) -> RatingRequest:
        given = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        version = form.cleaned_data["version"]
        self.step.run(actor=self.actor, request=self.object, version=version, **given)
        messages.success(self.request, str(self.step.done))
        return self.object

    @property
    def home(self) -> str:
        return reverse("assessment-independent", args=[self.object.reference])

    def get_success_url(self) -> str:
        return self.home

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = self.object
        context = {
            "title": self.step.title,
            "subtitle": str(request.institution),
            "country": request.country,
            "intro": self.step.text,
            "submit": self.step.title,
            "cancel_url": self.home,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (request.reference, reverse("assessment-detail", args=[request.reference])),
                (_("Independent ratings"), self.home),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})
