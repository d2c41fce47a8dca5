"""What becomes of the reminders of a State."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from apps.reminders import selectors, services
from apps.reminders.exports import DELIVERIES
from apps.reminders.models import Digest, DigestState
from focalpoint.exports.reading import Rows
from focalpoint.policies import allowed
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.ui.tones import ToneMap
from focalpoint.views import ActorRequiredMixin, ExportMixin, ScopedMixin

TONES: ToneMap = {
    "pending": ("progress", "hourglass"),
    "sent": ("success", "mail-check"),
    "failed": ("danger", "mail-x"),
    "bounced": ("danger", "mail-exclamation"),
    "empty": ("neutral", "mail-off"),
}


class RemindersMixin(ActorRequiredMixin):
    """What the pages of reminders share: their tabs."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = [("reminder-list", _("Inbox"), "inbox")]
        if selectors.OFFICE & self.actor.roles:
            if self.actor.country:
                parts.append(("reminder-schedule", _("Coming up"), "calendar-clock"))
            parts.append(("reminder-deliveries", _("Deliveries"), "mail"))
        tabs = [
            {
                "label": label,
                "url": reverse(name),
                "icon": icon,
                "active": self.request.path == reverse(name),
            }
            for name, label, icon in parts
        ]
        extra = {"title": _("Reminders"), "tabs": tabs if len(tabs) > 1 else None, "tones": TONES}
        return super().get_context_data(**{**extra, **kwargs})


class ReminderScheduleView(RemindersMixin, TemplateView):
    """What the State's people will be reminded of in the coming days, should nothing change."""

    template_name = "reminders/schedule.html"
    roles = FOCAL_POINT_OFFICE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [country_id, *_others] = sorted(self.actor.countries_as(FOCAL_POINT_OFFICE))
        planned = selectors.planned(self.actor, country_id, now=timezone.now())
        return super().get_context_data(planned=planned, days=selectors.DAYS_AHEAD, **kwargs)


class ReminderDeliveriesView(ExportMixin, RemindersMixin, ListView):
    """What became of the messages: sent, waiting, or failed with the server's answer."""

    template_name = "reminders/deliveries.html"
    paginate_by = 50
    roles = selectors.OFFICE
    export = DELIVERIES

    def export_rows(self) -> Rows | None:
        return self.get_queryset()

    def get_queryset(self) -> QuerySet[Digest]:
        rows = selectors.deliveries(self.actor)
        state = self.request.GET.get("state")
        return rows.filter(state=state) if state in DigestState.values else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        counts = selectors.delivery_counts(self.actor)
        return {
            **context,
            "states": [(s.value, s.label, counts[s.value]) for s in DigestState],
            "chosen": self.request.GET.get("state", ""),
            "rows": [(d, allowed(self.actor, "retry", d)) for d in context["object_list"]],
        }


class DigestRetryView(ScopedMixin, View):
    """POST: try a failed message again."""

    http_method_names = ("post", "options")
    model = Digest

    def post(self, request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        digest = get_object_or_404(self.get_queryset(), pk=pk)
        services.retry_digest(actor=self.actor, digest=digest, now=timezone.now())
        messages.success(request, _("The message is tried again within a minute."))
        return HttpResponseRedirect(reverse("reminder-deliveries"))
