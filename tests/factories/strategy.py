"""Priorities of a State."""

import factory

from apps.recommendations.strategy_models import StrategyPriority
from tests.factories.records import StateRecordFactory


class StrategyPriorityFactory(StateRecordFactory):
    """One at home that is agreed on, read by the government."""

    class Meta:
        model = StrategyPriority

    reference = factory.Sequence(lambda n: f"TST-PR-2026-{n:04d}")
    title = "Train the police"
    status = "agreed"
