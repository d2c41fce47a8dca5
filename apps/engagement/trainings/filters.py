"""What trainings can be searched by, on pages and over the API alike."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.filters import SharedFilter
from apps.engagement.topics import Tongue, Topic
from apps.engagement.trainings.models import Training


class TrainingFilter(SharedFilter):
    """By words, topic, language and dates."""

    topic = filters.MultipleChoiceFilter(label=_("Topic"), choices=Topic.choices)
    language = filters.MultipleChoiceFilter(label=_("Language"), choices=Tongue.choices)
    since = filters.DateFilter(label=_("Since"), field_name="starts_on", lookup_expr="gte")
    until = filters.DateFilter(label=_("Until"), field_name="starts_on", lookup_expr="lte")

    searched = ("title", "audience", "given_by", "outcome")

    class Meta:
        model = Training
        fields = ("q", "topic", "language", "since", "until", "approved", "state")
