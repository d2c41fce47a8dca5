"""Pages of a list.

Records of States are paged by keyset: the cursor holds the last row's sort value and id, so that
a page as deep as 50,000 costs what the first one costs, rows added meanwhile shift nothing, and
nobody counts. Reference data (States, treaties, catalogues: some hundreds of rows) is paged by
number, with its count.
"""

import base64
import binascii
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.utils.urls import remove_query_param, replace_query_param

from focalpoint.api.problems import ParameterError


class RowAfter(Func):
    """``(a, b) > (x, y)``: PostgreSQL's row comparison, which an index on (a, b) answers."""

    output_field = BooleanField()

    def __init__(self, columns: list[F], values: list[Value], *, descending: bool) -> None:
        self.width = len(columns)
        super().__init__(*columns, *values)
        self.operator = "<" if descending else ">"

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        compiled = [compiler.compile(each) for each in self.source_expressions]
        left = ", ".join(sql for sql, _values in compiled[: self.width])
        right = ", ".join(sql for sql, _values in compiled[self.width :])
        parameters = tuple(value for _sql, values in compiled for value in values)
        return f"({left}) {self.operator} ({right})", parameters


class Pagination(BasePagination):
    """What both kinds share: ``page_size`` and ``ordering``."""

    page_size = 50
    max_page_size = 200
    parameters: tuple[str, ...] = ("page_size", "ordering")

    def page(self, queryset: Any, request: Any, view: Any) -> dict[str, Any]:
        """The body of one page of ``queryset``, as rows of ``view.shown_class``."""
        raise NotImplementedError

    def size(self, request: Any) -> int:
        return _whole_number(request, "page_size", self.page_size, self.max_page_size)

    def ordering(self, request: Any, view: Any) -> tuple[str, bool]:
        """The field to sort by and whether it descends."""
        asked = request.query_params.get("ordering") or view.default_ordering
        name = asked.removeprefix("-")
        if name not in view.orderings:
            known = ", ".join(sorted(view.orderings))
            message = _("Sort by one of %(known)s.") % {"known": known}
            raise ParameterError({"ordering": [message]})
        return view.orderings[name], asked.startswith("-")

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        values = [f"{sign}{name}" for name in view.orderings for sign in ("", "-")]
        size = {
            "type": "integer",
            "minimum": 1,
            "maximum": self.max_page_size,
            "default": self.page_size,
        }
        order = {"type": "string", "enum": values, "default": view.default_ordering}
        return [
            _parameter("page_size", size, _("Rows per page.")),
            _parameter("ordering", order, _("Sort; a minus sign reverses it.")),
        ]


@dataclass(frozen=True)
class Cursor:
    """A place in a sorted list: after (or, ``backward``, before) the row with these values."""

    ordering: str
    backward: bool
    value: Any
    pk: uuid.UUID

    def __str__(self) -> str:
        packed = orjson.dumps([self.ordering, self.backward, self.value, self.pk])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str, field: models.Field, ordering: str) -> "Cursor":
        """Raises ``ParameterError`` for anything that this class did not write for ``ordering``."""
        try:
            packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            written_for, backward, value, pk = orjson.loads(packed)
            clean = None if value is None else field.to_python(value)
            # Text with NUL, say, is no value of ours.
            if isinstance(clean, str) and "\0" in clean:
                raise ValueError
            cursor = cls(written_for, bool(backward), clean, uuid.UUID(pk))
        except (ValueError, TypeError, AttributeError, binascii.Error, ValidationError) as error:
            raise _bad_cursor() from error
        if written_for != ordering or (clean is None and not field.null):
            raise _bad_cursor()
        return cursor


