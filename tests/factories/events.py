"""Events between cycles."""

import datetime as dt

import factory

from apps.assessments.event_models import RiskEvent
from tests.factories.records import StateRecordFactory


class RiskEventFactory(StateRecordFactory):
    """An incident, read by the government."""

    class Meta:
        model = RiskEvent

    reference = factory.Sequence(lambda n: f"TST-EV-2026-{n:04d}")
    title = "Attack on a market"
    occurred_on = dt.date(2026, 3, 14)
