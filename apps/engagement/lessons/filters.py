"""What the library can be searched by, on pages and over the API alike."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import Item
from apps.countries.models import RegionalGroup
from apps.engagement.approval.filters import SharedFilter
from apps.engagement.lessons.models import Lesson
from apps.engagement.lessons.selectors import steps, with_day
from apps.engagement.lessons.words import asked_for
from apps.engagement.topics import Tongue, Topic


def steps_in_force(request: HttpRequest | None) -> QuerySet[Item]:
    """The steps to filter by."""
    return steps()


class LessonFilter(SharedFilter):
    """By words of the whole text, topic, region, language, step, and the day of sharing."""

    topic = filters.MultipleChoiceFilter(label=_("Topic"), choices=Topic.choices)
    region = filters.MultipleChoiceFilter(label=_("Region"), choices=RegionalGroup.choices)
    language = filters.MultipleChoiceFilter(label=_("Language"), choices=Tongue.choices)
    step = filters.ModelChoiceFilter(label=_("Step"), queryset=steps_in_force, to_field_name="code")

    since = filters.DateFilter(label=_("Since"), method="by_day", lookup_expr="gte")
    until = filters.DateFilter(label=_("Until"), method="by_day", lookup_expr="lte")

    class Meta:
        model = Lesson
        fields = ("q", "topic", "region", "language", "step", "since", "until", "approved", "state")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(words=asked_for(value)) if value.strip() else rows

    def by_day(self, rows: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        asked = f"shared_on__{self.filters[name].lookup_expr}"
        return with_day(rows).filter(**{asked: value})
