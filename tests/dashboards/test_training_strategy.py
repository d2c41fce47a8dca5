"""The strategy of the training State: priorities, actions, a gap, a version for the network."""

import pytest
import yaml
from django.utils import timezone

from apps.actions.models import ActionLink
from apps.dashboards.management.commands.load_demo import DATA
from apps.dashboards.training.people import build_state
from apps.dashboards.training.strategy import set_strategy
from apps.recommendations.strategy.gaps import Rule, gaps_of
from apps.recommendations.strategy_text_models import StrategyVersion
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import ElementItemFactory, InhibitorFactory, RiskFactorFactory

pytestmark = pytest.mark.django_db


def facts():
    states = yaml.safe_load(DATA.read_text(encoding="utf-8"))["states"]
    return next(state for state in states if "strategy" in state)


def test_the_network_reads_a_version_and_one_priority_still_waits_for_an_action():
    told = facts()
    for number in range(1, 8):
        InhibitorFactory(code=f"IN{number}", order=number)
        ElementItemFactory(code=f"ST{number}", order=number)
    for number in range(1, 15):
        RiskFactorFactory(code=f"RF{number}", order=number)
    with acting(SYSTEM, reason="training"):
        state = build_state(told, timezone.now().date())
    made = set_strategy(state, told)
    with acting(SYSTEM):
        [version] = StrategyVersion.objects.all()
        gaps = gaps_of(state.country, SYSTEM)
        assert ActionLink.objects.filter(priority__in=made).count() == 3
    assert (version.visibility, len(version.content["priorities"])) == ("network", 3)
    assert len(gaps.of(Rule.NO_ACTION)) == 1
