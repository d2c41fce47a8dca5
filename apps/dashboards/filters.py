"""The filters of the network's pages, shared with the API."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import STEPS_2013, Item
from apps.countries.models import Country, Organisation, RegionalGroup
from apps.recommendations.selectors import asked_of_states
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


class StepsFilter(ComparingFilter):
    """The same, and the framework whose items are the columns: the seven steps of 2013 or another.

    ``items`` and the choices are read by one statement, so that a framework is offered at once.
    """

    framework = django_filters.ChoiceFilter(
        method="ignore", label=_("Framework"), empty_label=_("Steps (a)–(g) of 2013")
    )

    class Meta(ComparingFilter.Meta):
        pass

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and data.get("framework") == STEPS_2013:
            # What is shown without it: no filter is set, and none is named.
            data = data.copy()
            del data["framework"]
        super().__init__(data, *args, **kwargs)
        # Forms copy their fields: a function is handed on as it is, a method would take all along.
        self.filters["framework"].extra["choices"] = lambda: self.offered

    @cached_property
    def _asked(self) -> list[Item]:
        return list(asked_of_states())

    @property
    def offered(self) -> list[tuple[str, str]]:
        """The other frameworks that ask States to do something, each once."""
        titles = {item.framework.code: named(item.framework.title) for item in self._asked}
        return [(code, title) for code, title in titles.items() if code != STEPS_2013]

    @property
    def items(self) -> list[Item]:
        """The items of the framework that is asked for, in their order."""
        chosen = self.form.cleaned_data.get("framework") if self.is_valid() else ""
        return [item for item in self._asked if item.framework.code == (chosen or STEPS_2013)]


class StateDaysForm(ComparingForm):
    """The days of the page of one State, as those of the matrices."""

    as_of = DayField(label=_("As of"), required=False, widget=DayInput)
    since = DayField(label=_("Compared with"), required=False, widget=DayInput)
