"""A vacancy is each day on which nobody serves, once somebody has; no day stands in two."""

import datetime as dt
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from apps.appointments.tenures import gaps, served_days

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 4, 30)
DAY = dt.timedelta(days=1)
days = st.dates(FIRST, LAST)


@dataclass(frozen=True)
class Service:
    starts_on: dt.date
    ends_on: dt.date | None


services = st.lists(
    st.builds(
        lambda start, length: Service(start, None if length is None else start + DAY * length),
        days,
        st.none() | st.integers(0, 60),
    ),
    max_size=6,
)


def calendar(first, last):
    return [first + DAY * number for number in range((last - first).days + 1)]


def serves(service, day):
    return service.starts_on <= day and (service.ends_on is None or day <= service.ends_on)


@given(tenures=services, as_of=days)
def test_the_vacancies_are_the_days_on_which_nobody_served(tenures, as_of):
    begun = [each.starts_on for each in tenures if each.starts_on <= as_of]
    expected = [
        day
        for day in (calendar(min(begun), as_of) if begun else [])
        if not any(serves(each, day) for each in tenures)
    ]
    found = gaps(tenures, as_of)
    listed = [day for gap in found for day in calendar(gap.starts_on, gap.ends_on or as_of)]
    assert listed == expected
    assert sum(gap.days for gap in found) == len(expected)
    # Only the last one can go on, and it does where nobody serves on the day that is asked about.
    assert [gap.is_open for gap in found] == [
        number == len(found) - 1 and as_of in expected for number in range(len(found))
    ]


@given(service=st.builds(Service, days, st.none()), as_of=days)
def test_a_tenure_counts_both_ends_and_nothing_that_lies_ahead(service, as_of):
    expected = len(calendar(service.starts_on, as_of)) if service.starts_on <= as_of else 0
    assert served_days(service, as_of) == expected


def test_a_successor_of_the_next_day_leaves_no_gap():
    first = Service(FIRST, dt.date(2024, 1, 31))
    assert gaps([first, Service(dt.date(2024, 2, 1), None)], LAST) == []
    [gap] = gaps([first, Service(dt.date(2024, 2, 2), None)], LAST)
    assert (gap.starts_on, gap.ends_on, gap.days) == (dt.date(2024, 2, 1), dt.date(2024, 2, 1), 1)


def test_a_tenure_may_last_until_the_last_day_of_the_calendar():
    assert gaps([Service(FIRST, dt.date.max)], LAST) == []
