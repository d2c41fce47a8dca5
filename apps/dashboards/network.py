"""The coordinator's pages: States side by side, the map, vacancies, one State."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from apps.appointments.selectors import Coverage, focal_point_of, with_focal_points
from apps.catalogue.models import Item
from apps.countries.models import Country, Kind
from apps.dashboards.borders import map_rules, unsettled
from apps.dashboards.drill import BACK, PAGES, kept
from apps.dashboards.engaged import first_day
from apps.dashboards.exports import (
    VACANCIES,
    vacancy_rows,
)
from apps.dashboards.filters import NetworkFilter, StateDaysForm
from apps.dashboards.selectors import (
    shared_by,
    states_side_by_side,
)
from apps.dashboards.state_page import engagement_lines, step_lines
from apps.dashboards.worldmap import (
    FOCAL_POINTS,
    Fact,
    group_maps,
    groups_table,
    map_facts,
    map_legend,
    map_spec,
    map_table,
    map_themes,
)
from apps.recommendations.selectors import steps
from focalpoint.exports.reading import Rows
from focalpoint.views import ActorRequiredMixin, ExportMixin
from focalpoint.views.exports import spoken_filters

# The matrices, as tabs and as the way back to them.
_NAMES = {
    "network": gettext_lazy("Steps"),
    "network-treaties": gettext_lazy("Treaties"),
    "network-assessments": gettext_lazy("Assessments"),
    "network-engagement": gettext_lazy("Engagement"),
}


class ReadsNetworkMixin(ActorRequiredMixin):
    """For those who read what States share with the network."""

    def may_open(self) -> bool:
        return self.actor.reads_network


class NetworkMixin(ExportMixin, ReadsNetworkMixin):
    """Filters and the date of the page; page and file are read as of that date."""

    export_home = False
    filterset: type[NetworkFilter] = NetworkFilter
    # Whether the page says how many actions each State shares.
    counts_actions = False
    # The page under which it stands in the tabs, where that is another one.
    tab = ""

    @cached_property
    def filter(self) -> NetworkFilter:
        states: QuerySet[Country] = Country.objects.all()
        return self.filterset(self.request.GET, queryset=states, request=self.request)

    @cached_property
    def as_of(self) -> dt.date:
        """The date asked for, else today: one for all States, and so that of the reader's clock."""
        asked = self.filter.form.cleaned_data.get("as_of") if self.filter.is_valid() else None
        return asked or timezone.localdate()

    @cached_property
    def since(self) -> dt.date | None:
        """The earlier day with which the page is compared, if there is one."""
        asked: dt.date | None = None
        if self.filter.is_valid():
            asked = self.filter.form.cleaned_data.get("since")
        return asked

    @cached_property
    def states(self) -> list[Any]:
        base = self.filter.qs if self.filter.is_valid() else self.filter.queryset.none()
        return states_side_by_side(self.actor, self.as_of, base, counts_actions=self.counts_actions)

    @property
    def export_day(self) -> dt.date:
        return self.as_of

    def export_rows(self) -> Rows | None:
        return self.matrix_rows() if self.filter.is_valid() else None

    def matrix_rows(self) -> Rows:
        """The rows of the file, one for each State of the page."""
        raise NotImplementedError

    def export_filters(self) -> Mapping[str, str]:
        return spoken_filters(self.filter)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs = [
            *((name, str(label)) for name, label in _NAMES.items()),
            ("network-groups", _("Groups")),
            ("network-trends", _("Trends")),
            ("network-map", _("Map")),
            ("network-vacancies", _("Focal points")),
        ]
        extra = {
            "country": None,
            "filter": self.filter,
            "as_of": self.as_of,
            "states": self.states,
            "breadcrumbs": [(_("Network"), reverse("network"))],
            "tabs": self.links_to(tabs, here=self.tab or self.page_name),
        }
        return super().get_context_data(**{**extra, **kwargs})

    @property
    def page_name(self) -> str:
        """The name of this page's address."""
        match = self.request.resolver_match
        return (match.url_name or "") if match else ""

    def links_to(self, pages: Sequence[tuple[str, str]], *, here: str) -> list[dict[str, Any]]:
        """Links to pages of the network under the same filters; that of ``here`` is marked."""
        query = self.request.GET.urlencode()
        return [
            {
                "label": label,
                "url": reverse(name) + (f"?{query}" if query else ""),
                "active": name == here,
            }
            for name, label in pages
        ]


