"""References that people see, such as ``GHA-2026-0042``: per State and year, without gaps."""

from django.db import connection

from apps.countries.models import Country, ReferenceCounter
from focalpoint.ids import uuid7

# One statement counts and locks: the row stays locked until the transaction ends.
_NEXT = f"""
    INSERT INTO {ReferenceCounter._meta.db_table} AS counter (id, country_id, series, year, last)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (country_id, series, year) DO UPDATE SET last = counter.last + excluded.last
    RETURNING last
"""  # noqa: S608


def next_reference(country: Country, *, year: int, series: str = "") -> str:
    """The next reference of a State's series in ``year``; see ``next_references``."""
    return next_references(country, year=year, count=1, series=series)[0]


def next_references(country: Country, *, year: int, count: int, series: str = "") -> list[str]:
    """The next ``count`` references of a State's series in ``year``, in their order.

    Must run in the transaction that saves the record: the counter's row stays locked until it ends,
    so that no number is skipped when it rolls back and none is given twice.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_references() needs the transaction that saves the record.")
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [uuid7(), country.pk, series, year, count])
        last = cursor.fetchone()[0]
    start = "-".join([country.code, *([series] if series else []), str(year)])
    return [f"{start}-{number:04d}" for number in range(last - count + 1, last + 1)]
