"""Evidence and the approval of its report at once: the second is judged by what the first made."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from apps.evidence.services import (
    attach_link,
    change_evidence,
    restore_evidence,
    revise_evidence,
    withdraw_evidence,
)
from apps.recommendations.services import approve_progress, report_progress
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from tests.recommendations.test_strategy_races import meeting

pytestmark = pytest.mark.django_db(transaction=True)

GAZETTE = "https://example.org/gazette/12"


@pytest.fixture
def report(official, office, seven):
    return report_progress(
        actor=official,
        country=office.country,
        item=seven[0],
        status="done",
        narrative="Decree 12.",
        effective_on=dt.date(2026, 3, 1),
    )


def _restored(who, item):
    withdraw_evidence(actor=SYSTEM, evidence=item, version=None, reason="Wrong")
    return lambda: restore_evidence(actor=who, evidence=item, version=None)


WRITES = {
    "change": lambda who, item: (
        lambda: change_evidence(actor=who, evidence=item, changes={"title": "Other"}, version=None)
    ),
    "revise": lambda who, item: (
        lambda: revise_evidence(actor=who, evidence=item, version=None, url=GAZETTE + "b")
    ),
    "withdraw": lambda who, item: (
        lambda: withdraw_evidence(actor=who, evidence=item, version=None, reason="Wrong")
    ),
    "restore": _restored,
}


@pytest.mark.parametrize("prepare", WRITES.values(), ids=WRITES)
def test_what_is_approved_meanwhile_is_changed_by_nobody_else(
    report, official, focal_point, prepare
):
    item = attach_link(actor=official, target=report, url=GAZETTE)
    write = prepare(official, item)
    with pytest.raises(PermissionDenied):
        meeting(lambda: approve_progress(actor=focal_point, report=report), write)


def test_nor_is_anything_added_to_it(report, official, focal_point):
    with pytest.raises(PermissionDenied):
        meeting(
            lambda: approve_progress(actor=focal_point, report=report),
            lambda: attach_link(actor=official, target=report, url=GAZETTE),
        )


def test_what_is_added_meanwhile_is_not_approved_unseen(report, official, focal_point):
    with pytest.raises(StaleVersionError):
        meeting(
            lambda: attach_link(actor=official, target=report, url=GAZETTE),
            lambda: approve_progress(actor=focal_point, report=report, version=report.version),
        )
