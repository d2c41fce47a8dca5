"""Days of the record, as readers ask for them.

Whatever page or program asks for a day, it lies between ``FIRST_DAY`` and ``LAST_DAY``: years can
be added to it and taken away, and no calendar ends meanwhile.
"""

import datetime as dt
from functools import lru_cache

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import get_language

FIRST_DAY, LAST_DAY = dt.date(1800, 1, 1), dt.date(2200, 12, 31)
DAY_VALIDATORS = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))
# Nothing that is owed here was due before the United Nations were.
FIRST_DUE = dt.date(1945, 1, 1)
DUE_VALIDATORS = (MinValueValidator(FIRST_DUE), MaxValueValidator(LAST_DAY))


class DayField(forms.DateField):
    """A day of the record in a form."""

    default_validators = list(DAY_VALIDATORS)


class DueField(forms.DateField):
    """A day by which something is to be done, in a form."""

    default_validators = list(DUE_VALIDATORS)


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """A day of the record among the filters of a list."""

    field_class = DayField


def spoken(day: dt.date) -> str:
    """The day as ``date_format`` writes it, kept: for tables that name thousands of them."""
    return _spoken(day, get_language())


@lru_cache(maxsize=8192)
def _spoken(day: dt.date, language: str | None) -> str:
    return date_format(day)
