"""Offsets and working days, in Python and in SQL."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.reminders.schedule import (
    USUAL,
    KindRule,
    Rules,
    has_offset_sql,
    latest_offset_sql,
    zones_at,
)
from apps.reminders.workdays import WorkCalendar
from tests.reminders.conftest import at

DAY = dt.timedelta(days=1)
DUE = dt.date(2026, 6, 30)
AGES = range(-60, 800)
TOLD = [-30, -14, -7, -1, 0, 1, *range(7, 800, 7)]

some_days = st.lists(st.integers(0, 40), unique=True, max_size=5).map(
    lambda days: tuple(sorted(days, reverse=True))
)
some_days_after = st.lists(st.integers(1, 30), unique=True, min_size=1, max_size=4).map(
    lambda days: tuple(sorted(days))
)
kind_rules = st.builds(KindRule, some_days, some_days_after, st.integers(1, 20))
calendars = st.builds(
    WorkCalendar,
    weekend=st.frozensets(st.integers(1, 7), max_size=3),
    off=st.dictionaries(
        st.integers(-60, 60).map(lambda days: DUE + days * DAY), st.just("Day off"), max_size=12
    ),
)


def brute(rules, rule, today):
    """The latest offset whose mail day has come, by looking at each of them."""
    passed = [o for o in range(-60, 200) if rule.has(o) and rules.mail_day(DUE, o) <= today]
    return max(passed, default=None)


class TestOffsets:
    def test_the_latest_offset_is_the_last_one_that_has_passed(self):
        for age in AGES:
            assert USUAL.latest(age) == max((o for o in TOLD if o <= age), default=None)

    def test_a_rule_has_its_offsets_and_the_repeats(self):
        assert [offset for offset in AGES if USUAL.has(offset)] == TOLD

    @pytest.mark.django_db
    @settings(max_examples=60, deadline=None)
    @given(kind_rules, calendars, st.integers(-50, 120))
    def test_the_database_counts_in_the_same_way(self, rule, calendar, age):
        rules, today = Rules(calendar=calendar), DUE + age * DAY
        behind, ahead = rules.window(today)
        columns = (behind, ahead, list(rule.before_by_age), list(rule.after_by_age), rule.last)
        offsets = range(-45, 150)
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH rule AS (SELECT %s::date AS behind, %s::date AS ahead,"
                " %s::int[] AS before_by_age, %s::int[] AS after_by_age, %s AS last, %s AS every)"
                f" SELECT {latest_offset_sql('rule', '%s::date')},"
                f" ARRAY(SELECT n FROM unnest(%s::int[]) AS n"
                f" WHERE {has_offset_sql('rule', 'n')}) FROM rule",
                [*columns, rule.every, *[DUE] * 4, list(offsets)],
            )
            latest, had = cursor.fetchone()
        assert latest == brute(rules, rule, today)
        assert had == [offset for offset in offsets if rule.has(offset)]


class TestWorkingDays:
    calendar = WorkCalendar(off={dt.date(2026, 6, 25): "Founding day"})
    rules = Rules(calendar=calendar)

    @pytest.mark.parametrize(
        ("due", "offset", "mailed"),
        [
            ("2026-06-30", -7, "2026-06-23"),  # a Tuesday
            ("2026-06-28", 0, "2026-06-26"),  # the day itself a Sunday: on Friday
            ("2026-06-29", -1, "2026-06-26"),
            ("2026-06-26", -1, "2026-06-24"),  # the day before is the founding day
            ("2026-06-26", 1, "2026-06-29"),  # overdue since Saturday: on Monday
            ("2026-06-24", 1, "2026-06-26"),
        ],
    )
    def test_before_the_deadline_early_and_after_it_late(self, due, offset, mailed):
        day = self.rules.mail_day(dt.date.fromisoformat(due), offset)
        assert day == dt.date.fromisoformat(mailed)

    @given(calendars, st.integers(-40, 0))
    def test_what_announces_a_deadline_never_comes_after_it(self, calendar, offset):
        assert Rules(calendar=calendar).mail_day(DUE, offset) <= DUE + offset * DAY

    @given(calendars, st.integers(-40, 40))
    def test_mail_goes_on_working_days(self, calendar, offset):
        day = Rules(calendar=calendar).mail_day(DUE, offset)
        assert calendar.is_working(day)

    def test_a_friday_and_saturday_weekend(self):
        calendar = WorkCalendar(weekend=frozenset({5, 6}))
        assert not calendar.is_working(dt.date(2026, 6, 26))
        assert calendar.is_working(dt.date(2026, 6, 28))

    def test_a_day_that_is_worked_all_the_same(self):
        calendar = WorkCalendar(worked=frozenset({dt.date(2026, 6, 27)}))
        assert calendar.is_working(dt.date(2026, 6, 27))

    def test_public_holidays_are_known_by_country_with_their_names(self):
        ghana, nobody = WorkCalendar(iso2="GH"), WorkCalendar(iso2="ZZ")
        day = dt.date(2026, 3, 6)
        assert not ghana.is_working(day)
        assert ghana.name_of(day) == "Independence Day"
        assert nobody.is_working(day)

    def test_a_calendar_without_any_working_day_lets_mail_go(self):
        never = WorkCalendar(weekend=frozenset(range(1, 8)))
        assert never.on_or_before(DUE) == never.on_or_after(DUE) == DUE


class TestQuietHours:
    rules = Rules(quiet_from=dt.time(20), quiet_until=dt.time(7))

    @pytest.mark.parametrize(
        ("now", "end"),
        [
            ("2026-06-23 19:59", None),
            ("2026-06-23 20:00", "2026-06-24 07:00"),
            ("2026-06-24 00:30", "2026-06-24 07:00"),
            ("2026-06-24 07:00", None),
        ],
    )
    def test_they_end_in_the_morning(self, now, end):
        assert self.rules.quiet_end(at(now)) == (end and at(end))

    def test_a_rest_at_noon_ends_on_the_same_day(self):
        rules = Rules(quiet_from=dt.time(12), quiet_until=dt.time(14))
        assert rules.quiet_end(at("2026-06-23 13:00")) == at("2026-06-23 14:00")

    def test_there_may_be_none(self):
        rules = Rules(quiet_from=dt.time(0), quiet_until=dt.time(0))
        assert rules.quiet_end(at("2026-06-23 00:00")) is None


@pytest.mark.django_db
def test_each_zone_has_its_own_today():
    zones = zones_at(at("2026-06-23 11:30"), ["Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago"])
    assert {zone.name: zone.today.day for zone in zones} == {
        "Pacific/Kiritimati": 24,
        "UTC": 23,
        "Pacific/Pago_Pago": 23,
    }