class KeysetPagination(Pagination):
    """``?cursor=``: follow ``next`` and ``previous`` as they are given."""

    parameters = ("cursor", *Pagination.parameters)

    def page(self, queryset: Any, request: Any, view: Any) -> dict[str, Any]:
        path, descending = self.ordering(request, view)
        ordering = f"{'-' if descending else ''}{path}"
        field = _field(queryset.model, path)
        size = self.size(request)
        text = request.query_params.get("cursor")
        cursor = Cursor.parse(text, field, ordering) if text else None
        columns = list(dict.fromkeys([*view.shown_class.columns(), path, "id"]))
        walk = _Walk(queryset, path, descending, field.null, columns)
        found = walk.rows(cursor, size + 1)
        more = len(found) > size
        found = found[:size]
        backward = bool(cursor and cursor.backward)
        if backward:
            found.reverse()
        at = columns.index(path), columns.index("id")

        def link(index: int, towards_start: bool) -> str:
            row = found[index]
            place = Cursor(ordering, towards_start, row[at[0]], row[at[1]])
            url: str = replace_query_param(request.build_absolute_uri(), "cursor", str(place))
            return url

        has_next = bool(found) and (more or backward)
        has_previous = bool(found) and (more if backward else cursor is not None)
        return {
            "next": link(-1, False) if has_next else None,
            "previous": link(0, True) if has_previous else None,
            "results": view.completed([view.shown_class.row(values) for values in found]),
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        cursor = {"type": "string"}
        note = _("A place in the list, as `next` and `previous` give it.")
        return [_parameter("cursor", cursor, note), *super().get_schema_operation_parameters(view)]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return _envelope(schema, {})


@dataclass(frozen=True)
class _Walk:
    """Walks a query set in the order of one column, ties broken by id."""

    queryset: Any
    path: str
    descending: bool
    nullable: bool
    columns: list[str]

    def rows(self, cursor: Cursor | None, count: int) -> list[Any]:
        """Up to ``count`` rows from the cursor on, in the direction of the walk."""
        if cursor is None:
            # PostgreSQL's own order of nulls: last when ascending, first when descending.
            return self._fetch(self.queryset, self.descending, count)
        down = self.descending != cursor.backward
        if self.path == "id":
            bound = RowAfter([F("id")], [Value(cursor.pk)], descending=down)
            return self._fetch(self.queryset.filter(bound), down, count)
        if not self.nullable:
            return self._fetch(self.queryset.filter(self._after(cursor, down)), down, count)
        return self._across_nulls(cursor, down, count)

    def _across_nulls(self, cursor: Cursor, down: bool, count: int) -> list[Any]:
        """Rows with and without a value are two ranges of the index: walk one, then the other."""
        empty = Q(**{f"{self.path}__isnull": True})
        starts_empty = cursor.value is None
        if starts_empty:
            after = RowAfter([F("id")], [Value(cursor.pk)], descending=down)
            here, there = self.queryset.filter(empty).filter(after), ~empty
        else:
            here, there = self.queryset.filter(self._after(cursor, down)), empty
        rows = self._fetch(here, down, count)
        # Ascending, the empty ones come last; descending, first.
        goes_on = down if starts_empty else not down
        if goes_on and len(rows) < count:
            rows += self._fetch(self.queryset.filter(there), down, count - len(rows))
        return rows

    def _after(self, cursor: Cursor, down: bool) -> RowAfter:
        columns = [F(self.path), F("id")]
        field = _field(self.queryset.model, self.path)
        values = [Value(cursor.value, output_field=field), Value(cursor.pk)]
        return RowAfter(columns, values, descending=down)

    def _fetch(self, queryset: Any, down: bool, count: int) -> list[Any]:
        sign = "-" if down else ""
        order = dict.fromkeys([f"{sign}{self.path}", f"{sign}id"])
        return list(queryset.order_by(*order).values_list(*self.columns)[:count])


class PagePagination(Pagination):
    """``?page=``: for reference data, which is short and rarely changes."""

    max_page_size = 500
    max_page = 100_000
    parameters = ("page", *Pagination.parameters)

    def page(self, queryset: Any, request: Any, view: Any) -> dict[str, Any]:
        path, descending = self.ordering(request, view)
        sign = "-" if descending else ""
        size = self.size(request)
        number = _whole_number(request, "page", 1, self.max_page)
        start = (number - 1) * size
        rows = view.shown_class.rows(
            queryset.order_by(f"{sign}{path}", f"{sign}pk")[start : start + size + 1]
        )
        whole = number == 1 and len(rows) <= size
        count = len(rows) if whole else queryset.count()
        url = request.build_absolute_uri()
        following = replace_query_param(url, "page", number + 1) if len(rows) > size else None
        before = None
        if number > 1:
            before = (
                remove_query_param(url, "page")
                if number == 2
                else replace_query_param(url, "page", number - 1)
            )
        return {
            "count": count,
            "next": following,
            "previous": before,
            "results": view.completed(rows[:size]),
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        page = {"type": "integer", "minimum": 1, "maximum": self.max_page, "default": 1}
        number = _parameter("page", page, _("Number of the page."))
        return [number, *super().get_schema_operation_parameters(view)]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return _envelope(schema, {"count": {"type": "integer", "examples": [193]}})


def _field(model: type[models.Model], path: str) -> models.Field:
    try:
        field = model._meta.get_field(path)
    except FieldDoesNotExist as error:
        raise TypeError(f"{model._meta.label} cannot be sorted by {path}") from error
    assert isinstance(field, models.Field)
    return field


def _whole_number(request: Any, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        message = _("Give a whole number from 1 to %(most)s.") % {"most": most}
        raise ParameterError({name: [message]})
    return int(text)


def _bad_cursor() -> ParameterError:
    return ParameterError({"cursor": [_("Follow `next` and `previous` as they are given.")]})


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


def _envelope(schema: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    link = {"type": ["string", "null"], "format": "uri"}
    properties = {**more, "next": link, "previous": link, "results": schema}
    return {"type": "object", "required": list(properties), "properties": properties}
