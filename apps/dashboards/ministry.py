"""The workplace of a ministry: what its institution owes, beside where the State stands."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from apps.actions.models import UNFINISHED, Action, ActionLink, by_deadline
from apps.assessments.independent.selectors import owed_by
from apps.countries.models import Country, Institution, Kind
from apps.dashboards.state_sheet import document_of
from apps.dashboards.waiting import SHOWN, dates_of_institutions, stages_of_institutions
from apps.engagement.selectors import next_review
from apps.treaties.fact_sheet import DOCUMENT
from apps.treaties.marks import TONES
from apps.treaties.measures.selectors import checklists
from apps.treaties.obligations.selectors import next_reports
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing, TreatyStatus
from apps.treaties.views import AsOfMixin, reach_before, summary
from focalpoint.actors import Actor
from focalpoint.pdf import pdf_response, render_pdf
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.views import ActorRequiredMixin


@dataclass(frozen=True)
class Owed:
    """The unfinished actions of an institution: the next ones, and how many there are."""

    actions: tuple[Action, ...]
    total: int
    overdue: int
    soon: int

    @property
    def more(self) -> int:
        return self.total - len(self.actions)


def owed_by_institutions(actor: Actor, today: dt.date) -> Owed:
    """What the actor's institutions own or lead and have not finished, by deadline. Two queries."""
    rows = Action.objects.visible_to(actor).of_institutions_of(actor).unfinished()
    counts = rows.order_by().aggregate(
        total=Count("pk"),
        overdue=Count("pk", filter=by_deadline("overdue", today)),
        soon=Count("pk", filter=by_deadline("soon", today)),
    )
    next_ones = rows.select_related("assignee").order_by("due_on", "-priority", "id")[:SHOWN]
    return Owed(actions=tuple(next_ones), **counts)


def actions_per_treaty(actor: Actor, country: Country) -> dict[uuid.UUID, int]:
    """How many unfinished actions of the State serve each instrument, as far as the actor reads."""
    links = ActionLink.objects.visible_to(actor).filter(
        Q(treaty__isnull=False),
        action__country=country,
        action__status__in=UNFINISHED,
        action__archived_at=None,
    )
    return dict(links.order_by().values_list("treaty_id").annotate(Count("action", distinct=True)))


# What asks for a decision stands first.
URGENCY = (
    Standing.SIGNED,
    Standing.PROVISIONAL,
    Standing.NOT_PARTY,
    Standing.WITHDRAWN,
    Standing.PARTY,
    Standing.NOT_OPEN,
)


def by_urgency(statuses: list[TreatyStatus]) -> list[tuple[str, list[TreatyStatus]]]:
    """Statuses under the words of their standing: what is unfinished first, parties last.

    A party that is leaving stands before all.
    """
    leaving = [status for status in statuses if status.is_leaving]
    groups = [(_("Withdrawal under way"), leaving)]
    for standing in URGENCY:
        rows = [s for s in statuses if s.standing == standing and not s.is_leaving]
        groups.append((str(standing.label), rows))
    return [(label, rows) for label, rows in groups if rows]


class MinistryMixin(ActorRequiredMixin):
    """For the government of a State, on its own State."""

    roles = GOVERNMENT_READERS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # An auditor may serve the network: then no State's ministries are theirs to see.
        if self.actor.is_authenticated and self.actor.country is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def state(self) -> Country:
        country: Country = self.actor.country
        return country

    @property
    def today(self) -> dt.date:
        """The date in the capital."""
        return self.state.local_date(timezone.now())


class MinistryView(MinistryMixin, TemplateView):
    """``/ministry/``: what the institution owes beside where the State stands on the treaties."""

    template_name = "dashboards/ministry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        country, today = self.state, self.today
        table = treaty_statuses(as_of=today, countries=[country])
        statuses = list(table.of_country(country))
        offices = Institution.objects.visible_to(self.actor).filter(pk__in=self.actor.offices)
        extra = {
            "title": _("Ministry"),
            "subtitle": " · ".join(
                [*(office.name for office in offices), date_format(today, "DATE_FORMAT")]
            ),
            "today": today,
            "as_of": today,
            "owed": owed_by_institutions(self.actor, today),
            "review": next_review(country, today),
            "summary": summary(statuses),
            "groups": by_urgency(statuses),
            "working": actions_per_treaty(self.actor, country),
            "reports": next_reports(self.actor, country, today),
            "laws": checklists(table.treaties, country, self.actor, today),
            "reach": reach_before(table, country),
            "tones": TONES,
            "total": len(statuses),
            "page_actions": [
                {"label": _("Beside our group"), "url": reverse("treaty-peers"), "icon": "users"},
                {"label": _("Year planner"), "url": reverse("planner"), "icon": "calendar-time"},
                {
                    "label": _("Fact sheet (PDF)"),
                    "url": reverse("state-fact-sheet", args=[country.code]),
                    "icon": "file-type-pdf",
                },
            ],
        }
        return super().get_context_data(**{**extra, **kwargs})


class StateFactSheetView(AsOfMixin, View):
    """``/states/<code>/fact-sheet/``: a State on paper, as far as the reader sees it."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        shown = Country.objects.exclude(kind=Kind.OTHER)
        if not self.actor.reads_network:
            home = self.actor.country
            shown = shown.filter(pk__in=[home.pk] if home else [])
        state = get_object_or_404(shown, code=code.upper())
        name = f"fact-sheet-{state.code}-{self.as_of.isoformat()}"
        data = document_of(self.actor, state, self.as_of)
        return pdf_response(render_pdf(DOCUMENT, data), name)


class MinistryWaitingView(MinistryMixin, TemplateView):
    """What waits for the institution, as a part of the page; a page of its own without scripts."""

    template_name = "dashboards/ministry_waiting.html"

    def get_template_names(self) -> list[str]:
        part = "dashboards/includes/ministry_waiting.html"
        htmx = self.request.htmx  # type: ignore[attr-defined]
        return [part if htmx else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = stages_of_institutions(self.actor, self.state)
        extra = {
            "title": _("What waits for us"),
            "breadcrumbs": [(_("Ministry"), reverse("ministry"))],
            "waiting": waiting[:SHOWN],
            "more": max(len(waiting) - SHOWN, 0),
            "ratings": owed_by(self.actor)[: SHOWN + 1],
            "shown": SHOWN,
            "dates": dates_of_institutions(self.actor, self.state, self.today),
            "today": self.today,
        }
        return super().get_context_data(**{**extra, **kwargs})
