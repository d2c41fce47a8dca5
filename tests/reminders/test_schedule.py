"""The offsets, in Python and in SQL."""

import datetime as dt

import pytest
from django.db import connection

from apps.reminders.schedule import (
    latest_offset,
    latest_offset_sql,
    next_offset,
    next_offset_sql,
    send_time,
    zones_at,
)
from tests.reminders.conftest import at

AGES = range(-60, 800)
DUE = [-30, -14, -7, -1, 0, 1, *range(7, 800, 7)]


def test_the_latest_offset_is_the_last_one_that_has_passed():
    for age in AGES:
        assert latest_offset(age) == max((o for o in DUE if o <= age), default=None)


def test_the_next_offset_is_the_first_one_to_come():
    for age in range(-60, 790):
        assert next_offset(age) == min(o for o in DUE if o > age)


@pytest.mark.django_db
def test_the_database_counts_in_the_same_way():
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT age, {latest_offset_sql('age')}, {next_offset_sql('age')}"
            " FROM generate_series(-60, 800) AS age"
        )
        for age, latest, following in cursor.fetchall():
            assert (latest, following) == (latest_offset(age), next_offset(age))


@pytest.mark.django_db
def test_each_zone_has_its_own_today():
    zones = zones_at(at("2026-06-23 11:30"), ["Pacific/Kiritimati", "UTC", "Pacific/Pago_Pago"])
    assert {zone.name: zone.today.day for zone in zones} == {
        "Pacific/Kiritimati": 24,
        "UTC": 23,
        "Pacific/Pago_Pago": 23,
    }


def test_the_mail_goes_at_eight_by_the_local_clock():
    assert send_time(dt.date(2026, 3, 29), "Europe/Paris") == at("2026-03-29 06:00")
