"""Events between cycles."""

import datetime as dt

import factory
from django.utils import timezone

from apps.assessments.alert_models import Alert, AlertList, AlertListEntry, Escalation
from apps.assessments.event_models import RiskEvent
from apps.assessments.rerating_models import FactorRerating
from tests.factories.accounts import UserFactory
from tests.factories.base import RecordFactory
from tests.factories.catalogue import RiskFactorFactory
from tests.factories.records import StateRecordFactory


class RiskEventFactory(StateRecordFactory):
    """An incident, read by the government."""

    class Meta:
        model = RiskEvent

    reference = factory.Sequence(lambda n: f"TST-EV-2026-{n:04d}")
    title = "Attack on a market"
    occurred_on = dt.date(2026, 3, 14)


class AlertListFactory(StateRecordFactory):
    class Meta:
        model = AlertList

    chosen_at = factory.LazyFunction(timezone.now)


class AlertListEntryFactory(RecordFactory[AlertListEntry]):
    class Meta:
        model = AlertListEntry

    alert_list = factory.SubFactory(AlertListFactory)
    person = factory.SubFactory(UserFactory)


class EscalationFactory(RecordFactory[Escalation]):
    """One that waits for its decision."""

    class Meta:
        model = Escalation

    event = factory.SubFactory(RiskEventFactory)
    message = "Send the police?"
    respond_by = dt.date(2031, 5, 1)


class AlertFactory(RecordFactory[Alert]):
    """One that nobody has noted."""

    class Meta:
        model = Alert

    escalation = factory.SubFactory(EscalationFactory)
    person = factory.SubFactory(UserFactory)


class FactorReratingFactory(StateRecordFactory):
    """A factor that is judged high since a day, read by the government."""

    class Meta:
        model = FactorRerating

    factor = factory.SubFactory(RiskFactorFactory)
    effective_on = dt.date(2026, 4, 1)
    level = "high"
    reason = "The ceasefire ended."
