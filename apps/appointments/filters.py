"""Filters of appointments and mechanisms, for pages and API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.appointments.models import Appointment, MechanismKind, NationalMechanism
from apps.appointments.selectors import serving_on
from apps.countries.models import Country, RegionalGroup
from focalpoint.db.days import today_in


class StateFilter(filters.FilterSet):
    state = filters.ModelChoiceFilter(
        label=_("State"),
        field_name="country",
        queryset=Country.objects.all(),
        to_field_name="code",
    )
    regional_group = filters.ChoiceFilter(
        label=_("Regional group"),
        field_name="country__regional_group",
        choices=RegionalGroup.choices,
    )


class AppointmentFilter(StateFilter):
    q = filters.CharFilter(label=_("Name or rank"), method="search")
    serving = filters.BooleanFilter(label=_("Serving today"), method="only_serving")
    is_alternate = filters.BooleanFilter(label=_("Alternate"))

    class Meta:
        model = Appointment
        fields = ("q", "state", "regional_group", "serving", "is_alternate")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(person_name__icontains=value) | Q(rank__icontains=value))

    def only_serving(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        # Each State by the day that it is in its own capital.
        condition = serving_on(today_in("country__time_zone", timezone.now()))
        return rows.filter(condition if value else ~condition)


class MechanismFilter(StateFilter):
    kind = filters.MultipleChoiceFilter(label=_("Kind"), choices=MechanismKind.choices)

    class Meta:
        model = NationalMechanism
        fields = ("state", "regional_group", "kind")
