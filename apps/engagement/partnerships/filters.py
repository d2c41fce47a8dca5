"""What partnerships can be searched by, on pages and over the API alike."""

import datetime as dt
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.engagement.approval.filters import SharedFilter
from apps.engagement.partnerships.models import Partner, PartnerKind, Partnership
from apps.engagement.partnerships.selectors import goes_on_since
from apps.engagement.topics import Topic


class PartnershipFilter(SharedFilter):
    """By words, topic, kind of partner, and whether it goes on, today or in a span of days."""

    topic = filters.MultipleChoiceFilter(label=_("Topic"), choices=Topic.choices)
    partner = filters.MultipleChoiceFilter(
        label=_("Partner"), choices=PartnerKind.choices, method="by_partner"
    )
    active = filters.BooleanFilter(label=_("Active"), method="by_activity")
    since = filters.DateFilter(label=_("Since"), method="by_end")
    until = filters.DateFilter(label=_("Until"), field_name="starts_on", lookup_expr="lte")

    searched = ("title", "purpose", "outcome")

    class Meta:
        model = Partnership
        fields = ("q", "topic", "partner", "active", "since", "until", "approved", "state")

    def by_partner(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        among = Partner.objects.filter(partnership=OuterRef("pk"), kind__in=value)
        return rows.filter(Exists(among))

    def by_end(self, rows: QuerySet[Any], name: str, value: dt.date) -> QuerySet[Any]:
        return rows.filter(goes_on_since(value))

    def by_activity(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        actor = getattr(self.request, "actor", None)
        home = actor.country if actor is not None else None
        now = timezone.now()
        today = home.local_date(now) if home else now.date()
        goes_on = Q(starts_on__lte=today) & goes_on_since(today)
        return rows.filter(goes_on if value else ~goes_on)
