"""Query sets that every request runs, compiled to SQL once.

Building and compiling a query set costs several times what PostgreSQL needs to answer it. Where
the same one runs with each request, its SQL is kept and only its values change. Row-level security
is in force as ever: the statement goes through the same cursor.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, models

M = TypeVar("M", bound=models.Model)


Places = tuple[tuple[str, Any], ...]


class Prepared:
    """A query set of ``values_list`` whose statement is kept.

    ``build`` makes it from ``marks``, one value of the right type for each parameter, all different
    and found nowhere else in the query; ``rows`` then runs it with other values in their places.
    What ``build`` does with them must not depend on what they are. A mark that the statement does
    not hold is an error unless ``every_mark`` is off.
    """

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any, Any]],
        *,
        every_mark: bool = True,
        **marks: Any,
    ) -> None:
        self.build = build
        self.every_mark = every_mark
        self.marks = marks

    @cached_property
    def statement(self) -> tuple[str, Places] | None:
        """The SQL, and for each of its parameters the name of a mark or (with none) a constant.

        ``None`` where the query set is empty whatever the values.
        """
        try:
            sql, values = self.build(**self.marks).query.sql_with_params()
        except EmptyResultSet:
            return None
        places = tuple((self._named(value), value) for value in values)
        lost = set(self.marks) - {name for name, _value in places}
        if lost and self.every_mark:
            raise ValueError(f"{sorted(lost)} are not in the statement")
        return sql, places

    def _named(self, value: Any) -> str:
        same = (n for n, mark in self.marks.items() if type(mark) is type(value) and mark == value)
        return next(same, "")

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows for these values, one for each mark."""
        if self.statement is None:
            return []
        sql, places = self.statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[name] if name else const for name, const in places])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def columns(model: type[models.Model], prefix: str = "") -> list[str]:
    """What to name in ``values_list`` so that ``instance`` can make a record of it."""
    return [f"{prefix}{field.attname}" for field in model._meta.concrete_fields]


def instance(model: type[M], values: Sequence[Any]) -> M:
    """A record from the values of ``columns``."""
    return model.from_db(DEFAULT_DB_ALIAS, columns(model), values)
