"""The invented review of a training State: brought in, assigned and reported on by its people."""

import pytest
import yaml
from django.utils import timezone

from apps.dashboards.management.commands.load_demo import DATA
from apps.dashboards.training.people import build_state
from apps.dashboards.training.recommended import receive
from apps.recommendations.received_models import RecommendationProgress, RecommendingState
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.factories import CountryFactory

pytestmark = pytest.mark.django_db


def test_it_stands_with_its_states_and_says_that_it_is_invented():
    states = yaml.safe_load(DATA.read_text(encoding="utf-8"))["states"]
    told = next(state for state in states if "review" in state)
    for other in states:
        if other is not told:
            CountryFactory(code=other["code"], name=other["name"], kind="training")
    with acting(SYSTEM, reason="training"):
        state = build_state(told, timezone.now().date())
    made = receive(state, told)
    assert len(made) == len(told["review"]["recommendations"])
    assert {row.symbol.split("/")[0] for row in made} == {"TRAINING"}
    assert {row.country.code for row in made} == {"XAA"}
    with acting(SYSTEM):
        # The other training States are known by their names.
        assert not RecommendingState.objects.filter(country=None).exists()
        assert RecommendationProgress.objects.count() == 2
