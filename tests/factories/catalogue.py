"""Frameworks and items, as small as a test needs."""

import factory

from apps.catalogue.models import Framework, Item, ItemMapping
from tests.factories.base import RecordFactory


class FrameworkFactory(RecordFactory[Framework]):
    class Meta:
        model = Framework
        django_get_or_create = ("code", "edition")

    code = "R2013"
    edition = "2013"
    title = "Seven steps"
    source_symbol = "A/67/929-S/2013/399"
    source_paragraph = "71"


class ItemFactory(RecordFactory[Item]):
    """A step of ¶71."""

    class Meta:
        model = Item
        django_get_or_create = ("framework", "code")

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda n: f"R2013-{n}")
    kind = "step"
    label = "(a)"
    title = factory.LazyAttribute(lambda o: f"Step {o.code}")
    order = factory.Sequence(lambda n: n)


class RiskFactorFactory(ItemFactory):
    """A risk factor of the Framework of Analysis."""

    framework = factory.SubFactory(
        FrameworkFactory, code="FA2014", edition="2014", title="Framework of Analysis"
    )
    code = factory.Sequence(lambda n: f"RF{n}")
    kind = "risk_factor"
    label = factory.LazyAttribute(lambda o: o.code)


class InhibitorFactory(ItemFactory):
    """One of the seven inhibitors."""

    framework = factory.SubFactory(
        FrameworkFactory, code="IN2014", edition="2014", title="Seven inhibitors"
    )
    code = factory.Sequence(lambda n: f"IN{n}")
    kind = "inhibitor"
    label = factory.LazyAttribute(lambda o: o.code)


class IndicatorFactory(ItemFactory):
    """An indicator of a risk factor."""

    parent = factory.SubFactory(RiskFactorFactory)
    framework = factory.SelfAttribute("parent.framework")
    code = factory.Sequence(lambda n: f"9.{n}")
    kind = "indicator"
    label = factory.LazyAttribute(lambda o: o.code)


class ItemMappingFactory(RecordFactory[ItemMapping]):
    """A mapping of an item of 2015 to a step of 2013."""

    class Meta:
        model = ItemMapping

    source = factory.SubFactory(
        ItemFactory,
        framework=factory.SubFactory(
            FrameworkFactory,
            code="R2015",
            edition="2015",
            title="Seven recommendations",
            source_symbol="A/69/981-S/2015/500",
            source_paragraph="74",
            order=20,
        ),
        code=factory.Sequence(lambda n: f"R2015-{n}"),
        kind="recommendation",
        label="1",
    )
    target = factory.SubFactory(ItemFactory)
    note = "Our reading."
    confidence = "medium"
