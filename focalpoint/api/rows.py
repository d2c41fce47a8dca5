"""Representations: a resource's columns, read straight from the database into JSON.

A ``RowSerializer`` is declared like any model serializer, so that the schema knows its types, but a
list or a detail is one ``values_list`` query: no model instances, no field-by-field conversion.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import models
from rest_framework import serializers

Convert = Callable[[Any], Any]


class Derived:
    """Mixin of a serializer field whose value is computed from its one column."""

    def from_column(self, value: Any) -> Any:
        raise NotImplementedError


class RowSerializer(serializers.ModelSerializer[Any]):
    """The shape of one resource in every answer; read only.

    A field's ``source`` may follow foreign keys (``country.code``) or name an annotation of the
    view's query set. What it shows is a function of the row's own ``version``: names of other
    records, which may change without it, are asked for where they live.
    """

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The ``values_list`` paths, in the order of the fields."""
        return _plan(cls)[1]

    @classmethod
    def row(cls, values: Sequence[Any]) -> dict[str, Any]:
        """One JSON object; values beyond the columns are left out."""
        names, _, copies, converts = _plan(cls)
        row = dict(zip(names, values, strict=False))
        for name, twin in copies:
            row[name] = row[twin]
        for name, convert in converts:
            row[name] = convert(row[name])
        return row

    @classmethod
    def rows(cls, queryset: models.QuerySet[Any]) -> list[dict[str, Any]]:
        """One JSON object per row of ``queryset``, in its order."""
        make = cls.row
        return [make(values) for values in queryset.values_list(*cls.columns())]

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only, field.required = True, False
        return fields


# Names and their columns, names that share another one's column, and conversions.
Plan = tuple[
    tuple[str, ...],
    tuple[str, ...],
    tuple[tuple[str, str], ...],
    tuple[tuple[str, Convert], ...],
]


@cache
def _plan(serializer: type[RowSerializer]) -> Plan:
    fields = serializer().fields
    first: dict[str, str] = {}
    copies = []
    for name, field in fields.items():
        column = str(field.source).replace(".", "__")
        twin = first.setdefault(column, name)
        if twin != name:
            copies.append((name, twin))
    converts = tuple(
        (name, field.from_column) for name, field in fields.items() if isinstance(field, Derived)
    )
    return tuple(first.values()), tuple(first), tuple(copies), converts