class NetworkMapMixin(NetworkMixin):
    """What a map shows: page and data read the same facts."""

    @cached_property
    def steps(self) -> list[Item]:
        return list(steps())

    @cached_property
    def themes(self) -> dict[str, str]:
        return dict(map_themes(self.steps))

    @cached_property
    def theme(self) -> str:
        asked: str = self.request.GET.get("show", FOCAL_POINTS)
        if asked not in self.themes:
            raise Http404
        return asked

    @cached_property
    def facts(self) -> list[Fact]:
        step = next((step for step in self.steps if step.code == self.theme), None)
        return map_facts(self.actor, step, self.as_of, self.states)


class NetworkMapView(NetworkMapMixin, TemplateView):
    """The world and each regional group on maps, with the tables that say the same."""

    template_name = "dashboards/network/map.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        head, rows = map_table(self.facts, self.as_of)
        groups = group_maps(self.theme, self.facts)
        group_head, group_rows = groups_table(self.theme, groups)
        query = self.request.GET.urlencode()
        without_show = self.request.GET.copy()
        without_show.pop("show", None)
        return super().get_context_data(
            title=_("Map"),
            without_show=without_show.urlencode(),
            filter_keep=[("show", self.theme)],
            themes=self.themes.items(),
            theme=self.theme,
            theme_label=self.themes[self.theme],
            legend=map_legend(self.theme),
            head=head,
            rows=rows,
            groups=groups,
            group_head=group_head,
            group_rows=group_rows,
            unsettled=unsettled(map_rules()),
            spec_url=f"{reverse('network-map-data')}?{query}",
            **kwargs,
        )


class NetworkMapDataView(NetworkMapMixin, View):
    """The Vega-Lite specifications of the maps, with their data."""

    def get(self, request: Any) -> JsonResponse:
        return JsonResponse(map_spec(self.theme, self.facts, map_rules(), self.as_of))


class VacanciesView(NetworkMixin, TemplateView):
    """Which States have a focal point, as they share it or as a published source says."""

    template_name = "dashboards/network/vacancies.html"
    export = VACANCIES

    def matrix_rows(self) -> Rows:
        return vacancy_rows(self.states)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = [state for state in self.states if state.kind == Kind.MEMBER]
        known = Counter(state.focal_point.coverage for state in members)
        return super().get_context_data(
            title=_("Focal points"),
            subtitle=_("Serving, reported by a source, vacant, or unknown to the network"),
            members=members,
            training_states=[state for state in self.states if state.kind == Kind.TRAINING],
            serving=known[Coverage.SERVING],
            reported=known[Coverage.REPORTED],
            vacant=known[Coverage.VACANT],
            **kwargs,
        )


class NetworkStateView(ReadsNetworkMixin, TemplateView):
    """Everything that one State shares with the network, on the day of the page that led here."""

    template_name = "dashboards/network/state.html"

    @cached_property
    def form(self) -> StateDaysForm:
        return StateDaysForm(self.request.GET)

    def day(self, name: str) -> dt.date | None:
        """A day that was asked for, where it makes sense."""
        self.form.is_valid()
        found: dt.date | None = self.form.cleaned_data.get(name)
        return found

    def trail(self) -> list[tuple[str, str]]:
        """The way back, with the days and filters of the page that led here."""
        query = kept(self.request.GET).urlencode()
        pages = {"network": _("Network")}
        back = PAGES.get(self.request.GET.get(BACK, ""))
        if back:
            pages[back] = str(_NAMES[back])
        return [
            (label, reverse(name) + (f"?{query}" if query else "")) for name, label in pages.items()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.kwargs["code"].upper()
        if "\0" in code:
            # No text of the database holds it.
            raise Http404
        today = timezone.localdate()
        as_of, since = self.day("as_of") or today, self.day("since")
        state: Any = get_object_or_404(
            with_focal_points(Country.objects.all(), as_of, self.actor),
            code=code,
            kind__in=(Kind.MEMBER, Kind.TRAINING, Kind.OBSERVER),
        )
        shared = shared_by(state, self.actor, as_of, since)
        return super().get_context_data(
            country=state,
            known=focal_point_of(state, as_of),
            title=str(state),
            subtitle=_("What this State shares with the network, as of %(day)s")
            % {"day": date_format(as_of)},
            breadcrumbs=self.trail(),
            page_actions=[
                {
                    "label": _("Fact sheet (PDF)"),
                    "url": reverse("state-fact-sheet", args=[state.code])
                    + (f"?as_of={as_of}" if as_of != today else ""),
                    "icon": "file-type-pdf",
                }
            ],
            form=self.form,
            hidden=[
                (name, value)
                for name, values in self.request.GET.lists()
                if name not in self.form.fields
                for value in values
            ],
            as_of=as_of,
            is_today=as_of == today,
            has_passed=as_of < today,
            since=since,
            first_day=first_day(as_of),
            shared=shared,
            steps=step_lines(state, shared.progress, since),
            engagement=engagement_lines(state, self.actor, as_of),
            **kwargs,
        )
