"""Files of mails that no row names are removed, and no other file ever is."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.utils import timezone

from apps.correspondence import raw_mail
from apps.correspondence.sweeping import sweep_mail_files
from tests.factories import InboundMailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(settings, tmp_path):
    settings.MAIL_ROOT = str(tmp_path)
    return tmp_path


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def later(**time):
    return timezone.now() + dt.timedelta(**time)


def test_a_file_without_a_row_is_removed_after_a_week(root):
    orphan = raw_mail.keep(b"Subject: nobody\r\n\r\n")
    claimed = raw_mail.keep(b"Subject: somebody\r\n\r\n")
    InboundMailFactory(file=claimed)
    assert sweep_mail_files(now=later(days=6)) == 0
    assert files(root) == {orphan, claimed}
    assert sweep_mail_files(now=later(days=8)) == 1
    assert files(root) == {claimed}
    assert sweep_mail_files(now=later(days=8)) == 0


def test_half_a_mail_is_removed_after_a_day(root):
    raw_mail.keep(b"")
    half = root / "incoming" / "half.eml"
    half.write_bytes(b"Subject: ha")
    assert sweep_mail_files(now=later(hours=23)) == 0
    assert half.exists()
    assert sweep_mail_files(now=later(hours=25)) == 1
    assert not half.exists()


def test_over_the_end_of_a_month(root):
    """What came in on the last day is looked at in the next month too."""
    name = "2026/01/b.eml"
    place = root / name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")
    arrived = dt.datetime(2026, 1, 31, 23, tzinfo=dt.UTC)
    os.utime(place, (arrived.timestamp(),) * 2)
    assert sweep_mail_files(now=arrived + dt.timedelta(days=6)) == 0
    assert sweep_mail_files(now=arrived + dt.timedelta(days=9)) == 1
    assert files(root) == set()


def test_where_nothing_came_in_nothing_is_removed(root):
    assert sweep_mail_files(now=timezone.now()) == 0
