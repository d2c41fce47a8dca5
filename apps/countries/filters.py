"""What States and their institutions can be searched by, on the web and in the API."""

from collections.abc import Iterator
from typing import Any

import django_filters as filters
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from apps.countries.models import Country, Institution, Kind, OrganisationMembership, RegionalGroup
from focalpoint.names import named

# Seconds after which the names of States are read anew; they change with the catalogue only.
LAG = 300


def state_choices() -> list[tuple[str, str]]:
    """Codes and names of all States, by name; most of the time they cost no statement."""
    kept: Any = cache.get_or_set(
        "countries:choices",
        lambda: list(Country.objects.order_by("name").values_list("code", "name")),
        LAG,
    )
    return [(code, named(name)) for code, name in kept]


class _KeptStates(ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from state_choices()


class _StateField(ModelChoiceField):
    iterator = _KeptStates


class StateFilter(filters.ModelChoiceFilter):
    """Any State by its code."""

    field_class = _StateField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Country.objects.all())
        super().__init__(*args, to_field_name="code", **kwargs)


class CountryFilter(filters.FilterSet):
    """By name, kind, regional group and organisation."""

    q = filters.CharFilter(label=_("Search"), method="search_names")
    kind = filters.MultipleChoiceFilter(label=_("Kind"), choices=Kind.choices)
    group = filters.MultipleChoiceFilter(
        label=_("Regional group"), field_name="regional_group", choices=RegionalGroup.choices
    )
    organisation = filters.CharFilter(
        label=_("Organisation (code)"), method="members_of", max_length=40
    )

    class Meta:
        model = Country
        fields: tuple[str, ...] = ()

    def search_names(self, rows: QuerySet[Country], name: str, value: str) -> QuerySet[Country]:
        return rows.filter(
            Q(name__icontains=value) | Q(code__iexact=value) | Q(aliases__icontains=value)
        )

    def members_of(self, rows: QuerySet[Country], name: str, value: str) -> QuerySet[Country]:
        today = timezone.now().date()
        memberships = OrganisationMembership.objects.filter(
            Q(starts_on=None) | Q(starts_on__lte=today),
            Q(ends_on=None) | Q(ends_on__gte=today),
            organisation__code=value,
        )
        return rows.filter(pk__in=memberships.values("country"))


class InstitutionFilter(filters.FilterSet):
    """By State, type and name."""

    country = filters.CharFilter(label=_("State (code)"), field_name="country__code")
    type = filters.CharFilter(label=_("Type"), field_name="type_id")
    is_active = filters.BooleanFilter(label=_("Active"))
    q = filters.CharFilter(label=_("Search"), field_name="name", lookup_expr="icontains")

    class Meta:
        model = Institution
        fields: tuple[str, ...] = ()
