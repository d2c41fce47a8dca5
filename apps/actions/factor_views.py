"""The page of the levels in force: every factor of the State, on any date."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.actions.exports import FACTORS_NOW
from apps.actions.factors import FactorsNow, Standing, factors_now
from apps.assessments.rerating.forms import DayForm
from apps.assessments.rerating.views import may_rerate
from apps.assessments.views import TONES
from apps.countries.models import Country
from focalpoint.views import ExportMixin


class FactorsNowView(ExportMixin, TemplateView):
    """How each factor is judged, since when, and what has happened and is done about it."""

    template_name = "actions/factors_now.html"
    export = FACTORS_NOW

    def may_open(self) -> bool:
        """Only for those who read what their own government keeps."""
        return bool(self.actor.read_states)

    @cached_property
    def state(self) -> Country:
        if self.actor.country is None:
            raise Http404
        own: Country = self.actor.country
        return own

    @cached_property
    def today(self) -> dt.date:
        return self.state.local_date(timezone.now())

    @cached_property
    def form(self) -> DayForm:
        return DayForm(self.request.GET)

    @cached_property
    def day(self) -> dt.date:
        return self.form.day(self.today)

    @cached_property
    def found(self) -> FactorsNow | None:
        return factors_now(self.state, self.actor, on=self.day)

    @property
    def export_day(self) -> dt.date:
        return self.day

    def export_rows(self) -> list[Mapping[str, Any]] | None:
        if not self.form.is_valid():
            return None
        return list(_exported(self.found, self.state))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.found
        context = {
            **TONES,
            "title": _("Factors now"),
            "page_actions": [
                {
                    "label": _("Timeline"),
                    "url": reverse("event-timeline"),
                    "icon": "timeline-event",
                }
            ],
            "subtitle": _("What was approved last, and what was judged anew since."),
            "country": self.state,
            "form": self.form,
            "as_of": self.day,
            "is_today": self.day == self.today,
            "found": found,
            "rows": found.rows if found else [],
            "gaps": [row for row in found.rows if row.is_gap] if found else [],
            "may_rerate": may_rerate(self.actor, self.state),
            "events_url": reverse("event-list"),
            "chain_url": reverse("action-chain"),
        }
        return super().get_context_data(**{**context, **kwargs})


def _exported(found: FactorsNow | None, country: Country) -> Iterator[dict[str, Any]]:
    for row in found.rows if found else ():
        yield {"country_id": str(country.pk), **_row(row), "reference": _reference(found)}


def _reference(found: FactorsNow | None) -> str:
    return found.in_force.basis.reference if found else ""


def _row(row: Standing) -> dict[str, Any]:
    now = row.now
    return {
        "code": now.code,
        "factor": now.title,
        "level": now.level,
        "since": now.since,
        "origin": now.origin,
        "approved": now.approved,
        "trend": now.trend,
        "confidence": now.confidence,
        "reason": now.rerating.reason if now.rerating else "",
        "events": row.events,
        "open": row.open,
    }
