"""The history of a State's focal points: mechanisms, tenures and vacancies, as of any date."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from apps.appointments.models import Appointment, NationalMechanism
from apps.appointments.selectors import appointments, mechanisms
from apps.appointments.tenures import Gap, gaps, served_days
from apps.countries.models import Country
from focalpoint.days import DayField
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_ROLES
from focalpoint.ui.widgets import DayInput
from focalpoint.views import ActorRequiredMixin


class AsOfForm(forms.Form):
    """The date of the page."""

    as_of = DayField(
        label=gettext_lazy("As of"),
        required=False,
        widget=DayInput(attrs={"class": "form-control"}),
    )


@dataclass(frozen=True)
class Line:
    """A tenure, or a vacancy, of the principal's post."""

    starts_on: dt.date
    ends_on: dt.date | None
    days: int
    appointment: Appointment | None = None


@dataclass(frozen=True)
class TenureHistory:
    """What was on a day, and before, newest first; each tenure with its days until then."""

    principals: list[Line]
    alternates: list[Line]
    mechanisms: list[NationalMechanism]
    vacancies: list[Gap]

    @property
    def vacant_days(self) -> int:
        """How long the post has been vacant, all vacancies together."""
        return sum(gap.days for gap in self.vacancies)


def tenure_history(country: Country, actor: Any, as_of: dt.date) -> TenureHistory:
    """The history of a State as ``actor`` may know it on ``as_of``; three queries.

    What lies after ``as_of`` is left out, the end of a tenure that then went on included.
    """
    begun = list(appointments(actor).filter(country=country, starts_on__lte=as_of))
    held = [row for row in begun if not row.is_alternate]
    vacant = gaps(held, as_of)
    lines = [_line(row, as_of) for row in held]
    lines += [Line(gap.starts_on, gap.ends_on, gap.days) for gap in vacant]
    known = mechanisms(actor).filter(country=country)
    return TenureHistory(
        principals=sorted(lines, key=lambda line: line.starts_on, reverse=True),
        alternates=[_line(row, as_of) for row in begun if row.is_alternate],
        mechanisms=_made(known, as_of),
        vacancies=vacant,
    )


def _made(known: Iterable[NationalMechanism], as_of: dt.date) -> list[NationalMechanism]:
    """Those that were there by the day, the newest first; one without a date since ever."""
    made = [row for row in known if (row.established_on or as_of) <= as_of]
    for row in made:
        if not row.is_dissolved_on(as_of):
            row.dissolved_on = None
    return sorted(made, key=lambda row: row.established_on or dt.date.min, reverse=True)


def _line(row: Appointment, as_of: dt.date) -> Line:
    ends_on = row.ends_on if row.ends_on is not None and row.ends_on <= as_of else None
    return Line(row.starts_on, ends_on, served_days(row, as_of), row)


class FocalPointHistoryView(ActorRequiredMixin, TemplateView):
    """Mechanisms, tenures and vacancies of one State."""

    roles = GOVERNMENT_READERS | NETWORK_ROLES
    template_name = "appointments/history.html"

    @cached_property
    def state(self) -> Country:
        code = self.kwargs["code"]
        if "\0" in code:
            # No text of the database holds it.
            raise Http404
        found: Country = get_object_or_404(Country, code=code)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, today = self.state, self.state.local_date(timezone.now())
        form = AsOfForm(self.request.GET or None)
        asked = form.cleaned_data["as_of"] if form.is_valid() else None
        as_of = asked or today
        context = {
            "title": _("History and vacancies"),
            "subtitle": str(state),
            "country": state,
            "form": form if form.is_bound else AsOfForm(initial={"as_of": today}),
            "as_of": as_of,
            "past": tenure_history(state, self.actor, as_of),
            "is_own": state.pk in self.actor.read_states,
            "breadcrumbs": [(_("Focal point"), reverse("focal-point", args=[state.code]))],
        }
        return super().get_context_data(**context, **kwargs)
