"""What instruments and treaty actions can be searched by."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.treaties.models import ActionKind, Category, Treaty, TreatyAction


class TreatyFilter(filters.FilterSet):
    """By field of law and words of the title."""

    category = filters.MultipleChoiceFilter(label=_("Category"), choices=Category.choices)
    is_related = filters.BooleanFilter(label=_("Not named itself, but related"))
    q = filters.CharFilter(label=_("Search"), field_name="full_title", lookup_expr="icontains")

    class Meta:
        model = Treaty
        fields: tuple[str, ...] = ()


class TreatyActionFilter(filters.FilterSet):
    """By instrument, State, kind and date."""

    treaty = filters.CharFilter(label=_("Instrument (code)"), field_name="treaty__code")
    country = filters.CharFilter(label=_("State (code)"), field_name="country__code")
    kind = filters.MultipleChoiceFilter(label=_("Action"), choices=ActionKind.choices)
    date_from = filters.DateFilter(label=_("From"), field_name="date", lookup_expr="gte")
    date_until = filters.DateFilter(label=_("Until"), field_name="date", lookup_expr="lte")
    standing = filters.BooleanFilter(
        label=_("Standing: neither corrected nor retracted"), method="only_standing"
    )

    is_reported = filters.BooleanFilter(label=_("Reported by the State"))

    class Meta:
        model = TreatyAction
        fields: tuple[str, ...] = ()

    def only_standing(
        self, rows: QuerySet[TreatyAction], name: str, value: bool
    ) -> QuerySet[TreatyAction]:
        stands = Q(replaced_by=None, is_retraction=False, is_reported=False)
        return rows.filter(stands if value else ~stands)
