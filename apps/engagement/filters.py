"""What the calendar of the Universal Periodic Review can be searched by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from apps.engagement.models import UprSession, UprSlot


class UprSessionFilter(filters.FilterSet):
    """By cycle."""

    cycle = filters.NumberFilter(label=_("Cycle"), field_name="cycle__number")

    class Meta:
        model = UprSession
        fields: tuple[str, ...] = ()


class UprSlotFilter(filters.FilterSet):
    """By State, session and cycle."""

    country = filters.CharFilter(label=_("State (code)"), field_name="country__code")
    session = filters.NumberFilter(label=_("Session"), field_name="session__number")
    cycle = filters.NumberFilter(label=_("Cycle"), field_name="session__cycle__number")
    is_active = filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = UprSlot
        fields: tuple[str, ...] = ()
