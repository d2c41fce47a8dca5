"""141 indicators that rest on 200 items of evidence: no page asks more for it, and none is slow."""

import datetime as dt
import time

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.services import create_assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.costs import statements
from tests.factories import (
    EvidenceFactory,
    IndicatorFactory,
    InstitutionFactory,
    RiskFactorFactory,
    actor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Statements, session and user included; the same for an assessment that nobody has begun to fill.
MOST_SECONDS = 0.3
PAGES = {
    "factor-rate": 8,
    "finding": 6,
    "assessment-detail": 8,
    "assessment-findings": 6,
    "assessment-charts": 13,
    "assessment-resilience": 6,
    "assessment-preview": 10,
}


@pytest.fixture
def full():
    """A draft in which everything is recorded, and an official who works on it."""
    office = InstitutionFactory()
    official = actor(Role.OFFICIAL, office)
    sizes = (11, 8, 10, 9, 8, 11, 14, 12, 6, 8, 8, 10, 18, 8)
    for number, size in enumerate(sizes, 1):
        factor = RiskFactorFactory(code=f"RF{number}", label=str(number), order=number * 100)
        for each in range(1, size + 1):
            code = f"{number}.{each}"
            IndicatorFactory(
                framework=factor.framework,
                parent=factor,
                code=code,
                label=code,
                order=number * 100 + each,
            )
    fields = {
        "title": "National assessment",
        "period_start": dt.date(2026, 1, 1),
        "period_end": dt.date(2026, 6, 30),
        "lead_institution": office,
    }
    draft = create_assessment(actor=official, country=office.country, fields=fields)
    with acting(SYSTEM, reason="test set-up"):
        proofs = [
            EvidenceFactory(
                office=office, target_kind="assessments.assessment", target_id=draft.pk
            ).pk
            for _number in range(200)
        ]
        indicators = [
            i for f in draft.framework.items.filter(parent=None) for i in f.children.all()
        ]
        IndicatorFinding.objects.bulk_create(
            IndicatorFinding(
                assessment=draft,
                indicator=indicator,
                presence="present",
                source="Ministry of the Interior",
                observed_on=dt.date(2026, 1, 1),
                note="In three districts. " * 10,
                evidence=proofs,
            )
            for indicator in indicators
        )
    assert len(indicators) == 141
    return draft, official


def test_no_page_asks_more_or_is_slow_when_everything_is_recorded(full):
    draft, official = full
    client = Client()
    client.force_login(User.objects.get(pk=official.user_id))
    asked, slow = {}, {}
    for name in PAGES:
        address = address_of(name, draft)
        assert client.get(address).status_code == 200
        with statements() as sent:
            client.get(address)
        asked[name] = len(sent)
        took = fastest(client, address)
        if took > MOST_SECONDS:
            slow[name] = took
    assert asked == {name: min(asked[name], most) for name, most in PAGES.items()}
    assert not slow, slow


def address_of(name, draft):
    more = {"factor-rate": ["RF13"], "finding": ["RF13", "13.18"]}
    return reverse(name, args=[draft.reference, *more.get(name, [])])


def fastest(client, address):
    """Seconds that the server worked on the quickest of ten answers.

    Of the process and not of the clock: what else runs on the machine is no cost.
    """
    took = []
    for _attempt in range(10):
        began = time.process_time()
        client.get(address)
        took.append(time.process_time() - began)
        if took[-1] <= MOST_SECONDS:
            break
    return min(took)
