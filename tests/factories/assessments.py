"""Assessments, ratings, findings and snapshots."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from apps.assessments.comment_models import FactorComment
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating
from apps.assessments.population_models import PopulationAtRisk, PopulationLook
from apps.assessments.report_models import AssessmentReport
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.unsaved_models import UnsavedText
from focalpoint.visibility import Visibility
from tests.factories.accounts import MembershipFactory
from tests.factories.base import RecordFactory
from tests.factories.catalogue import (
    FrameworkFactory,
    IndicatorFactory,
    InhibitorFactory,
    RiskFactorFactory,
)
from tests.factories.records import StateRecordFactory


class AssessmentFactory(StateRecordFactory):
    """A draft, visible to its office as any new assessment."""

    class Meta:
        model = Assessment

    reference = factory.Sequence(lambda n: f"TST-RA-2026-{n:04d}")
    framework = factory.SubFactory(FrameworkFactory, code="FA2014", edition="2014")
    title = "National assessment"
    period_start = dt.date(2025, 1, 1)
    period_end = dt.date(2025, 12, 31)
    lead_institution = factory.SelfAttribute("office")
    visibility = Visibility.OFFICE


class AssessmentPhaseFactory(RecordFactory[AssessmentPhase]):
    """The end of the rating, far ahead."""

    class Meta:
        model = AssessmentPhase

    assessment = factory.SubFactory(AssessmentFactory)
    phase = "rate"
    planned_end = dt.date(2031, 6, 2)


class FactorRatingFactory(RecordFactory[FactorRating]):
    class Meta:
        model = FactorRating

    assessment = factory.SubFactory(AssessmentFactory)
    factor = factory.SubFactory(RiskFactorFactory)


class FactorCommentFactory(RecordFactory[FactorComment]):
    class Meta:
        model = FactorComment

    rating = factory.SubFactory(FactorRatingFactory)
    text = "Which districts?"


class IndicatorFindingFactory(RecordFactory[IndicatorFinding]):
    """An indicator that was found."""

    class Meta:
        model = IndicatorFinding

    assessment = factory.SubFactory(AssessmentFactory)
    indicator = factory.SubFactory(IndicatorFactory)
    presence = "present"


class InhibitorRatingFactory(RecordFactory[InhibitorRating]):
    """An inhibitor that was found weak."""

    class Meta:
        model = InhibitorRating

    assessment = factory.SubFactory(AssessmentFactory)
    inhibitor = factory.SubFactory(InhibitorFactory)
    strength = "weak"


class ResilienceStructureFactory(RecordFactory[ResilienceStructure]):
    class Meta:
        model = ResilienceStructure

    assessment = factory.SubFactory(AssessmentFactory)
    name = factory.Sequence(lambda n: f"Ombudsperson {n}")


class AssessmentReportFactory(RecordFactory[AssessmentReport]):
    """A report that is ready, for somebody of the assessment's office."""

    class Meta:
        model = AssessmentReport

    class Params:
        assessment = factory.SubFactory(AssessmentFactory, visibility=Visibility.GOVERNMENT)

    subject_kind = "assessment"
    subject_id = factory.LazyAttribute(lambda o: o.assessment.pk)
    country = factory.LazyAttribute(lambda o: o.assessment.country)
    asked_by = factory.LazyAttribute(
        lambda o: MembershipFactory(institution=o.assessment.office).user
    )
    format = "pdf"
    language = "en"
    status = "done"
    name = "assessment.pdf"
    content = b"%PDF-1.7"
    size = 8


class PopulationAtRiskFactory(RecordFactory[PopulationAtRisk]):
    """A population that nobody is named for: focal point and deputies alone see it."""

    class Meta:
        model = PopulationAtRisk

    assessment = factory.SubFactory(AssessmentFactory)
    office = factory.SelfAttribute("assessment.office")
    country = factory.LazyAttribute(lambda o: o.assessment.country)
    name = factory.Sequence(lambda n: f"Herders of valley {n}")


class PopulationLookFactory(RecordFactory[PopulationLook]):
    class Meta:
        model = PopulationLook

    population = factory.SubFactory(PopulationAtRiskFactory)
    user = factory.LazyAttribute(lambda o: MembershipFactory(institution=o.population.office).user)


class UnsavedTextFactory(RecordFactory[UnsavedText]):
    """What an official of the office has typed about a factor."""

    class Meta:
        model = UnsavedText

    assessment = factory.SubFactory(AssessmentFactory)
    country = factory.LazyAttribute(lambda o: o.assessment.country)
    user = factory.LazyAttribute(lambda o: MembershipFactory(institution=o.assessment.office).user)
    part = "factor"
    code = "RF1"
    values = factory.LazyFunction(lambda: {"narrative": "Not finished"})
    base_version = 1
    writer = factory.LazyFunction(uuid.uuid4)
    kept_at = factory.LazyFunction(timezone.now)


class AssessmentSnapshotFactory(StateRecordFactory):
    """An approved assessment at government level."""

    class Meta:
        model = AssessmentSnapshot

    class Params:
        # Factors that it rates, each as moderate.
        rated: tuple = ()

    assessment = factory.SubFactory(AssessmentFactory, office=factory.SelfAttribute("..office"))
    number = 1
    content = factory.LazyAttribute(
        lambda o: {
            "format": "focalpoint.assessment/1",
            "reference": o.assessment.reference,
            "state": {"code": o.country.code, "name": o.country.name, "training": True},
            "title": o.assessment.title,
            "period": {"start": "2025-01-01", "end": "2025-12-31"},
            "method": "",
            "context": "",
            "lead_institution": o.office.name,
            "framework": {
                "code": "FA2014",
                "edition": "2014",
                "title": "Framework of Analysis",
                "source_symbol": "A/70/741-S/2016/71",
            },
            "rated": 0,
            "total": 0,
            "unrated_reason": "",
            "factors": [
                {
                    "code": factor.code,
                    "label": factor.label,
                    "title": factor.title,
                    "level": "moderate",
                    "trend": "stable",
                    "confidence": "medium",
                    "narrative": "",
                }
                for factor in o.rated
            ],
        }
    )
    sha256 = "0" * 64
    approved_at = factory.LazyFunction(timezone.now)
    period_end = dt.date(2025, 12, 31)
