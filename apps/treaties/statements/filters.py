"""What statements can be searched by, on their page and in the API."""

import datetime as dt

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.treaties.choices import StatementKind
from apps.treaties.models import Treaty
from apps.treaties.statements.models import TreatyStatement, TreatyStatementQuerySet
from focalpoint.days import DayFilter


class StatementFilter(filters.FilterSet):
    """By words, instrument, participant, kind, whom it names, and what was in effect on a day."""

    q = filters.CharFilter(label=_("Search"), field_name="text", lookup_expr="icontains")
    treaty = filters.ModelChoiceFilter(
        label=_("Instrument"), queryset=Treaty.objects.all(), to_field_name="code"
    )
    country = filters.ModelChoiceFilter(
        label=_("State"), queryset=Country.objects.order_by("name"), to_field_name="code"
    )
    kind = filters.MultipleChoiceFilter(label=_("Kind"), choices=StatementKind.choices)
    names = filters.CharFilter(label=_("Names the State (code)"), method="that_names")
    as_of = DayFilter(label=_("In effect on"), method="in_effect")
    withdrawn = filters.BooleanFilter(
        label=_("Withdrawn"), field_name="withdrawal_notified_on", lookup_expr="isnull",
        exclude=True,
    )  # fmt: skip
    standing = filters.BooleanFilter(
        label=_("Standing: neither corrected nor retracted"), method="only_standing"
    )

    class Meta:
        model = TreatyStatement
        fields: tuple[str, ...] = ()

    def that_names(
        self, rows: QuerySet[TreatyStatement], name: str, value: str
    ) -> QuerySet[TreatyStatement]:
        """Objections that name a participant."""
        return rows.filter(concerned__contains=[value])

    def in_effect(
        self, rows: TreatyStatementQuerySet, name: str, value: dt.date
    ) -> TreatyStatementQuerySet:
        """What had been made, and not withdrawn with effect, on a day."""
        return rows.in_effect(value)

    def only_standing(
        self, rows: TreatyStatementQuerySet, name: str, value: bool
    ) -> QuerySet[TreatyStatement]:
        standing = TreatyStatement.objects.standing()
        return rows.filter(pk__in=standing) if value else rows.exclude(pk__in=standing)


class StatementPageFilter(StatementFilter):
    """On the page only what stands is listed."""

    standing = None
    names = None
