"""Moments as days of a State's own calendar, in SQL."""

import datetime as dt

from django.db.models import DateField, DateTimeField, F, Func, Value


def day_in(zone: str, moment: str) -> Func:
    """The date of a moment in a State's capital; ``zone`` names the column of its time zone.

    ``moment__date`` is the date in the reader's own zone: for two readers, two days.
    """
    return _day(F(zone), F(moment))


def today_in(zone: str, now: dt.datetime) -> Func:
    """The date that it is in a State's capital at ``now``, for each row by its own State."""
    return _day(F(zone), Value(now, output_field=DateTimeField()))


def _day(zone: F, moment: F | Value) -> Func:
    template = "timezone(%(expressions)s)::date"
    return Func(zone, moment, template=template, output_field=DateField())
