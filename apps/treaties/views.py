"""The treaty pages: where a State, or all States, stand on each instrument on a date."""

import datetime as dt
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from apps.countries.models import Country
from apps.treaties.depositaries import depositary_url
from apps.treaties.exports import STATUSES, TREATY_ACTIONS, status_rows
from apps.treaties.fact_sheet import DOCUMENT, document_of
from apps.treaties.filters import TreatyActionFilter
from apps.treaties.forms import SHOW, StatusQuery
from apps.treaties.marks import TONES
from apps.treaties.measures.selectors import requirements
from apps.treaties.models import Category, Treaty, TreatyAction
from apps.treaties.selectors import (
    gap_figures,
    treaty_counts,
    treaty_statuses,
)
from apps.treaties.statements.exports import STATEMENTS
from apps.treaties.statements.selectors import stated_on
from apps.treaties.status import Standing, StatusTable, TreatyStatus
from apps.treaties.timeline import treaty_timeline
from focalpoint.exports.reading import Rows
from focalpoint.names import named
from focalpoint.pdf import pdf_response, render_pdf
from focalpoint.roles import GOVERNMENT_READERS, NETWORK_READERS
from focalpoint.views import ActorRequiredMixin, ExportMixin, ListExportView, menu_of


class AsOfMixin(ActorRequiredMixin):
    """A page on one date (``as_of``) and one State: the reader's own, or ``country``."""

    roles = GOVERNMENT_READERS | NETWORK_READERS

    @cached_property
    def query(self) -> StatusQuery:
        return StatusQuery(self.request.GET, chooses_state=self.actor.reads_network)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked for, as far as it is valid; the rest is as if not asked."""
        self.query.is_valid()
        return self.query.cleaned_data

    @cached_property
    def today(self) -> dt.date:
        """The date in the capital of the reader's State."""
        home: Country | None = self.actor.country
        return home.local_date(timezone.now()) if home else timezone.now().date()

    @property
    def as_of(self) -> dt.date:
        return self.asked.get("as_of") or self.today

    @property
    def state(self) -> Country | None:
        """The State shown; ``None`` for all Member States together."""
        chosen: Country | None = self.asked.get("country")
        # An empty choice is a choice too: a focal point may look at all States.
        if chosen is None and "country" in self.request.GET and self.actor.reads_network:
            return None
        return chosen or self.actor.country

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "country": self.state,
            "as_of": self.as_of,
            "is_today": self.as_of == self.today,
            "query": self.query,
            "kept": self.kept(),
            "tones": TONES,
        }
        return super().get_context_data(**{**extra, **kwargs})

    def kept(self) -> str:
        """The query string that keeps date and State from page to page."""
        query = self.request.GET.copy()
        for name in list(query):
            # An empty State stands for all of them, an empty date for today.
            if name not in ("as_of", "country") or (name == "as_of" and not query[name]):
                del query[name]
        return f"?{query.urlencode()}" if query else ""


