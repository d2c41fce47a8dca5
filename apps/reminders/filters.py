"""What one's own reminders, and the mails of a State, can be searched by."""

from typing import Any

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.reminders.models import DigestState, Reminder, ReminderState


class ReminderFilter(filters.FilterSet):
    """By State, kind, what became of it, and the deadline."""

    country = filters.CharFilter(label=_("State"), field_name="country__code")
    kind = filters.CharFilter(label=_("Kind"))
    state = filters.MultipleChoiceFilter(label=_("Delivery"), choices=ReminderState.choices)
    unread = filters.BooleanFilter(label=_("Unread"), field_name="read_at", lookup_expr="isnull")
    due_after = filters.DateFilter(label=_("Due from"), field_name="due_on", lookup_expr="gte")
    due_before = filters.DateFilter(label=_("Due until"), field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Reminder
        fields: tuple[str, ...] = ()


class DeliveryFilter(filters.FilterSet):
    """To whom, when, and what became of it; the State for those who answer for all of them."""

    q = filters.CharFilter(
        label=_("Search by name"), field_name="recipient__name", lookup_expr="icontains"
    )
    country = filters.ModelChoiceFilter(
        label=_("State"), queryset=Country.objects.order_by("name"), to_field_name="code"
    )
    since = filters.DateFilter(label=_("From"), field_name="local_date", lookup_expr="gte")
    until = filters.DateFilter(label=_("Until"), field_name="local_date", lookup_expr="lte")
    state = filters.ChoiceFilter(
        label=_("Status"), choices=DigestState.choices, empty_label=_("Any")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.actor.administers:
            del self.filters["country"]
