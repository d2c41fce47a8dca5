"""Filters of assessments and of what was approved, for pages and API alike."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.assessments.finding_models import IndicatorFinding, Presence
from apps.assessments.models import Assessment, AssessmentSnapshot, Status
from apps.countries.models import Country, Institution, RegionalGroup
from focalpoint.db.days import day_in
from focalpoint.visibility import Visibility


def own_institutions(request: HttpRequest | None) -> QuerySet[Institution]:
    """The institutions of the States that the person reads."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return Institution.objects.none()
    rows: QuerySet[Institution] = Institution.objects.visible_to(actor)
    return rows.filter(country__in=actor.read_states)


class AssessmentFilter(filters.FilterSet):
    q = filters.CharFilter(label=_("Title or reference"), method="search")
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=Status.choices)
    lead_institution = filters.ModelChoiceFilter(
        label=_("Lead institution"), queryset=own_institutions
    )
    review_until = filters.DateFilter(
        label=_("Next review until"), field_name="next_review_on", lookup_expr="lte"
    )

    class Meta:
        model = Assessment
        fields = ("q", "status", "lead_institution", "review_until")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(title__icontains=value) | Q(reference__icontains=value))


class SnapshotFilter(filters.FilterSet):
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
    approved_after = filters.DateFilter(label=_("Approved since"), method="since")
    visibility = filters.ChoiceFilter(label=_("Visible to"), choices=Visibility.choices)

    class Meta:
        model = AssessmentSnapshot
        fields = ("state", "regional_group", "approved_after", "visibility")

    def since(self, rows: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        """Approved on a day, in the capital, or after it."""
        approved_on = day_in("country__time_zone", "approved_at")
        return rows.alias(approved_on=approved_on).filter(approved_on__gte=value)


class FindingFilter(filters.FilterSet):
    presence = filters.MultipleChoiceFilter(label=_("Finding"), choices=Presence.choices)
    factor = filters.CharFilter(label=_("Factor"), field_name="indicator__parent__code")

    class Meta:
        model = IndicatorFinding
        fields = ("presence", "factor")
