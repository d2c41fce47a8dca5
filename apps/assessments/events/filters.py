"""What events can be searched by, on pages and over the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import EventKind, EventStatus, RiskEvent
from apps.assessments.events.selectors import factors
from apps.assessments.finding_models import Reliability
from apps.catalogue.models import Item


def factors_in_force(request: HttpRequest | None) -> QuerySet[Item]:
    """The factors to filter by."""
    return factors()


class EventFilter(filters.FilterSet):
    """By words, factor, kind, dates, reliability, and whether they were withdrawn."""

    q = filters.CharFilter(label=_("Title, place or words"), method="by_words")
    factor = filters.ModelChoiceFilter(
        label=_("Factor"), queryset=factors_in_force, to_field_name="code", method="by_factor"
    )
    kind = filters.MultipleChoiceFilter(label=_("Kind"), choices=EventKind.choices)
    since = filters.DateFilter(label=_("Since"), field_name="occurred_on", lookup_expr="gte")
    until = filters.DateFilter(label=_("Until"), field_name="occurred_on", lookup_expr="lte")
    reliability = filters.MultipleChoiceFilter(label=_("Reliability"), choices=Reliability.choices)
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=EventStatus.choices)

    class Meta:
        model = RiskEvent
        fields = ("q", "factor", "kind", "since", "until", "reliability", "status")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        found = Q()
        for field in ("title", "place", "description", "source", "reference"):
            found |= Q(**{f"{field}__icontains": words})
        return rows.filter(found)

    def by_factor(self, rows: QuerySet[Any], name: str, value: Item) -> QuerySet[Any]:
        return rows.filter(factors__contains=[value.code])
