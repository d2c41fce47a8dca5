"""The filters of the network's pages, shared with the API."""

from typing import Any

import django_filters
from django import forms
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Organisation, RegionalGroup
from focalpoint.days import DayField, DayFilter
from focalpoint.names import named
from focalpoint.ui.widgets import DayInput


def organisation_choices() -> list[tuple[str, str]]:
    """Codes and names of the organisations; they change with the catalogue only."""
    found: list[tuple[str, str]] | None = cache.get("organisation-choices")
    if found is None:
        found = list(Organisation.objects.order_by("name").values_list("code", "name"))
        cache.set("organisation-choices", found, timeout=300)
    return [(code, named(name)) for code, name in found]


class NetworkFilter(django_filters.FilterSet):
    """States by name, regional group and organisation; ``as_of`` is the date of the whole page."""

    q = django_filters.CharFilter(method="by_name", label=_("Find a State"))
    group = django_filters.ChoiceFilter(
        field_name="regional_group",
        choices=RegionalGroup.choices,
        label=_("Regional group"),
    )
    organisation = django_filters.ChoiceFilter(
        field_name="organisations__code",
        choices=organisation_choices,
        label=_("Organisation"),
    )
    as_of = DayFilter(method="ignore", label=_("As of"))

    class Meta:
        model = Country
        fields: tuple[str, ...] = ()

    def by_name(self, queryset: QuerySet[Country], name: str, value: str) -> QuerySet[Country]:
        """Part of the name or of an alias, or the code."""
        found = queryset.filter(name__icontains=value) | queryset.filter(code__iexact=value)
        return found | queryset.filter(aliases__icontains=value)

    def ignore(self, queryset: QuerySet[Country], name: str, value: Any) -> QuerySet[Country]:
        """The date changes what is shown of the States, not which States are shown."""
        return queryset


class ComparingForm(forms.Form):
    """Two days in their order."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, as_of = cleaned.get("since"), cleaned.get("as_of") or timezone.localdate()
        if since and since >= as_of:
            self.add_error("since", _("Choose a day before that of the page."))
        return cleaned


class ComparingFilter(NetworkFilter):
    """The same, and an earlier day with which the page is compared."""

    since = DayFilter(method="ignore", label=_("Compared with"))

    class Meta(NetworkFilter.Meta):
        form = ComparingForm


class StateDaysForm(ComparingForm):
    """The days of the page of one State, as those of the matrices."""

    as_of = DayField(label=_("As of"), required=False, widget=DayInput)
    since = DayField(label=_("Compared with"), required=False, widget=DayInput)
