"""Days, approvals and re-ratings in the past."""

import datetime as dt
from contextlib import contextmanager

import pytest
from django.utils import timezone

from apps.assessments.rerating.selectors import (
    levels_in_force,
)
from apps.assessments.rerating.services import (
    rerate_factor,
)
from apps.assessments.services import approve_assessment
from focalpoint.acting import acting
from focalpoint.visibility import Visibility

NEXT = {"period_start": dt.date(2026, 7, 1), "period_end": dt.date(2026, 12, 31)}


def day(office, days=0):
    """So many days before today, in the capital."""
    return office.country.local_date(timezone.now()) - dt.timedelta(days)


@contextmanager
def days_ago(days):
    """As if it were so many days ago."""
    then = timezone.now() - dt.timedelta(days)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: then)
        yield


def approved(assessment, who, days, visibility=Visibility.GOVERNMENT):
    with days_ago(days):
        return approve_assessment(actor=who, assessment=assessment, visibility=visibility)


def rerate(who, office, factor, **more):
    given = {"level": "high", "effective_on": day(office, 10), "reason": "The ceasefire ended."}
    return rerate_factor(actor=who, country=office.country, factor=factor, fields={**given, **more})


def in_force(who, office, on=None):
    with acting(who):
        return levels_in_force(office.country, who, on=on)


def level(who, office, code, on=None):
    return in_force(who, office, on).by_code[code].level
