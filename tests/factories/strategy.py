"""Priorities and strategies of a State."""

import factory
from django.utils import timezone

from apps.assessments.snapshots import checksum
from apps.recommendations.strategy_models import StrategyPriority
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from tests.factories.base import RecordFactory
from tests.factories.catalogue import FrameworkFactory, ItemFactory
from tests.factories.records import StateRecordFactory


class StrategyPriorityFactory(StateRecordFactory):
    """One at home that is agreed on, read by the government."""

    class Meta:
        model = StrategyPriority

    reference = factory.Sequence(lambda n: f"TST-PR-2026-{n:04d}")
    title = "Train the police"
    status = "agreed"


class StrategyFactory(StateRecordFactory):
    class Meta:
        model = Strategy

    title = "Strategy of prevention"


class ElementItemFactory(ItemFactory):
    """An element of ¶69."""

    framework = factory.SubFactory(
        FrameworkFactory, code="ST2015", edition="2015", title="Elements of a national strategy"
    )
    code = factory.Sequence(lambda n: f"ST{n}")
    kind = "strategy_element"
    label = factory.LazyAttribute(lambda o: o.code[2:])


class StrategyElementFactory(RecordFactory[StrategyElement]):
    class Meta:
        model = StrategyElement

    strategy = factory.SubFactory(StrategyFactory)
    item = factory.SubFactory(ElementItemFactory)
    text = "We assess every two years."


class StrategyVersionFactory(StateRecordFactory):
    """The first version, read by the government."""

    class Meta:
        model = StrategyVersion

    number = 1
    approved_at = factory.LazyFunction(timezone.now)
    content = factory.LazyAttribute(
        lambda o: {
            "format": "focalpoint.strategy/1",
            "state": {"code": o.country.code, "name": o.country.name, "training": True},
            "title": "Strategy of prevention",
            "next_review_on": "",
            "elements": [],
            "priorities": [],
        }
    )
    sha256 = factory.LazyAttribute(lambda o: checksum(o.content))
