"""What States and their institutions can be searched by, on the web and in the API."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution, Kind, OrganisationMembership, RegionalGroup


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
