"""Independent ratings: requests, replies and what institutions say."""

import datetime as dt

import factory
from django.utils import timezone

from apps.assessments.independent_models import IndependentRating, RatingReply, RatingRequest
from tests.factories.assessments import AssessmentFactory
from tests.factories.base import RecordFactory
from tests.factories.catalogue import RiskFactorFactory
from tests.factories.countries import InstitutionFactory


class RatingRequestFactory(RecordFactory[RatingRequest]):
    """The office of an assessment asks another institution of its State."""

    class Meta:
        model = RatingRequest

    office = factory.SubFactory(InstitutionFactory)
    country = factory.LazyAttribute(lambda o: o.office.country)
    assessment = factory.LazyAttribute(lambda o: AssessmentFactory(office=o.office))
    institution = factory.LazyAttribute(lambda o: InstitutionFactory(country=o.office.country))
    reference = factory.SelfAttribute("assessment.reference")
    title = factory.SelfAttribute("assessment.title")
    period_start = factory.SelfAttribute("assessment.period_start")
    period_end = factory.SelfAttribute("assessment.period_end")
    framework = factory.SelfAttribute("assessment.framework")
    due_on = dt.date(2031, 5, 1)
    due_set_at = factory.LazyFunction(timezone.now)


class RatingReplyFactory(RecordFactory[RatingReply]):
    """Somebody has begun."""

    class Meta:
        model = RatingReply

    request = factory.SubFactory(RatingRequestFactory)


class IndependentRatingFactory(RecordFactory[IndependentRating]):
    """A draft of the asked institution."""

    class Meta:
        model = IndependentRating

    request = factory.SubFactory(RatingRequestFactory)
    factor = factory.SubFactory(RiskFactorFactory)
    level = "high"
    narrative = "What the ministry sees."
