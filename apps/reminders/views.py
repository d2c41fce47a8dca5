"""What becomes of the reminders of a State."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView

from apps.accounts.forms import ReasonForm
from apps.countries.known import KNOWN_STATES
from apps.reminders import selectors, services
from apps.reminders.exports import COMING, DELIVERIES
from apps.reminders.filters import DeliveryFilter
from apps.reminders.models import Digest, DigestState
from apps.reminders.watch import health
from focalpoint.exports.reading import Rows
from focalpoint.policies import allowed, authorize
from focalpoint.roles import FOCAL_POINT_OFFICE
from focalpoint.ui.tones import ToneMap
from focalpoint.views import ActorRequiredMixin, ExportMixin, ScopedMixin
from focalpoint.views.exports import spoken_filters

OF_LINE = ("title", "reference", "due_on", "is_training")
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
                parts.append(("reminder-rules", _("Rules"), "adjustments"))
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


class ReminderScheduleView(ExportMixin, RemindersMixin, TemplateView):
    """What the State's people will be reminded of in the coming days, should nothing change."""

    template_name = "reminders/schedule.html"
    roles = FOCAL_POINT_OFFICE
    export = COMING

    def export_rows(self) -> Rows:
        code = KNOWN_STATES[self.state].code
        return [
            {
                "country": code,
                **{name: getattr(planned.line, name) for name in OF_LINE},
                "day": planned.day,
                "recipient": str(planned.recipient),
                "offset_days": planned.offset_days,
            }
            for planned in self.planned()
        ]

    @property
    def state(self) -> UUID:
        """The one whose focal point or deputy looks."""
        return min(self.actor.countries_as(FOCAL_POINT_OFFICE))

    def planned(self) -> list[selectors.Planned]:
        return selectors.planned(self.actor, self.state, now=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(planned=self.planned(), days=selectors.DAYS_AHEAD, **kwargs)


class ReminderDeliveriesView(ExportMixin, RemindersMixin, ListView):
    """What became of the messages: sent, waiting, or failed with the server's answer."""

    template_name = "reminders/deliveries.html"
    paginate_by = 50
    roles = selectors.OFFICE
    export = DELIVERIES

    def export_rows(self) -> Rows | None:
        chosen = self.filterset
        return chosen.qs if not chosen.is_bound or chosen.form.is_valid() else None

    def export_filters(self) -> Mapping[str, str]:
        return spoken_filters(self.filterset)

    @cached_property
    def filterset(self) -> DeliveryFilter:
        rows = selectors.deliveries(self.actor)
        return DeliveryFilter(self.request.GET or None, rows, request=self.request)

    def get_queryset(self) -> QuerySet[Digest]:
        rows: QuerySet[Digest] = self.filterset.qs
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "filter": self.filterset,
            "filter_keep": [],
            "states": self.states(),
            "health": health(timezone.now()),
            "rows": [(d, allowed(self.actor, "retry", d)) for d in context["object_list"]],
        }

    def states(self) -> list[dict[str, Any]]:
        """Tabs by state; each counts the rows that it lists under the other filters."""
        asked = self.request.GET.copy()
        chosen = asked.pop("state", [""])[0]
        for parameter in ("page", "format"):
            asked.pop(parameter, None)
        others = DeliveryFilter(asked, selectors.deliveries(self.actor), request=self.request)
        counts = selectors.counts_by_state(others.qs)
        tabs = [("", _("All"), sum(counts.values()))]
        tabs += [(s.value, str(s.label), counts[s.value]) for s in DigestState]
        return [
            {
                "label": label,
                "count": number,
                "active": value == chosen,
                "url": f"?{urlencode({**asked.dict(), **({'state': value} if value else {})})}",
            }
            for value, label, number in tabs
        ]


class DigestRetryView(ScopedMixin, FormView):
    """Ask why, then try a failed message again."""

    model = Digest
    form_class = ReasonForm
    template_name = "generic/confirm.html"

    @cached_property
    def digest(self) -> Digest:
        found: Digest = get_object_or_404(
            self.get_queryset().select_related("recipient"), pk=self.kwargs["pk"]
        )
        authorize(self.actor, "retry", found)
        return found

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        services.retry_digest(
            actor=self.actor, digest=self.digest, now=timezone.now(), reason=reason
        )
        messages.success(self.request, _("The message is tried again within a minute."))
        return HttpResponseRedirect(reverse("reminder-deliveries"))

    def form_invalid(self, form: ReasonForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        digest = self.digest
        question = _("Try the message of %(day)s to %(person)s again?")
        day = date_format(digest.local_date, "DATE_FORMAT")
        return super().get_context_data(
            title=_("Try again"),
            question=question % {"day": day, "person": digest.recipient},
            text=digest.last_error,
            confirm=_("Try again"),
            tone="primary",
            cancel_url=reverse("reminder-deliveries"),
            breadcrumbs=[(_("Deliveries"), reverse("reminder-deliveries"))],
            **kwargs,
        )
