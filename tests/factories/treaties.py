"""Instruments and treaty actions."""

import datetime as dt

import factory

from apps.treaties.models import ActionKind, Category, EntryRule, Treaty, TreatyAction
from tests.factories.base import RecordFactory
from tests.factories.countries import CountryFactory


class TreatyFactory(RecordFactory[Treaty]):
    class Meta:
        model = Treaty

    code = factory.Sequence(lambda n: f"TREATY{n}")
    short_title = factory.LazyAttribute(lambda o: f"Convention {o.code}")
    full_title = factory.LazyAttribute(lambda o: f"Convention on {o.code}")
    category = Category.HUMAN_RIGHTS
    depositary = "UN Secretary-General"
    entry_rule = EntryRule.DAYS
    entry_number = 30
    order = factory.Sequence(lambda n: n)


class TreatyActionFactory(RecordFactory[TreatyAction]):
    class Meta:
        model = TreatyAction

    treaty = factory.SubFactory(TreatyFactory)
    country = factory.SubFactory(CountryFactory)
    kind = ActionKind.RATIFICATION
    date = dt.date(2010, 3, 1)
    source = "test list"
    source_as_of = dt.date(2015, 3, 14)
    confidence = "high"
