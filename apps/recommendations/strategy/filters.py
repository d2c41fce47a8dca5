"""What priorities can be searched by, on pages and over the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.assessments.events.filters import factors_in_force
from apps.catalogue.models import INHIBITORS_2014, Item
from apps.catalogue.selectors import items_of
from apps.countries.models import Country
from apps.recommendations.strategy_models import (
    DECIDED,
    LIVE,
    PriorityStatus,
    Sphere,
    StrategyPriority,
)
from apps.recommendations.strategy_text_models import StrategyVersion

OPEN, ASKING = "live", "decided"


def inhibitors_in_force(request: HttpRequest | None) -> QuerySet[Item]:
    """The inhibitors to filter by."""
    return items_of(INHIBITORS_2014).order_by("order")


class VersionFilter(filters.FilterSet):
    """Approved strategies by State."""

    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )

    class Meta:
        model = StrategyVersion
        fields = ("state",)


class PriorityFilter(filters.FilterSet):
    """By words, sphere, status, and what the priority answers."""

    q = filters.CharFilter(label=_("Title or words"), method="by_words")
    sphere = filters.ChoiceFilter(
        label=_("At home or abroad"), choices=Sphere.choices, empty_label=_("All")
    )
    status = filters.MultipleChoiceFilter(
        label=_("Status"),
        method="by_status",
        choices=[
            (OPEN, _("Neither achieved nor dropped")),
            (ASKING, _("Agreed or under way")),
            *PriorityStatus.choices,
        ],
    )
    inhibitor = filters.ModelChoiceFilter(
        label=_("Inhibitor"),
        queryset=inhibitors_in_force,
        to_field_name="code",
        method="by_inhibitor",
    )
    factor = filters.ModelChoiceFilter(
        label=_("Factor"), queryset=factors_in_force, to_field_name="code", method="by_factor"
    )

    class Meta:
        model = StrategyPriority
        fields = ("q", "sphere", "status", "inhibitor", "factor")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        found = Q()
        for field in ("title", "why", "outcome", "reference"):
            found |= Q(**{f"{field}__icontains": words})
        return rows.filter(found)

    def by_status(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        wanted = set(value)
        for key, statuses in ((OPEN, LIVE), (ASKING, DECIDED)):
            if key in wanted:
                wanted = (wanted - {key}) | set(statuses)
        return rows.filter(status__in=wanted) if wanted else rows

    def by_inhibitor(self, rows: QuerySet[Any], name: str, value: Item) -> QuerySet[Any]:
        return rows.filter(inhibitors__contains=[value.code])

    def by_factor(self, rows: QuerySet[Any], name: str, value: Item) -> QuerySet[Any]:
        return rows.filter(factors__contains=[value.code])
