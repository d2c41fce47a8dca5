"""Moments as days of a State's own calendar, in SQL."""

from django.db.models import DateField, F, Func


def day_in(zone: str, moment: str) -> Func:
    """The date of a moment in a State's capital; ``zone`` names the column of its time zone.

    ``moment__date`` is the date in the reader's own zone: for two readers, two days.
    """
    template = "timezone(%(expressions)s)::date"
    return Func(F(zone), F(moment), template=template, output_field=DateField())
