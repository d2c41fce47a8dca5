"""References: per State and year, without gaps, safe when many save at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from apps.countries.references import next_reference
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import CountryFactory


def give(country, *, fail=False):
    """The next reference in a transaction of its own; ``fail`` rolls it back."""
    try:
        with acting(SYSTEM), transaction.atomic():
            reference = next_reference(country, year=2026)
            if fail:
                raise ZeroDivisionError
            return reference
    except ZeroDivisionError:
        return None


@pytest.mark.django_db
def test_references_count_per_state_series_and_year():
    first, second = CountryFactory(code="XAA"), CountryFactory(code="XAB")
    with acting(SYSTEM):
        given = [
            next_reference(first, year=2026),
            next_reference(first, year=2026),
            next_reference(first, year=2027),
            next_reference(first, year=2026, series="RA"),
            next_reference(second, year=2026),
        ]
    assert given == [
        "XAA-2026-0001",
        "XAA-2026-0002",
        "XAA-2027-0001",
        "XAA-RA-2026-0001",
        "XAB-2026-0001",
    ]


@pytest.mark.django_db(transaction=True)
def test_no_number_is_lost_or_given_twice_when_many_save_at_once():
    country = CountryFactory(code="XAA")

    def work(n):
        try:
            return give(country, fail=n % 3 == 0)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        given = sorted(filter(None, pool.map(work, range(60))))
    assert given == [f"XAA-2026-{n:04d}" for n in range(1, 41)]


@pytest.mark.django_db(transaction=True)
def test_a_reference_outside_a_transaction_is_a_mistake():
    with pytest.raises(RuntimeError):
        next_reference(CountryFactory(), year=2026)
