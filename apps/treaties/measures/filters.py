"""What measures can be searched by, on pages and over the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.treaties.measures.models import DomesticMeasure, MeasureCoverage
from apps.treaties.models import Treaty


class MeasureFilter(filters.FilterSet):
    """By words, instrument, and whether the law is in force."""

    q = filters.CharFilter(label=_("Law, article or words"), method="by_words")
    treaty = filters.ModelChoiceFilter(
        label=_("Instrument"),
        queryset=Treaty.objects.all(),
        to_field_name="code",
        method="by_treaty",
    )
    in_force = filters.BooleanFilter(label=_("In force"), method="by_force")
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )

    class Meta:
        model = DomesticMeasure
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        return rows.filter(
            Q(law__icontains=words) | Q(article__icontains=words) | Q(text__icontains=words)
        )

    def by_treaty(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        covered = MeasureCoverage.objects.filter(measure=OuterRef("pk"), requirement__treaty=value)
        return rows.filter(Exists(covered))

    def by_force(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        stands = Q(in_force_on__isnull=False, repealed_on=None)
        return rows.filter(stands if value else ~stands)
