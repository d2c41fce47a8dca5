"""Regional groups side by side, and why the network ranks nobody."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.dashboards.groups import (
    FEWEST,
    GROUPS,
    GroupLine,
    Subject,
    group_lines,
    groups_export,
    groups_rows,
    groups_table,
    subjects,
)
from apps.dashboards.matrix_views import DAYS, NetworkMatrixMixin
from apps.dashboards.network import ReadsNetworkMixin
from apps.dashboards.selectors import steps_matrix, treaties_matrix
from focalpoint.exports.columns import Export
from focalpoint.exports.reading import Rows
from focalpoint.ui.matrix import Matrix


class NetworkGroupsView(NetworkMatrixMixin, TemplateView):
    """How many States of each group share what, and how fresh it is."""

    template_name = "dashboards/network/groups.html"
    export = GROUPS

    @cached_property
    def subjects(self) -> list[Subject]:
        steps = steps_matrix(self.actor, self.as_of, self.states)
        return subjects(steps, treaties_matrix(self.as_of, self.states))

    @cached_property
    def lines(self) -> list[GroupLine]:
        return group_lines(self.states, self.subjects, narrowed=self.is_narrowed)

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter leaves States out; the date of the page does not."""
        asked = self.filter.form.cleaned_data if self.filter.is_valid() else {}
        return any(value for name, value in asked.items() if name not in DAYS)

    def table(self) -> Matrix:
        return groups_table(self.lines, self.subjects, self.request.GET)

    def get_export(self) -> Export:
        return groups_export(self.subjects)

    def matrix_rows(self) -> Rows:
        return groups_rows(self.lines)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Regional groups"),
            subtitle=_("How many States share what, and how fresh it is in the median"),
            rows=self.lines,
            fewest=FEWEST,
            **kwargs,
        )


class WhyNoRankingView(ReadsNetworkMixin, TemplateView):
    """What these pages show, what they do not, and why."""

    template_name = "dashboards/network/no_ranking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            country=None,
            title=_("Why nobody is ranked"),
            subtitle=_("How to read the network's pages"),
            breadcrumbs=[(_("Network"), reverse("network"))],
            fewest=FEWEST,
            **kwargs,
        )
