"""What one's own reminders can be searched by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from apps.reminders.models import Reminder, ReminderState


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
