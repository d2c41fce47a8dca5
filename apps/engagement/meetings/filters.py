"""What meetings can be searched by, on pages and over the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.engagement.approval.filters import NetworkFilter
from apps.engagement.meetings.models import (
    CommitmentStatus,
    Gathering,
    MeetingCommitment,
    MeetingKind,
    Participation,
    Presence,
    Statement,
)
from apps.engagement.meetings.selectors import each_meeting_once


def all_states(request: HttpRequest | None) -> QuerySet[Country]:
    """The States to filter by."""
    return Country.objects.order_by("name")


class MeetingFilter(filters.FilterSet):
    """By words, kind and dates."""

    q = filters.CharFilter(label=_("Title, place or words"), method="by_words")
    kind = filters.MultipleChoiceFilter(label=_("Kind"), choices=MeetingKind.choices)
    since = filters.DateFilter(label=_("Since"), field_name="starts_on", lookup_expr="gte")
    until = filters.DateFilter(label=_("Until"), field_name="starts_on", lookup_expr="lte")

    searched: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        found = Q()
        for field in self.searched:
            found |= Q(**{f"{field}__icontains": words})
        return rows.filter(found)


class GatheringFilter(MeetingFilter):
    """The calendar."""

    searched = ("title", "place", "organiser", "agenda")

    class Meta:
        model = Gathering
        fields = ("q", "kind", "since", "until")


class ParticipationFilter(NetworkFilter, MeetingFilter):
    """What States recorded; also by what they said, and whether it is approved."""

    searched = ("title", "place", "counterparts", "statement_text", "outcome")
    presence = filters.MultipleChoiceFilter(label=_("Part taken"), choices=Presence.choices)
    statement = filters.MultipleChoiceFilter(label=_("Statement"), choices=Statement.choices)
    approved = filters.BooleanFilter(
        label=_("Approved"), field_name="approved_at", lookup_expr="isnull", exclude=True
    )
    promised = filters.BooleanFilter(label=_("With open commitments"), method="by_promise")
    state = filters.ModelChoiceFilter(
        label=_("State"), field_name="country", queryset=all_states, to_field_name="code"
    )

    class Meta:
        model = Participation
        fields = ("q", "kind", "since", "until", "presence", "statement", "approved", "promised")

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        # Last, so that a record which another filter leaves out stands for no meeting.
        return each_meeting_once(rows) if self.form.cleaned_data.get("shared") else rows

    def by_promise(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        still = MeetingCommitment.objects.filter(
            participation=OuterRef("pk"), status=CommitmentStatus.OPEN
        )
        return rows.filter(Exists(still) if value else ~Exists(still))
