"""Filters of the directory, for the page and the API alike."""

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.appointments.directory_models import DirectoryListing
from apps.appointments.filters import StateFilter
from apps.countries.languages import Tongue


class DirectoryFilter(StateFilter):
    """By words, State, regional group, language and role."""

    q = filters.CharFilter(label=_("Name, rank or institution"), method="search")
    language = filters.ChoiceFilter(
        label=_("Language"), choices=Tongue.choices, method="who_speaks"
    )
    is_alternate = filters.BooleanFilter(label=_("Alternate"))

    class Meta:
        model = DirectoryListing
        fields = ("q", "state", "regional_group", "language", "is_alternate")

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = value.replace("\0", "")
        return rows.filter(
            Q(person_name__icontains=words)
            | Q(rank__icontains=words)
            | Q(institution__icontains=words)
        )

    def who_speaks(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(languages__contains=[value])
