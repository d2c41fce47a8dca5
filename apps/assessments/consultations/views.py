"""Pages of the focal point's office: its consultations on an assessment, and one of them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from apps.assessments.consultation_models import Consultation, ConsultationStatus
from apps.assessments.consultations import services
from apps.assessments.consultations.forms import ConsultationForm
from apps.assessments.consultations.selectors import consultations, invitations_of, numbers_of
from apps.assessments.consultations.tones import CONSULTATION_TONES, INVITATION_TONES
from apps.assessments.models import Assessment, Status
from apps.assessments.views import AssessmentMixin, tabs
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordUpdateView,
    ScopedMixin,
)


class ConsultationListView(AssessmentMixin, DetailView):
    """The consultations on one assessment; for the focal point's office."""

    roles = FOCAL_POINT_OFFICE
    template_name = "assessments/consultations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.object
        under_way = assessment.status in (Status.DRAFT, Status.SUBMITTED)
        context = {
            "title": assessment.title,
            "subtitle": _("What civil society is asked, and what became of its answers"),
            "tabs": tabs(assessment, "consultations"),
            "consultations": list(consultations(self.actor).filter(assessment=assessment)),
            "tones": CONSULTATION_TONES,
            "may_create": under_way and allowed(self.actor, "change", assessment),
        }
        return super().get_context_data(**{**context, **kwargs})


class ConsultationMixin(ScopedMixin):
    """Pages of one consultation, for the people of the focal point's office alone."""

    model: Any = Consultation
    roles = FOCAL_POINT_OFFICE
    kwargs: Any
    object: Any
    # The page itself stands behind its consultation in the breadcrumbs.
    is_home = False

    def get_queryset(self) -> QuerySet[Any, Any]:
        return consultations(self.actor)

    @cached_property
    def consultation(self) -> Consultation:
        found = consultations(self.actor).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.consultation
        assessment = consultation.assessment
        trail = [
            (_("Assessments"), reverse("assessment-list")),
            (assessment.reference, assessment.get_absolute_url()),
            (_("Consultation"), reverse("consultation-list", args=[assessment.reference])),
        ]
        if not self.is_home:
            trail.append((consultation.title, consultation.get_absolute_url()))
        context = {
            "consultation": consultation,
            "country": consultation.country,
            "breadcrumbs": trail,
            "cancel_url": consultation.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class ConsultationCreateView(AssessmentMixin, RecordCreateView):
    """Prepare a consultation; nobody is asked yet."""

    roles = FOCAL_POINT_OFFICE
    model = Consultation  # type: ignore[assignment]
    form_class = ConsultationForm
    object = None

    @cached_property
    def assessment(self) -> Assessment:
        rows: QuerySet[Assessment] = Assessment.objects.visible_to(self.actor)
        found = rows.filter(reference=self.kwargs["reference"]).select_related("country").first()
        if found is None:
            raise Http404
        return found

    def may_create(self) -> bool:
        if not self.may_open():
            raise PermissionDenied
        return allowed(self.actor, "change", self.assessment)

    def get_initial(self) -> dict[str, Any]:
        return {"title": _now("Consultation on %(title)s") % {"title": self.assessment.title}}

    def save(self, form: Any) -> Consultation:
        return services.create_consultation(
            actor=self.actor, assessment=self.assessment, fields=form.changes
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment = self.assessment
        home = reverse("consultation-list", args=[assessment.reference])
        context = {
            "title": _("New consultation"),
            "country": assessment.country,
            "submit": _("Go on to the questions"),
            "cancel_url": home,
            "breadcrumbs": [
                (_("Assessments"), reverse("assessment-list")),
                (assessment.reference, assessment.get_absolute_url()),
                (_("Consultation"), home),
            ],
        }
        return super().get_context_data(**{**context, **kwargs})


class ConsultationDetailView(ConsultationMixin, RecordDetailView):
    """Where it stands, what is asked, who is asked, and what can be done next."""

    template_name = "assessments/consultation.html"
    verbs = ("change", "invite", "open", "close", "finish", "publish")
    is_home = True

    @property
    def shows_history(self) -> bool:
        return self.request.GET.get("tab") == "history"

    def history(self) -> list[Any] | None:  # type: ignore[override]
        return history_of(self.object) if self.shows_history else None

    def get_object(self, queryset: Any = None) -> Any:
        return self.consultation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.object
        numbers = numbers_of(consultation, self.actor)
        context = {
            "title": consultation.title,
            "tabs": consultation_tabs(
                consultation, "history" if self.shows_history else "work", numbers.submissions
            ),
            "numbers": numbers,
            "tones": CONSULTATION_TONES,
            "invitation_tones": INVITATION_TONES,
            "questions": list(consultation.questions.select_related("item")),
            "today": consultation.country.local_date(timezone.now()),
        }
        if consultation.status == ConsultationStatus.ANSWERED:
            context["record"] = getattr(consultation, "record", None)
        if not self.shows_history:
            context["invitations"] = invitations_of(consultation, self.actor)
        return super().get_context_data(**{**context, **kwargs})


def consultation_tabs(consultation: Consultation, active: str, number: int) -> list[dict[str, Any]]:
    """The pages of one consultation."""
    own = consultation.get_absolute_url()
    answers = reverse("consultation-answers", args=[consultation.pk])
    pages: tuple[tuple[str, Any, str, Any], ...] = (
        ("work", _("Questions and people"), own, ""),
        ("answers", _("Answers"), answers, number),
        ("history", _("History"), f"{own}?tab=history", ""),
    )
    return [
        {"label": label, "url": url, "active": key == active, "count": count}
        for key, label, url, count in pages
    ]


class ConsultationUpdateView(ConsultationMixin, RecordUpdateView):
    """Change what is prepared; while it is open, give more time."""

    form_class = ConsultationForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.consultation.status not in (ConsultationStatus.PREPARED, ConsultationStatus.OPEN):
            messages.info(request, _("The consultation is closed; it stands as it is."))
            return redirect(self.consultation)
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> Consultation:
        return services.update_consultation(
            actor=self.actor,
            consultation=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = self.consultation.status == ConsultationStatus.OPEN
        context = {"title": _("Give more time") if is_open else _("Edit")}
        return super().get_context_data(**{**context, **kwargs})
