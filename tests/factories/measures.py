"""Domestic measures, and what instruments ask."""

import datetime as dt

import factory

from apps.treaties.measures.models import (
    DomesticMeasure,
    MeasureCoverage,
    RequirementWaiver,
    TreatyRequirement,
)
from tests.factories.base import RecordFactory
from tests.factories.records import StateRecordFactory
from tests.factories.treaties import TreatyFactory


class TreatyRequirementFactory(RecordFactory[TreatyRequirement]):
    class Meta:
        model = TreatyRequirement

    treaty = factory.SubFactory(TreatyFactory)
    code = factory.Sequence(lambda n: f"item_{n}")
    title = "The crime is an offence"
    article = "Art. 5"
    confidence = "high"


class DomesticMeasureFactory(StateRecordFactory):
    """A law in force."""

    class Meta:
        model = DomesticMeasure

    law = "Penal code"
    article = "Art. 97"
    in_force_on = dt.date(2019, 3, 1)


class MeasureCoverageFactory(RecordFactory[MeasureCoverage]):
    class Meta:
        model = MeasureCoverage

    measure = factory.SubFactory(DomesticMeasureFactory)
    requirement = factory.SubFactory(TreatyRequirementFactory)
    extent = "full"


class RequirementWaiverFactory(StateRecordFactory):
    class Meta:
        model = RequirementWaiver

    requirement = factory.SubFactory(TreatyRequirementFactory)
    why = "The State has no armed forces."