class TreatyListView(ExportMixin, AsOfMixin, TemplateView):
    """``/treaties/``: the instruments with the State's status, or the counts of all States.

    The file holds the statuses themselves, also those behind the counts.
    """

    template_name = "treaties/treaty_list.html"
    export = STATUSES

    @property
    def export_state(self) -> Country | None:
        return self.state

    @property
    def export_day(self) -> dt.date:
        return self.as_of

    def export_rows(self) -> Rows | None:
        if not self.query.is_valid():
            return None
        states = [self.state] if self.state else list(Country.objects.member_states())
        table = treaty_statuses(as_of=self.as_of, countries=states)
        return status_rows(table, states, self.is_shown)

    def export_menu(self) -> list[dict[str, Any]]:
        others = ((TREATY_ACTIONS, "treaty-action-export"), (STATEMENTS, "treaty-statements"))
        return [*super().export_menu(), *(menu_of(file, reverse(name)) for file, name in others)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.state
        table = treaty_statuses(as_of=self.as_of, countries=[state] if state else None)
        extra = self.of_state(state, table) if state else self.of_all(table)
        extra |= {
            "title": _("Treaties"),
            "subtitle": _("What States have signed, ratified and left"),
            "reach": reach_before(table, state),
            "filter": SimpleNamespace(form=self.query),
            "page_actions": [
                {
                    "label": _("Beside our group") if state else _("A State beside its group"),
                    "url": reverse("treaty-peers") + self.kept(),
                    "icon": "users",
                },
                {
                    "label": _("What changed"),
                    "url": reverse("treaty-changes") + self.of_the_state(),
                    "icon": "arrows-diff",
                },
                {
                    "label": _("Statements"),
                    "url": reverse("treaty-statements") + self.of_the_state(),
                    "icon": "quote",
                },
            ],
        }
        return super().get_context_data(**{**extra, **kwargs})

    def of_state(self, state: Country, table: StatusTable) -> dict[str, Any]:
        statuses = list(table.of_country(state))
        shown = [status for status in statuses if self.is_shown(status)]
        return {
            "groups": by_category(shown),
            "summary": summary(statuses),
            "total": len(statuses),
            "links": {show: self.link(show) for show, _label in SHOW if show},
        }

    def of_all(self, table: StatusTable) -> dict[str, Any]:
        category = self.asked.get("category")
        counts = [
            row for row in treaty_counts(table) if category in (None, "", row.treaty.category)
        ]
        return {"counts": counts, "gaps": gap_figures(table)}

    def of_the_state(self) -> str:
        """The query string that narrows another page to the State shown."""
        return f"?country={self.state.code}" if self.state else ""

    def link(self, show: str) -> str:
        """The address of this page with another choice of what it shows."""
        query = self.request.GET.copy()
        query["show"] = show
        return f"?{query.urlencode()}"

    def is_shown(self, status: TreatyStatus) -> bool:
        category, show = self.asked.get("category"), self.asked.get("show")
        if category and status.treaty.category != category:
            return False
        wanted = {
            "signed": {Standing.SIGNED},
            "outside": {Standing.NOT_PARTY, Standing.WITHDRAWN},
            "party": {Standing.PARTY, Standing.PROVISIONAL},
        }
        return status.standing in wanted.get(show or "", set(Standing))


class TreatyActionExportView(ListExportView):
    """What participants did on the instruments, as a file; public reference data."""

    roles = GOVERNMENT_READERS | NETWORK_READERS
    model = TreatyAction
    filterset_class = TreatyActionFilter
    export = TREATY_ACTIONS
    export_home = False
    ordering = ("treaty__order", "country__name", "date", "id")

    def get_queryset(self) -> Any:
        return TreatyAction.objects.all()


class TreatyMixin(AsOfMixin):
    """One instrument, with what is told of it on the page and on paper."""

    kwargs: dict[str, Any]

    @cached_property
    def treaty(self) -> Treaty:
        rows = Treaty.objects.select_related("body", "parent", "open_to")
        code = self.kwargs["code"]
        # No text of the database holds a NUL.
        treaty = None if "\0" in code else rows.filter(code=code).first()
        if treaty is None:
            raise Http404
        return treaty

    def told(self) -> dict[str, Any]:
        """``counts`` of the instrument; ``status`` of the State, if any, and the ``timeline``."""
        treaty, state = self.treaty, self.state
        table = treaty_statuses(as_of=self.as_of, treaties=[treaty])
        status = table.of(treaty, state) if state else None
        (counts,) = treaty_counts(table)
        return {
            "status": status,
            "counts": counts,
            "timeline": treaty_timeline(treaty, state, status),
            "reach": reach_before(table, state),
        }


class TreatyDetailView(TreatyMixin, TemplateView):
    """``/treaties/<code>/``: one instrument, what it asks, and what the State did on it."""

    template_name = "treaties/treaty_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        treaty, state = self.treaty, self.state
        sheet = reverse("treaty-fact-sheet", args=[treaty.code]) + self.kept()
        extra: dict[str, Any] = {
            **self.told(),
            "title": str(treaty),
            "subtitle": named(treaty.full_title),
            "breadcrumbs": [(_("Treaties"), reverse("treaty-list") + self.kept())],
            "page_actions": [
                {"label": _("Fact sheet (PDF)"), "url": sheet, "icon": "file-type-pdf"}
            ],
            "treaty": treaty,
            "depositary_url": depositary_url(treaty),
            "is_own": state is not None and state == self.actor.country,
            "protocols": treaty.protocols.all(),
            "stated": stated_on(treaty, state, self.as_of) if state else None,
        }
        return super().get_context_data(**{**extra, **kwargs})


class TreatyFactSheetView(TreatyMixin, View):
    """``/treaties/<code>/fact-sheet/``: the same on paper."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        told = self.told()
        told.pop("reach")
        asked = requirements(self.treaty)
        data = document_of(self.treaty, state=self.state, asked=asked, as_of=self.as_of, **told)
        name = f"fact-sheet-{self.treaty.code}-{self.as_of.isoformat()}"
        return pdf_response(render_pdf(DOCUMENT, data), name)


def summary(statuses: list[TreatyStatus]) -> dict[str, int]:
    """How many instruments stand where, for the figures above the table."""
    standings = [status.standing for status in statuses]
    return {
        "party": standings.count(Standing.PARTY),
        "signed": standings.count(Standing.SIGNED),
        "outside": standings.count(Standing.NOT_PARTY) + standings.count(Standing.WITHDRAWN),
        "provisional": standings.count(Standing.PROVISIONAL),
        "leaving": sum(status.is_leaving for status in statuses),
    }


def by_category(statuses: list[TreatyStatus]) -> list[tuple[str, list[TreatyStatus]]]:
    """Statuses under the names of the fields of law, in the order of the catalogue."""
    order = list(Category.values)
    ordered = sorted(statuses, key=lambda s: (order.index(s.treaty.category), s.treaty.order))
    return [
        (str(Category(category).label), list(rows))
        for category, rows in groupby(ordered, key=lambda s: s.treaty.category)
    ]


def reach_before(table: StatusTable, state: Country | None) -> dict[str, dt.date] | None:
    """Between which dates the records end, if they end before the date asked for.

    The record of a training State is invented, and complete.
    """
    if state is not None and state.is_training:
        return None
    dates = [
        reach.actions
        for treaty in table.treaties
        if (reach := table.reach.get(treaty.pk)) and reach.actions
    ]
    if not dates or min(dates) >= table.as_of:
        return None
    return {"first": min(dates), "last": max(dates)}
