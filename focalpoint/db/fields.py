"""Columns of days that people type: within bounds on pages, over the API and in sheets."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from focalpoint.days import DAY_VALIDATORS, DUE_VALIDATORS

if TYPE_CHECKING:
    # With the types that the stubs give to the fields of Django.
    DayField = models.DateField
    DueField = models.DateField
else:

    class _Date(type):
        """What is the same to the database is the same to its expressions.

        They ask whether the one's field is of the other's class, and refuse mixed types.
        """

        def __instancecheck__(cls, instance: Any) -> bool:
            is_day = isinstance(instance, models.DateField)
            return is_day and not isinstance(instance, models.DateTimeField)

    class DayField(models.DateField, metaclass=_Date):
        """A day of the record (``focalpoint.days``).

        A day that stood before it was bounded may stay while other fields are changed. To
        migrations and history it is Django's own field: the column knows nothing of the bounds.
        """

        bounds: Sequence[Callable[[Any], None]] = DAY_VALIDATORS

        def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
            name, _path, args, kwargs = super().deconstruct()
            return name, "django.db.models.DateField", args, kwargs

        def validate(self, value: Any, model_instance: Any) -> None:
            super().validate(value, model_instance)
            if value in self.empty_values:
                return
            try:
                for bound in self.bounds:
                    bound(value)
            except ValidationError:
                if not self._stands(value, model_instance):
                    raise

        def _stands(self, value: Any, record: Any) -> bool:
            """Whether the record has had that very day."""
            if record is None or record._state.adding:
                return False
            rows = type(record)._base_manager.filter(pk=record.pk, **{self.attname: value})
            return bool(rows.exists())

    class DueField(DayField):
        """A day by which something is to be done."""

        bounds = DUE_VALIDATORS


def out_of_bounds(model: type[models.Model], name: str, day: dt.date | None) -> str:
    """Why a field of days cannot get a day that no validation of a record looks at."""
    field: Any = model._meta.get_field(name)
    try:
        field.validate(day, None)
    except ValidationError as error:
        return str(error.messages[0])
    return ""
