"""What introductions can be searched by."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.filters import all_states
from apps.engagement.introductions.models import Introduction, IntroductionStatus
from apps.engagement.topics import Topic


class IntroductionFilter(filters.FilterSet):
    """By State on either side, topic and status."""

    state = filters.ModelChoiceFilter(
        label=_("State"), queryset=all_states, to_field_name="code", method="by_state"
    )
    topic = filters.MultipleChoiceFilter(label=_("Topic"), choices=Topic.choices)
    status = filters.MultipleChoiceFilter(label=_("Status"), choices=IntroductionStatus.choices)

    class Meta:
        model = Introduction
        fields = ("state", "topic", "status")

    def by_state(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(Q(country=value) | Q(needing=value))
