"""Days of the record, as readers ask for them.

Whatever page or program asks for a day, it lies between ``FIRST_DAY`` and ``LAST_DAY``: years can
be added to it and taken away, and no calendar ends meanwhile.
"""

import datetime as dt

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FIRST_DAY, LAST_DAY = dt.date(1800, 1, 1), dt.date(2200, 12, 31)
DAY_VALIDATORS = (MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY))


class DayField(forms.DateField):
    """A day of the record in a form."""

    default_validators = list(DAY_VALIDATORS)


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]
    """A day of the record among the filters of a list."""

    field_class = DayField
