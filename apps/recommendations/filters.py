"""Filters of progress reports, for pages and API alike."""

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, RegionalGroup
from apps.recommendations.models import ProgressReport, ProgressStatus
from focalpoint.visibility import Visibility


class ProgressReportFilter(filters.FilterSet):
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )
    regional_group = filters.ChoiceFilter(
        label=_("Regional group"),
        field_name="country__regional_group",
        choices=RegionalGroup.choices,
    )
    framework = filters.CharFilter(label=_("Framework"), field_name="item__framework__code")
    item = filters.CharFilter(label=_("Step"), field_name="item__code")
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=ProgressStatus.choices)
    effective_after = filters.DateFilter(
        label=_("Effective since"), field_name="effective_on", lookup_expr="gte"
    )
    effective_until = filters.DateFilter(
        label=_("Effective until"), field_name="effective_on", lookup_expr="lte"
    )
    approved = filters.BooleanFilter(label=_("Approved"), method="only_approved")
    visibility = filters.ChoiceFilter(label=_("Visible to"), choices=Visibility.choices)

    class Meta:
        model = ProgressReport
        fields = (
            "state",
            "regional_group",
            "framework",
            "item",
            "status",
            "effective_after",
            "effective_until",
            "approved",
            "visibility",
        )

    def only_approved(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(approved_at__isnull=not value)
