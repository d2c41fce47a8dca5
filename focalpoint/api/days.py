"""Days of the record in what programs ask."""

from rest_framework import serializers

from focalpoint.days import DAY_VALIDATORS


class DayField(serializers.DateField):
    """A day of the record, within the same bounds as on the pages (``focalpoint.days``)."""

    default_validators = list(DAY_VALIDATORS)
