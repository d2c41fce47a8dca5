"""The dates of a rule, and its words."""

import datetime as dt
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.actions.recurrence import Frequency, Rule

DAY = dt.date


def first(count, frequency, starts_on, interval=1, **more):
    rule = Rule(Frequency(frequency), interval, starts_on, **more)
    return [f"{day:%Y-%m-%d}" for day in islice(rule.dates(), count)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            first(3, "weekly", DAY(2026, 11, 23), 2),
            ["2026-11-23", "2026-12-07", "2026-12-21"],
        ),
        (
            first(3, "monthly", DAY(2027, 1, 31)),
            ["2027-01-31", "2027-02-28", "2027-03-31"],
        ),
        (
            first(3, "monthly", DAY(2027, 1, 29)),
            ["2027-01-29", "2027-02-28", "2027-03-29"],
        ),
        (
            first(3, "monthly", DAY(2027, 2, 28), 3, last_day=True),
            ["2027-02-28", "2027-05-31", "2027-08-31"],
        ),
        (
            first(3, "yearly", DAY(2028, 2, 29)),
            ["2028-02-29", "2029-02-28", "2030-02-28"],
        ),
        (first(9, "yearly", DAY(2027, 3, 31), times=2), ["2027-03-31", "2028-03-31"]),
        (
            first(9, "monthly", DAY(2027, 3, 31), until=DAY(2027, 5, 1)),
            ["2027-03-31", "2027-04-30"],
        ),
    ],
)
def test_its_dates(found, expected):
    assert found == expected


def test_the_next_date_comes_after_the_day():
    rule = Rule(Frequency.MONTHLY, 1, DAY(2027, 1, 15))
    assert rule.after(DAY(2027, 1, 14)) == DAY(2027, 2, 15)
    assert rule.after(DAY(2027, 2, 14)) == DAY(2027, 2, 15)
    assert rule.after(DAY(2027, 2, 15)) == DAY(2027, 3, 15)


def test_a_rule_of_last_days_counts_its_first_month_as_done():
    rule = Rule(Frequency.MONTHLY, 1, DAY(2027, 1, 15), last_day=True)
    assert rule.after(DAY(2027, 1, 15)) == DAY(2027, 2, 28)


def test_a_rule_that_has_ended_has_no_next_date():
    rule = Rule(Frequency.WEEKLY, 1, DAY(2027, 1, 4), times=2)
    assert rule.after(DAY(2027, 1, 11)) is None


def test_the_dates_between_leave_both_ends_out():
    rule = Rule(Frequency.WEEKLY, 1, DAY(2027, 1, 4))
    assert rule.between(DAY(2027, 1, 4), DAY(2027, 1, 25)) == [DAY(2027, 1, 11), DAY(2027, 1, 18)]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(Frequency.WEEKLY, 1, DAY(2026, 11, 23)), "Every week, Monday"),
        (
            Rule(Frequency.MONTHLY, 3, DAY(2027, 3, 31), last_day=True),
            "Every 3 months, the last day",
        ),
        (Rule(Frequency.MONTHLY, 1, DAY(2027, 3, 5)), "Every month, day 5"),
        (
            Rule(Frequency.YEARLY, 1, DAY(2027, 3, 31), until=DAY(2030, 1, 1)),
            "Every year, 31 March, until 1 January 2030",
        ),
        (
            Rule(Frequency.WEEKLY, 2, DAY(2026, 11, 23), times=4),
            "Every 2 weeks, Monday, 4 times in all",
        ),
    ],
)
def test_its_words(rule, words):
    assert rule.words == words


@given(
    st.builds(
        Rule,
        frequency=st.sampled_from(Frequency),
        interval=st.integers(1, 60),
        starts_on=st.dates(DAY(2020, 1, 1), DAY(2040, 12, 31)),
        last_day=st.booleans(),
    ),
    st.integers(0, 3000),
)
def test_every_rule_has_a_next_date_and_none_twice(rule, days):
    if rule.last_day and rule.frequency == Frequency.WEEKLY:
        return
    dates = list(islice(rule.dates(), 8))
    assert dates == sorted(set(dates))
    day = rule.starts_on + dt.timedelta(days=days)
    after = rule.after(day)
    assert after is not None
    assert after > day
    assert rule.between(day, after) == []
