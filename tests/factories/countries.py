"""Fictional training States, with codes that ISO leaves to users, unless a test says else."""

import datetime as dt

import factory

from apps.countries.models import (
    Country,
    Institution,
    InstitutionType,
    Kind,
    MapRule,
    MapRuleKind,
)
from tests.factories.base import RecordFactory

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _code(first: str) -> factory.Sequence:
    return factory.Sequence(
        lambda n: f"{first}{LETTERS[(n // 26) % 26]}{LETTERS[n % 26]}",
    )


class CountryFactory(RecordFactory[Country]):
    """A training State."""

    class Meta:
        model = Country

    code = _code("X")
    name = factory.LazyAttribute(lambda o: f"Training State {o.code}")
    kind = Kind.TRAINING
    regional_group = "AG"
    time_zone = "Africa/Accra"


class MemberStateFactory(CountryFactory):
    """A Member State for counts; its code is of no real State, and none of a training State."""

    code = _code("0")
    name = factory.LazyAttribute(lambda o: f"Member State {o.code}")
    kind = Kind.MEMBER
    un_member_since = dt.date(1960, 9, 20)


class MapRuleFactory(RecordFactory[MapRule]):
    class Meta:
        model = MapRule

    code = factory.Sequence(lambda n: f"line-{n}")
    kind = MapRuleKind.BORDER
    title = "A line"
    first = "288"
    second = "384"
    note = "The two States have not agreed on it."
    source = "A document of this test"
    as_of = dt.date(2026, 1, 1)
    confidence = "high"


class InstitutionTypeFactory(RecordFactory[InstitutionType]):
    class Meta:
        model = InstitutionType
        django_get_or_create = ("code",)

    code = "ministry"
    name = "Ministry"


class InstitutionFactory(RecordFactory[Institution]):
    class Meta:
        model = Institution

    country = factory.SubFactory(CountryFactory)
    type = factory.SubFactory(InstitutionTypeFactory)
    name = factory.Sequence(lambda n: f"Ministry {n}")
