"""Filters that the lists of engagement share."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.engagement.approval.selectors import is_shared


def all_states(request: HttpRequest | None) -> QuerySet[Country]:
    """The States to filter by."""
    return Country.objects.order_by("name")


class NetworkFilter(filters.FilterSet):
    """By what the network reads: whoever follows a number finds what it counts, at home too."""

    shared = filters.BooleanFilter(label=_("Shared"), method="by_sharing", widget=forms.HiddenInput)

    def by_sharing(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        return rows.filter(is_shared() if value else ~is_shared())


class SharedFilter(NetworkFilter):
    """By words, approval and State; ``searched`` names the fields in which words are looked for."""

    q = filters.CharFilter(label=_("Title or words"), method="by_words")
    approved = filters.BooleanFilter(
        label=_("Approved"), field_name="approved_at", lookup_expr="isnull", exclude=True
    )
    state = filters.ModelChoiceFilter(
        label=_("State"), field_name="country", queryset=all_states, to_field_name="code"
    )

    searched: tuple[str, ...] = ("title",)

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        found = Q()
        for field in self.searched:
            found |= Q(**{f"{field}__icontains": words})
        return rows.filter(found)
