"""What questions of the network can be searched by."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.filters import all_states
from apps.engagement.nudges.models import About, Nudge, NudgeStatus
from focalpoint.db.days import today_in


class NudgeFilter(filters.FilterSet):
    """By State, subject, status, and whether the day has passed."""

    state = filters.ModelChoiceFilter(
        label=_("State"), field_name="country", queryset=all_states, to_field_name="code"
    )
    about = filters.MultipleChoiceFilter(label=_("About"), choices=About.choices)
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=NudgeStatus.choices)
    late = filters.BooleanFilter(label=_("Overdue"), method="by_lateness")

    class Meta:
        model = Nudge
        fields = ("state", "about", "status", "late")

    def by_lateness(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        today = today_in("country__time_zone", timezone.now())
        late = Q(status=NudgeStatus.OPEN, reply_by__lt=today)
        return rows.filter(late if value else ~late)
