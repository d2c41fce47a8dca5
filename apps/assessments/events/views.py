"""Pages of events between cycles: the list, one event, logging and changing it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.assessments.alert_models import Escalation
from apps.assessments.alerts.selectors import escalations
from apps.assessments.event_models import EventStatus, RiskEvent
from apps.assessments.events.exports import EVENTS
from apps.assessments.events.filters import EventFilter
from apps.assessments.events.forms import EventForm, WithdrawEventForm
from apps.assessments.events.selectors import events, factors_by_code
from apps.assessments.events.services import (
    change_event,
    log_event,
    usual_level,
    withdraw_event,
)
from apps.assessments.events.tables import KIND_TONES, OUTCOME_TONES, RELIABILITY_TONES, EventTable
from apps.assessments.events.trail import trail
from apps.assessments.rerating.selectors import judged_by
from apps.assessments.rerating_models import FactorRerating
from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.roles import APPROVERS, GOVERNMENT_READERS, GOVERNMENT_WRITERS
from focalpoint.views import (
    RecordCreateView,
    RecordDetailView,
    RecordListView,
    RecordUpdateView,
    ScopedMixin,
)


def may_log(actor: Actor) -> bool:
    """Whether the actor logs events of their own State."""
    country = actor.country
    office = actor.office_in(country.pk) if country else None
    if office is None:
        return False
    probe = RiskEvent(country=country, office_id=office)
    return allowed(actor, "create", probe)


class EventMixin(ScopedMixin):
    """Pages of events, for the people of a State's government."""

    model = RiskEvent
    roles = GOVERNMENT_READERS
    object: Any
    context_object_name: str | None = "record"

    def get_queryset(self) -> QuerySet[Any, Any]:
        return events(self.actor)


class EventListView(EventMixin, RecordListView):
    """What happened between the assessments, the newest first."""

    table_class = EventTable
    filterset_class = EventFilter
    export = EVENTS

    def get_queryset(self) -> QuerySet[Any, Any]:
        """What was withdrawn is listed for who asks for it."""
        rows = super().get_queryset()
        return rows if self.request.GET.get("status") else rows.filter(status=EventStatus.LOGGED)

    def get_table(self, **kwargs: Any) -> Any:
        table = super().get_table(**kwargs)
        table.names = factors_by_code()
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        new = {"label": _("Log an event"), "url": reverse("event-create"), "icon": "plus"}
        may = may_log(self.actor)
        alerts = {
            "label": _("People to alert"),
            "url": reverse("alert-list-choose"),
            "icon": "urgent",
        }
        timeline = {
            "label": _("Timeline"),
            "url": reverse("event-timeline"),
            "icon": "timeline-event",
        }
        may_choose = bool(APPROVERS & self.actor.roles) and self.actor.country is not None
        context = {
            "title": _("Events"),
            "subtitle": _("What happened between the assessments, and which factors it bears on."),
            "breadcrumbs": trail()[:1],
            "page_actions": [
                *([timeline] if self.actor.country else []),
                *([alerts] if may_choose else []),
                *([{**new, "primary": True, "shortcut": "c"}] if may else []),
            ],
            "empty": {
                "icon": "bolt",
                "title": _("No event yet"),
                "text": _(
                    "Log what may change a risk: an election called off, an attack, a peace deal."
                ),
                **({"url": new["url"], "action": new["label"]} if may else {}),
            },
        }
        return super().get_context_data(**{**context, **kwargs})


class EventDetailView(EventMixin, RecordDetailView):
    """One event, how it is known, and what it bears on."""

    template_name = "assessments/events/detail.html"
    verbs = ("change", "withdraw")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event, me = self.object, self.actor.user_id
        names = factors_by_code() if event.factors else {}
        raised: list[Any] = list(escalations(self.actor).filter(event=event))
        for each in raised:
            each.event = event
            each.mine = next((a for a in each.alerts.all() if a.person_id == me), None)
            each.unheard = [a for a in each.alerts.all() if a.acknowledged_at is None]
            each.may_decide = each.is_open and allowed(self.actor, "decide", each)
            each.may_rerate = allowed(self.actor, "create", FactorRerating(country=event.country))
        context = {
            "title": event.title,
            "subtitle": event.reference,
            "breadcrumbs": trail(),
            "factors": [names.get(code, code) for code in event.factors],
            "judged_by_it": judged_by(event, self.actor) if event.is_withdrawn else [],
            "escalations": raised,
            "outcome_tones": OUTCOME_TONES,
            "may_escalate": allowed(self.actor, "create", Escalation(event=event)),
            "today": event.country.local_date(timezone.now()),
            "kind_tones": KIND_TONES,
            "reliability_tones": RELIABILITY_TONES,
        }
        return super().get_context_data(**{**context, **kwargs})


class EventCreateView(EventMixin, RecordCreateView):
    """Log what happened."""

    roles = GOVERNMENT_WRITERS
    form_class = EventForm
    success_message = gettext_lazy("The event is logged.")
    object = None

    def get_initial(self) -> dict[str, Any]:
        return {"visibility": usual_level(self.actor, self.actor.country)}

    def save(self, form: Any) -> RiskEvent:
        return log_event(actor=self.actor, country=self.actor.country, fields=form.changes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {
            "title": _("Log an event"),
            "submit": _("Log it"),
            "breadcrumbs": trail(),
            "cancel_url": reverse("event-list"),
        }
        return super().get_context_data(**{**context, **kwargs})


class EventUpdateView(EventMixin, RecordUpdateView):
    """Correct or complete what is known of an event."""

    roles = GOVERNMENT_WRITERS
    form_class = EventForm
    success_message = gettext_lazy("The event is saved.")

    def save(self, form: Any) -> RiskEvent:
        return change_event(
            actor=self.actor,
            event=self.object,
            changes=form.changes,
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event = self.object
        context = {
            "title": _("Edit the event"),
            "country": event.country,
            "breadcrumbs": [*trail(), (event.reference, event.get_absolute_url())],
            "cancel_url": event.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})


class EventWithdrawView(EventMixin, RecordUpdateView):
    """Take back an event that was logged by mistake."""

    roles = GOVERNMENT_WRITERS
    verb = "withdraw"
    form_class = WithdrawEventForm
    template_name = "assessments/events/withdraw.html"
    success_message = gettext_lazy("Withdrawn. The event stays to be seen, and counts for nothing.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.get_object()
        if found.is_withdrawn:
            messages.info(request, _("It was withdrawn before."))
            return HttpResponseRedirect(found.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def save(self, form: Any) -> RiskEvent:
        return withdraw_event(
            actor=self.actor,
            event=self.object,
            reason=form.cleaned_data["reason"],
            version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event = self.object
        waiting = [each for each in escalations(self.actor).filter(event=event) if each.is_open]
        context = {
            "title": _("Withdraw this event"),
            "subtitle": event.title,
            "country": event.country,
            "submit": _("Withdraw it"),
            "waiting": len(waiting),
            "judged_by_it": judged_by(event, self.actor),
            "breadcrumbs": [*trail(), (event.reference, event.get_absolute_url())],
            "cancel_url": event.get_absolute_url(),
        }
        return super().get_context_data(**{**context, **kwargs})
