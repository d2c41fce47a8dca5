"""Pages of escalations: whom to alert, the alert itself, taking note, and the decision."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from apps.accounts.models import User
from apps.assessments.alert_models import Alert, Escalation
from apps.assessments.alerts.forms import AlertListForm, DecisionForm, EscalationForm
from apps.assessments.alerts.selectors import (
    Audience,
    alert_list,
    audience,
    chosen,
    escalations,
    reachable,
)
from apps.assessments.alerts.services import (
    acknowledge_alert,
    choose_alerted,
    decide_escalation,
    escalate_event,
)
from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import events
from apps.assessments.events.trail import trail
from apps.assessments.merged_parts import add_errors
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS, GOVERNMENT_WRITERS
from focalpoint.views import ActorRequiredMixin, RecordUpdateView, ScopedMixin


class AlertListView(ActorRequiredMixin, View):
    """Whom the State alerts when an event is escalated."""

    roles = APPROVERS
    http_method_names: Any = ("get", "head", "post", "options")

    @property
    def country(self) -> Any:
        if self.actor.country is None:
            raise PermissionDenied
        return self.actor.country

    @cached_property
    def offered(self) -> list[tuple[str, str]]:
        """Those who can be chosen, and those chosen who have left."""
        there = reachable(self.country, self.actor)
        known = [(str(pk), f"{each} ({each.posts})") for pk, each in there.items()]
        gone = User.objects.filter(pk__in=set(self.chosen) - set(there)).order_by("name")
        left = [(str(p.pk), _("%(person)s (has left)") % {"person": p}) for p in gone]
        return [*known, *left]

    @cached_property
    def chosen(self) -> list[Any]:
        return chosen(self.country, self.actor)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = alert_list(self.country, self.actor)
        initial = {"version": found.version if found else 0, "people": map(str, self.chosen)}
        return self.shown(AlertListForm(initial=initial, offered=self.offered))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AlertListForm(request.POST, offered=self.offered)
        if not form.is_valid():
            return self.shown(form, status=422)
        known = {str(pk): pk for pk in (*reachable(self.country, self.actor), *self.chosen)}
        try:
            choose_alerted(
                actor=self.actor,
                country=self.country,
                people={known[pk] for pk in form.cleaned_data["people"]},
                version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.shown(form, status=422)
        except StaleVersionError:
            messages.warning(request, _("Somebody chose anew meanwhile. Look again."))
        else:
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("alert-list-choose"))

    def shown(self, form: AlertListForm, *, status: int = 200) -> HttpResponse:
        found = alert_list(self.country, self.actor)
        context = {
            "title": _("People to alert"),
            "subtitle": _("Whom the State alerts at once when an event is escalated."),
            "country": self.country,
            "breadcrumbs": trail(),
            "form": form,
            "history": history_of(found) if found else None,
            "audience": audience(self.country, self.actor),
            "cancel_url": reverse("event-list"),
        }
        return render(self.request, "assessments/events/alert_list.html", context, status=status)


class EscalateView(ScopedMixin, View):
    """Take an event to those whom the State has chosen."""

    model = RiskEvent
    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("get", "head", "post", "options")

    @cached_property
    def event(self) -> RiskEvent:
        found: RiskEvent = get_object_or_404(events(self.actor), reference=self.kwargs["reference"])
        if not allowed(self.actor, "create", Escalation(event=found)):
            raise PermissionDenied
        return found

    @cached_property
    def audience(self) -> Audience:
        return audience(self.event.country, self.actor)

    def form(self, data: Any = None) -> EscalationForm:
        outside = self.audience.shut_out(self.event, self.event.visibility)
        return EscalationForm(data, outside=outside)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            made = escalate_event(actor=self.actor, event=self.event, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return self.shown(form, status=422)
        messages.success(request, _("Escalated. Those alerted are told at once."))
        return HttpResponseRedirect(made.get_absolute_url())

    def shown(self, form: EscalationForm, *, status: int = 200) -> HttpResponse:
        own = self.event.get_absolute_url()
        context = {
            "title": _("Escalate this event"),
            "subtitle": self.event.title,
            "country": self.event.country,
            "breadcrumbs": [*trail(), (self.event.reference, own)],
            "form": form,
            "audience": self.audience,
            "may_choose": bool(APPROVERS & self.actor.roles),
            "submit": _("Alert them"),
            "cancel_url": own,
        }
        return render(self.request, "assessments/events/escalate.html", context, status=status)


class AcknowledgeView(ScopedMixin, View):
    """Take note of an alert to oneself."""

    model = Alert
    roles = GOVERNMENT_WRITERS
    http_method_names: Any = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.get_queryset().select_related("escalation__event")
        alert = get_object_or_404(rows, pk=kwargs["pk"])
        acknowledge_alert(actor=self.actor, alert=alert)
        messages.success(request, _("Noted: the others see that you know."))
        return HttpResponseRedirect(alert.escalation.get_absolute_url())


class DecideView(RecordUpdateView):
    """Record what is decided about an escalation, once."""

    model = Escalation
    roles = GOVERNMENT_WRITERS
    form_class = DecisionForm
    verb = "decide"
    success_message = gettext_lazy("The decision is recorded. Those alerted are told.")
    object: Any

    def get_queryset(self) -> QuerySet[Any, Any]:
        return escalations(self.actor)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.get_object()
        if not found.is_open:
            messages.info(request, _("It was decided before; the decision stays as it is."))
            return HttpResponseRedirect(found.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> Escalation:
        given = form.cleaned_data
        return decide_escalation(
            actor=self.actor,
            escalation=self.object,
            outcome=given["outcome"],
            decision=given["decision"],
            version=given["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event = self.object.event
        context = {
            "title": _("Decide"),
            "subtitle": event.title,
            "country": event.country,
            "intro": self.object.message,
            "submit": _("Record the decision"),
            "breadcrumbs": [*trail(), (event.reference, event.get_absolute_url())],
            "cancel_url": self.object.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})
