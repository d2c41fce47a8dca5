"""The steps of a consultation: each says what it does before it is taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.http.request import HttpRequest
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from apps.assessments.consultation_models import ConsultationStatus
from apps.assessments.consultations import services
from apps.assessments.consultations.forms import PublishForm, StepForm
from apps.assessments.consultations.invitation_services import remind_contributors
from apps.assessments.consultations.records import publish_consultation
from apps.assessments.consultations.selectors import numbers_of
from apps.assessments.consultations.views import ConsultationMixin
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.policies import allowed


@dataclass(frozen=True)
class Step:
    """One verb: from which status, by which service, and in which words."""

    verb: str
    source: str
    title: Promise
    text: Promise
    done: Promise
    service: Callable[..., Any]
    form: type[forms.Form] = StepForm


STEPS: dict[str, Step] = {
    "open": Step(
        "open",
        ConsultationStatus.PREPARED,
        _("Open the consultation"),
        _(
            "The invitations leave, and contributors answer until the last day. The questions "
            "stand as they are from now on; you can invite more people and give more time."
        ),
        _("It is open. The invitations are on their way."),
        services.open_consultation,
    ),
    "remind": Step(
        "invite",
        ConsultationStatus.OPEN,
        _("Remind contributors"),
        _(
            "A mail goes to everybody who has not handed in answers, once a day at most. Nobody "
            "sees to whom: it would tell who answered anonymously."
        ),
        _("The reminders are on their way."),
        remind_contributors,
    ),
    "close": Step(
        "close",
        ConsultationStatus.OPEN,
        _("Close the consultation"),
        _(
            "No more answers are taken, for good. The anonymous ones come to you now, all at once "
            "and mixed."
        ),
        _("It is closed. All answers are here."),
        services.close_consultation,
    ),
    "finish": Step(
        "finish",
        ConsultationStatus.CLOSED,
        _("Send the responses"),
        _(
            "Everybody who answered gets a mail and reads what became of their answers. The "
            "responses stand as they are from now on."
        ),
        _("The responses are on their way."),
        services.finish_consultation,
    ),
    "publish": Step(
        "publish",
        ConsultationStatus.ANSWERED,
        _("Publish the record"),
        _(
            "The record holds the questions, the accepted answers and your responses. Only those "
            "stand with their name who wished it. It is never changed again."
        ),
        _("Published."),
        publish_consultation,
        PublishForm,
    ),
}


class ConsultationStepView(ConsultationMixin, FormView):  # type: ignore[type-arg]
    """Say what a step does, take it, and lead back."""

    template_name = "assessments/consultation_step.html"

    @cached_property
    def step(self) -> Step:
        try:
            return STEPS[self.kwargs["step"]]
        except KeyError as error:
            raise Http404 from error

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.actor.is_authenticated and self.may_open():
            consultation = self.consultation
            if not allowed(self.actor, self.step.verb, consultation):
                raise PermissionDenied
            if consultation.status != self.step.source:
                return self.out_of_turn()
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return self.step.form

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.consultation.version}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        given = dict(form.cleaned_data)
        if self.step.service is remind_contributors:
            given.pop("version")
        try:
            self.step.service(actor=self.actor, consultation=self.consultation, **given)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        except StaleVersionError:
            messages.warning(self.request, _("Somebody changed this meanwhile. Look again."))
            return redirect(self.consultation)
        except IllegalTransitionError:
            return self.out_of_turn()
        messages.success(self.request, str(self.step.done))
        return redirect(self.consultation)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def out_of_turn(self) -> HttpResponse:
        status = self.consultation.get_status_display()
        text = _("That is not possible now: %(status)s.") % {"status": status}
        messages.warning(self.request, text)
        return redirect(self.consultation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": self.step.title,
            "step": self.step,
            "numbers": numbers_of(self.consultation, self.actor),
        }
        return super().get_context_data(**{**context, **kwargs})
