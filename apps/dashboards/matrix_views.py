"""States side by side: × steps, instruments, assessments, engagement; page, file and paper."""

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from apps.appointments.exports import MECHANISMS
from apps.countries.exports import INSTITUTIONS
from apps.dashboards.assessed import (
    ASSESSED,
    AssessedMatrix,
    assessed_export,
    assessed_matrix,
    assessed_rows,
    assessed_table,
)
from apps.dashboards.drill import Trail, trail_of
from apps.dashboards.engaged import (
    ENGAGED,
    EngagedMatrix,
    engaged_export,
    engaged_matrix,
    engaged_rows,
    engaged_table,
)
from apps.dashboards.exports import (
    STEPS,
    TREATIES,
    steps_export,
    steps_rows,
    treaties_export,
    treaties_rows,
)
from apps.dashboards.filters import ComparingFilter, StepsFilter
from apps.dashboards.matrices import steps_table, treaties_table
from apps.dashboards.matrix_files import matrix_pdf
from apps.dashboards.network import NetworkMixin
from apps.dashboards.selectors import (
    StepsMatrix,
    TreatiesMatrix,
    step_label,
    steps_matrix,
    treaties_matrix,
)
from apps.engagement.exports import UPR_SLOTS
from apps.treaties.exports import TREATY_ACTIONS
from focalpoint.exports.columns import Export
from focalpoint.exports.reading import Rows
from focalpoint.names import named
from focalpoint.ui.matrix import Matrix
from focalpoint.views import menu_of
from focalpoint.views.papers import PaperMixin

# Lists without a page of their own, as files.
LISTS = (
    (UPR_SLOTS, "upr-export"),
    (TREATY_ACTIONS, "treaty-action-export"),
    (MECHANISMS, "mechanism-export"),
    (INSTITUTIONS, "institution-export"),
)


# Told apart from the other filters.
DAYS = ("as_of", "since")


class NetworkMatrixMixin(PaperMixin, NetworkMixin):
    """A page that is a matrix; the same on paper with ``?format=pdf``."""

    def table(self) -> Matrix:
        """The matrix as it is shown."""
        raise NotImplementedError

    @property
    def trail(self) -> Trail:
        """What the page hands on to those that its cells lead to."""
        asked = self.filter.form.cleaned_data.get("as_of") if self.filter.is_valid() else None
        return trail_of(self.request.GET, self.page_name, asked)

    def document(self) -> bytes:
        fields = self.filter.form.fields
        days = {fields[name].label for name in DAYS if name in fields}
        set_filters = self.export_filters().items()
        filters = {label: value for label, value in set_filters if label not in days}
        told = {**filters, **self.column_key()}
        return matrix_pdf(self.table(), as_of=self.as_of, since=self.since, filters=told)

    def column_key(self) -> dict[str, str]:
        """What short heads of columns stand for, where readers cannot know it."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"matrix": self.table(), **kwargs})


class NetworkView(NetworkMatrixMixin, TemplateView):
    """States × steps (a)–(g), or another framework: the newest approved and shared reports."""

    template_name = "dashboards/network/steps.html"
    export = STEPS
    filterset = StepsFilter
    filter: StepsFilter
    counts_actions = True

    @cached_property
    def matrix(self) -> StepsMatrix:
        items = self.filter.items
        return steps_matrix(self.actor, self.as_of, self.states, self.since, items=items)

    def get_export(self) -> Export:
        return steps_export(self.matrix)

    def table(self) -> Matrix:
        return steps_table(self.matrix, self.trail)

    def column_key(self) -> dict[str, str]:
        known = self.matrix.other_framework is None
        return {} if known else {step_label(s): named(s.title) for s in self.matrix.steps}

    def matrix_rows(self) -> Rows:
        return steps_rows(self.matrix)

    def export_menu(self) -> list[dict[str, Any]]:
        return [*super().export_menu(), *(menu_of(export, reverse(name)) for export, name in LISTS)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            # A filter changes the framework below; what stands above names none.
            title=_("Steps"),
            column_key=self.column_key(),
            subtitle=_("What States have approved and shared, newest report of each step"),
            breadcrumbs=[],
            **kwargs,
        )


class NetworkTreatiesView(NetworkMatrixMixin, TemplateView):
    """States × instruments, from the depositaries' data."""

    template_name = "dashboards/network/treaties.html"
    export = TREATIES
    filterset = ComparingFilter

    @cached_property
    def matrix(self) -> TreatiesMatrix:
        return treaties_matrix(self.as_of, self.states, self.since)

    def get_export(self) -> Export:
        return treaties_export(self.matrix)

    def table(self) -> Matrix:
        return treaties_table(self.matrix, self.trail)

    def matrix_rows(self) -> Rows:
        return treaties_rows(self.matrix)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Treaties"),
            subtitle=_("Status of each instrument, derived from the depositaries' data"),
            **kwargs,
        )


class NetworkAssessmentsView(NetworkMatrixMixin, TemplateView):
    """States × what they share of their last approved assessment."""

    template_name = "dashboards/network/assessments.html"
    export = ASSESSED
    filterset = ComparingFilter

    @cached_property
    def matrix(self) -> AssessedMatrix:
        return assessed_matrix(self.actor, self.as_of, self.states, self.since)

    def get_export(self) -> Export:
        return assessed_export(self.matrix)

    def table(self) -> Matrix:
        return assessed_table(self.matrix, self.trail)

    def matrix_rows(self) -> Rows:
        return assessed_rows(self.matrix)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Assessments"),
            subtitle=_("How fresh and how complete the last one is that each State shares"),
            **kwargs,
        )


class NetworkEngagementView(NetworkMatrixMixin, TemplateView):
    """States × what they share of meetings, partnerships, trainings and lessons."""

    template_name = "dashboards/network/engagement.html"
    export = ENGAGED
    filterset = ComparingFilter

    @cached_property
    def matrix(self) -> EngagedMatrix:
        return engaged_matrix(self.actor, self.as_of, self.states, self.since)

    def get_export(self) -> Export:
        return engaged_export(self.matrix)

    def table(self) -> Matrix:
        return engaged_table(self.matrix, self.trail)

    def matrix_rows(self) -> Rows:
        return engaged_rows(self.matrix)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            title=_("Engagement"),
            subtitle=_("Exchange, peer review, partnerships and dialogue, as States share them"),
            first_day=self.matrix.counted_from,
            **kwargs,
        )
