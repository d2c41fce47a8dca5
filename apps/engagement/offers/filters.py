"""What offers and needs can be searched by, on pages and over the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.countries.models import RegionalGroup
from apps.engagement.approval.filters import SharedFilter
from apps.engagement.offers.models import Side, Support, SupportKind, SupportStatus
from apps.engagement.offers.selectors import is_current, own_today
from apps.engagement.topics import Tongue, Topic


class SupportFilter(SharedFilter):
    """By words, side, kind, topic, region, language, and whether it still stands."""

    side = filters.ChoiceFilter(label=_("Offer or need"), choices=Side.choices)
    kind = filters.MultipleChoiceFilter(label=_("Kind of help"), choices=SupportKind.choices)
    topic = filters.MultipleChoiceFilter(label=_("Topic"), choices=Topic.choices)
    region = filters.MultipleChoiceFilter(
        label=_("Region"), choices=RegionalGroup.choices, method="by_region"
    )
    language = filters.MultipleChoiceFilter(
        label=_("Language"), choices=Tongue.choices, method="by_language"
    )
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=SupportStatus.choices)
    current = filters.BooleanFilter(label=_("Open and not expired"), method="by_validity")

    searched = ("title", "details")

    class Meta:
        model = Support
        fields = (
            "q",
            "side",
            "kind",
            "topic",
            "region",
            "language",
            "status",
            "current",
            "approved",
            "state",
        )

    def by_region(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        # What names no region is open to each.
        return rows.filter(Q(region__in=value) | Q(region="")) if value else rows

    def by_language(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        return rows.filter(languages__overlap=value) if value else rows

    def by_validity(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        stands = is_current(own_today())
        return rows.filter(stands if value else ~stands)
