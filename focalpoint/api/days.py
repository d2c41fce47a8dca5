"""Days of the record in what programs ask."""

from rest_framework import serializers

from focalpoint.days import DAY_VALIDATORS, DUE_VALIDATORS


class DayField(serializers.DateField):
    """A day of the record, within the same bounds as on the pages (``focalpoint.days``)."""

    default_validators = list(DAY_VALIDATORS)


class DueField(serializers.DateField):
    """A day by which something is to be done, within the bounds of the pages."""

    default_validators = list(DUE_VALIDATORS)
