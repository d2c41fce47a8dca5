"""Pages of the questions of a consultation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from apps.assessments.consultation_models import ConsultationQuestion
from apps.assessments.consultations import services
from apps.assessments.consultations.forms import QuestionForm
from apps.assessments.consultations.views import ConsultationMixin
from focalpoint.views import RecordCreateView, RecordUpdateView


class QuestionCreateView(ConsultationMixin, RecordCreateView):
    """Add a question."""

    model = ConsultationQuestion
    form_class = QuestionForm
    object: Any = None

    def may_create(self) -> bool:
        if not self.may_open():
            raise PermissionDenied
        return bool(self.consultation)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "consultation": self.consultation}

    def save(self, form: Any) -> ConsultationQuestion:
        return services.save_question(
            actor=self.actor, consultation=self.consultation, fields=form.changes
        )

    def get_success_url(self) -> str:
        if "more" in self.request.POST:
            return self.request.path
        return str(self.object.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"title": _("New question"), "submit": _("Add")}
        return super().get_context_data(**{**context, **kwargs})


class QuestionUpdateView(ConsultationMixin, RecordUpdateView):
    """Change a question, or take it out (POST ``remove``)."""

    model = ConsultationQuestion
    form_class = QuestionForm
    template_name = "assessments/question.html"
    pk_url_kwarg = "question"

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = ConsultationQuestion.objects.visible_to(self.actor)
        return rows.filter(consultation=self.consultation)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" not in request.POST:
            return super().post(request, *args, **kwargs)
        try:
            services.remove_question(actor=self.actor, question=self.get_object())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Removed. The history keeps it."))
        return redirect(self.consultation)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "consultation": self.consultation}

    def save(self, form: Any) -> ConsultationQuestion:
        return services.save_question(
            actor=self.actor,
            consultation=self.consultation,
            question=self.object,
            fields=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"title": _("Question"), **kwargs})
