"""The queue of answers, and what becomes of one of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationRecord,
    ConsultationStatus,
    Moderation,
    Outcome,
    Submission,
    Wish,
)
from apps.assessments.consultations.forms import SetAsideForm, SubmissionForm
from apps.assessments.consultations.selectors import Numbers, numbers_of, submissions
from apps.assessments.consultations.services import moderate_submission, respond_to_submission
from apps.assessments.consultations.tones import MODERATION_TONES, OUTCOME_TONES
from apps.assessments.consultations.views import ConsultationMixin, consultation_tabs
from apps.assessments.exports import SUBMISSIONS
from apps.assessments.guest_files.forms import TakeUpForm
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.views import ExportMixin, RecordDetailView, ScopedMixin

A_PAGE = 50
# What is left to do stands first.
PARTS: dict[str, tuple[Any, Q, str]] = {
    "all": (_("All"), Q(), "submissions"),
    "waiting": (_("To be looked at"), Q(status=Moderation.WAITING), "waiting"),
    "unanswered": (
        _("To be answered"),
        Q(status=Moderation.ACCEPTED, outcome=""),
        "unanswered",
    ),
    "answered": (_("Answered"), Q(status=Moderation.ACCEPTED) & ~Q(outcome=""), ""),
    "set_aside": (_("Set aside"), Q(status=Moderation.SET_ASIDE), "set_aside"),
}
TONES = {"moderation_tones": MODERATION_TONES, "outcome_tones": OUTCOME_TONES}


class AnswersView(ExportMixin, ConsultationMixin, DetailView):  # type: ignore[type-arg]
    """The submissions of a consultation, in parts by what is left to do."""

    template_name = "assessments/answers.html"
    export = SUBMISSIONS

    def get_object(self, queryset: Any = None) -> Consultation:
        return self.consultation

    def export_rows(self) -> Any:
        """With a name only where the contributor wished it: files leave the office."""
        named = When(wish=Wish.NAMED, then=F("author__organisation"))
        return self.rows().annotate(contributor=Case(named, default=Value("")))

    @property
    def export_state(self) -> Any:
        return self.consultation.country

    @property
    def part(self) -> str:
        asked = self.request.GET.get("part", "all")
        return asked if asked in PARTS else "all"

    def rows(self) -> QuerySet[Submission]:
        found = submissions(self.consultation, self.actor).filter(PARTS[self.part][1])
        return found.order_by("question__order", "question_id", "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.consultation
        numbers = numbers_of(consultation, self.actor)
        page = Paginator(self.rows(), A_PAGE).get_page(self.request.GET.get("page"))
        context = {
            **TONES,
            "title": consultation.title,
            "numbers": numbers,
            "tabs": consultation_tabs(consultation, "answers", numbers.submissions),
            "parts": self.parts(numbers),
            "page_obj": page,
            "paginator": page.paginator,
            "rows": list(page),
            "next": next_to_do(consultation, self.actor),
        }
        return super().get_context_data(**{**context, **kwargs})

    def parts(self, numbers: Numbers) -> list[dict[str, Any]]:
        """The parts with their numbers; each is that of the rows behind it."""
        answered = numbers.accepted - numbers.unanswered
        return [
            {
                "label": label,
                "url": f"?part={key}",
                "active": key == self.part,
                "count": getattr(numbers, counted) if counted else answered,
            }
            for key, (label, _condition, counted) in PARTS.items()
        ]


def next_to_do(consultation: Consultation, actor: Any, after: Any = None) -> Submission | None:
    """The next submission that waits for the office; the one ``after`` is the last choice."""
    left = PARTS["waiting"][1] | PARTS["unanswered"][1]
    rows = list(
        submissions(consultation, actor)
        .filter(left)
        .order_by("question__order", "question_id", "id")
    )
    if after is None:
        return rows[0] if rows else None
    place = (after.question.order, after.question_id, after.pk)
    others = [each for each in rows if each.pk != after.pk]
    later = [e for e in others if (e.question.order, e.question_id, e.pk) > place]
    return next(iter([*later, *others]), None)


class SubmissionView(ConsultationMixin, RecordDetailView):
    """One answer: set it aside, accept it, respond to it; then the next one."""

    model = Submission
    template_name = "assessments/submission.html"
    pk_url_kwarg = "submission"
    verbs = ("moderate", "respond")
    http_method_names = ("get", "head", "post", "options")

    def get_queryset(self) -> QuerySet[Any, Any]:
        return submissions(self.consultation, self.actor)

    @cached_property
    def submission(self) -> Submission:
        found: Submission = super().get_object()
        found.consultation = self.consultation
        return found

    def get_object(self, queryset: Any = None) -> Submission:
        return self.submission

    def history(self) -> list[Any] | None:  # type: ignore[override]
        return history_of(self.submission) if "history" in self.request.GET else None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.submission
        aside = request.POST.get("do") == "set_aside"
        form: forms.Form = (SetAsideForm if aside else SubmissionForm)(request.POST)
        if not form.is_valid():
            return self.refused(form)
        try:
            with transaction.atomic():
                self.carry_out(form.cleaned_data, request.POST.get("do", ""))
        except ValidationError as error:
            add_problems(form, error)
            return self.refused(form)
        except IllegalTransitionError:
            messages.warning(request, _("That was done already."))
        except StaleVersionError as stale:
            data = request.POST.copy()
            data["version"] = str(stale.current.version)  # type: ignore[attr-defined]
            form.data = data
            form.add_error(None, _("This answer has changed meanwhile. Look at it again."))
            self.__dict__.pop("submission", None)
            self.object = self.submission
            return self.refused(form, 409)
        else:
            messages.success(request, _("Saved."))
        following = next_to_do(self.consultation, self.actor, after=self.submission)
        target = following.get_absolute_url() if following else self.home
        return HttpResponseRedirect(target)

    def carry_out(self, given: dict[str, Any], verb: str) -> None:
        submission, version = self.submission, given["version"]
        if verb == "set_aside":
            moderate_submission(
                actor=self.actor,
                submission=submission,
                to=Moderation.SET_ASIDE,
                reason=given["set_aside_reason"],
                version=version,
            )
            return
        if submission.status != Moderation.ACCEPTED:
            submission = moderate_submission(
                actor=self.actor, submission=submission, to=Moderation.ACCEPTED, version=version
            )
            version = submission.version
        if verb == "respond":
            respond_to_submission(
                actor=self.actor,
                submission=submission,
                outcome=given["outcome"],
                response=given["response"],
                version=version,
            )

    def refused(self, form: Any, status: int = 422) -> HttpResponse:
        name = "aside_form" if isinstance(form, SetAsideForm) else "form"
        return self.render_to_response(self.get_context_data(**{name: form}), status=status)

    @property
    def home(self) -> str:
        return reverse("consultation-answers", args=[self.consultation.pk])

    def attached(self) -> dict[str, Any]:
        """The files of the answer, and what they can be evidence of."""
        files = list(self.submission.files.defer("content").select_related("evidence"))
        if not files:
            return {}
        item = self.submission.question.item_id
        form = TakeUpForm(assessment=self.consultation.assessment, initial={"indicator": item})
        return {"files": files, "offered": form.offered()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submission = self.submission
        begin = {"version": submission.version}
        context = {
            **TONES,
            **self.attached(),
            "title": submission.question.text,
            "hides": {Wish.CONFIDENTIAL: _("in confidence"), Wish.ANONYMOUS: _("anonymous")}.get(
                submission.wish  # type: ignore[call-overload]
            ),
            "is_final": self.consultation.status == ConsultationStatus.ANSWERED,
            "form": SubmissionForm(
                initial={
                    **begin,
                    "outcome": submission.outcome,
                    "response": submission.response,
                }
            ),
            "aside_form": SetAsideForm(
                initial={**begin, "set_aside_reason": submission.set_aside_reason},
                auto_id="aside-%s",
            ),
            "following": next_to_do(self.consultation, self.actor, after=submission),
            "home_url": self.home,
        }
        return super().get_context_data(**{**context, **kwargs})


def add_problems(form: forms.Form, error: ValidationError) -> None:
    """Put what a service refuses on the field that it is about, or above the form."""
    for name, problems in getattr(error, "message_dict", {None: error.messages}).items():
        form.add_error(name if name in form.fields else None, problems)


class ConsultationRecordView(ScopedMixin, DetailView):  # type: ignore[type-arg]
    """A consultation as its State published it."""

    model = ConsultationRecord
    template_name = "assessments/consultation_record.html"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return super().get_queryset().select_related("country")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = self.object
        context = {
            **TONES,
            "title": record.title,
            "subtitle": record.content["assessment"]["title"],
            "country": record.country,
            "breadcrumbs": [(_("Approved assessments"), reverse("snapshot-list"))],
            "content": record.content,
            "outcomes": Outcome.choices,
        }
        return super().get_context_data(**{**context, **kwargs})
