"""The coordinator's pages: States side by side, the map, vacancies, one State."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from apps.appointments.selectors import Coverage
from apps.countries.models import Country, Kind
from apps.dashboards.exports import (
    VACANCIES,
    vacancy_rows,
)
from apps.dashboards.filters import NetworkFilter
from apps.dashboards.selectors import (
    shared_by,
    states_side_by_side,
)
from apps.dashboards.worldmap import FOCAL_POINTS, map_rows, map_spec, map_themes
from apps.recommendations.selectors import steps
from focalpoint.exports.reading import Rows
from focalpoint.views import ActorRequiredMixin, ExportMixin
from focalpoint.views.exports import spoken_filters


class ReadsNetworkMixin(ActorRequiredMixin):
    """For those who read what States share with the network."""

    def may_open(self) -> bool:
        return self.actor.reads_network


class NetworkMixin(ExportMixin, ReadsNetworkMixin):
    """Filters and the date of the page; page and file are read as of that date."""

    export_home = False
    filterset: type[NetworkFilter] = NetworkFilter

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
        return states_side_by_side(self.actor, self.as_of, base)

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
            ("network", _("Steps")),
            ("network-treaties", _("Treaties")),
            ("network-assessments", _("Assessments")),
            ("network-engagement", _("Engagement")),
            ("network-groups", _("Groups")),
            ("network-trends", _("Trends")),
            ("network-map", _("Map")),
            ("network-vacancies", _("Focal points")),
        ]
        here = self.request.resolver_match.url_name if self.request.resolver_match else ""
        query = self.request.GET.urlencode()
        extra = {
            "country": None,
            "filter": self.filter,
            "as_of": self.as_of,
            "states": self.states,
            "breadcrumbs": [(_("Network"), reverse("network"))],
            "tabs": [
                {
                    "label": label,
                    "url": reverse(name) + (f"?{query}" if query else ""),
                    "active": name == here,
                }
                for name, label in tabs
            ],
        }
        return super().get_context_data(**{**extra, **kwargs})


class NetworkMapView(NetworkMixin, TemplateView):
    """The same facts on a map, with the table that says the same."""

    template_name = "dashboards/network/map.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        theme = self.request.GET.get("show", FOCAL_POINTS)
        themes = map_themes(list(steps()))
        if theme not in dict(themes):
            raise Http404
        head, rows = map_rows(self.actor, theme, self.as_of, self.states)
        query = self.request.GET.copy()
        without_show = self.request.GET.copy()
        without_show.pop("show", None)
        return super().get_context_data(
            title=_("Map"),
            without_show=without_show.urlencode(),
            themes=themes,
            theme=theme,
            theme_label=dict(themes)[theme],
            head=head,
            rows=rows,
            spec_url=f"{reverse('network-map-data')}?{query.urlencode()}",
            **kwargs,
        )


class NetworkMapDataView(NetworkMixin, View):
    """The Vega-Lite specification of the map, with its data."""

    def get(self, request: Any) -> JsonResponse:
        theme = request.GET.get("show", FOCAL_POINTS)
        if theme not in dict(map_themes(list(steps()))):
            raise Http404
        return JsonResponse(map_spec(self.actor, theme, self.as_of, self.states))


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
    """Everything that one State shares with the network."""

    template_name = "dashboards/network/state.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.kwargs["code"].upper()
        if "\0" in code:
            # No text of the database holds it.
            raise Http404
        state = get_object_or_404(
            Country.objects.select_related("reported_focal_point"),
            code=code,
            kind__in=(Kind.MEMBER, Kind.TRAINING, Kind.OBSERVER),
        )
        return super().get_context_data(
            country=state,
            title=str(state),
            subtitle=_("What this State shares with the network"),
            breadcrumbs=[(_("Network"), reverse("network"))],
            page_actions=[
                {
                    "label": _("Fact sheet (PDF)"),
                    "url": reverse("state-fact-sheet", args=[state.code]),
                    "icon": "file-type-pdf",
                }
            ],
            shared=shared_by(state, self.actor, timezone.localdate()),
            **kwargs,
        )
