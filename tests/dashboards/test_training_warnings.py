"""The events of the training States: logged, escalated and decided as its people would."""

import pytest
import yaml
from django.utils import timezone

from apps.assessments.alert_models import Escalation
from apps.assessments.event_models import RiskEvent
from apps.dashboards.management.commands.load_demo import DATA
from apps.dashboards.training.people import build_state
from apps.dashboards.training.warnings import warn
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import RiskFactorFactory

pytestmark = pytest.mark.django_db


def facts():
    states = yaml.safe_load(DATA.read_text(encoding="utf-8"))["states"]
    return next(state for state in states if "events" in state)


def test_one_escalation_is_decided_and_one_waits():
    for code in ("RF1", "RF8", "RF9"):
        RiskFactorFactory(code=code)
    told = facts()
    with acting(SYSTEM, reason="training"):
        state = build_state(told, timezone.now().date())
    made = warn(state, told)
    with acting(SYSTEM):
        assert RiskEvent.objects.count() == len(made)
        assert sorted(Escalation.objects.values_list("outcome", flat=True)) == ["act", "open"]
