"""Two people at once: whatever the order, the approved text is what stood when it was handed in."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating, Level
from apps.assessments.services import approve_assessment, rate_factor, submit_assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError

pytestmark = pytest.mark.django_db(transaction=True)

REFUSALS = (ValidationError, IllegalTransitionError, StaleVersionError)


def at_once(*calls):
    """Run the calls in threads that start together; what each returned or refused with."""
    together = Barrier(len(calls))

    def run(call):
        try:
            together.wait(timeout=30)
            return call()
        except REFUSALS as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_rating_that_meets_the_submission_is_in_it_or_refused(rated, ratings, official):
    saved, submitted = at_once(
        lambda: rate_factor(
            actor=official, rating=ratings[0], changes={"level": Level.LOW}, version=None
        ),
        lambda: submit_assessment(actor=official, assessment=rated),
    )
    assert isinstance(submitted, Assessment)
    with acting(SYSTEM):
        now = FactorRating.objects.get(pk=ratings[0].pk)
    assert now.level == (Level.MODERATE if isinstance(saved, ValidationError) else Level.LOW)


def test_a_write_that_slept_over_the_submission_is_refused_by_the_database(
    rated, ratings, official
):
    """The status is read under a lock: an open transaction that saw the draft does not count."""
    with acting(official, reason="late"), transaction.atomic():
        assert Assessment.objects.get(pk=rated.pk).status == "draft"
        [submitted] = at_once(lambda: submit_assessment(actor=official, assessment=rated))
        assert submitted.status == "submitted"
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorRating.objects.filter(pk=ratings[0].pk).update(level=Level.LOW)


def test_two_approvals_leave_one_snapshot(submitted, focal_point, deputy):
    results = at_once(
        lambda: approve_assessment(actor=focal_point, assessment=submitted),
        lambda: approve_assessment(actor=deputy, assessment=submitted),
    )
    assert sorted(type(r).__name__ for r in results) == [
        "AssessmentSnapshot",
        "IllegalTransitionError",
    ]
    with acting(SYSTEM):
        assert AssessmentSnapshot.objects.count() == 1


def test_two_assessors_of_one_factor_lose_nothing(ratings, official, deputy):
    results = at_once(
        lambda: rate_factor(
            actor=official, rating=ratings[0], changes={"narrative": "One."}, version=1
        ),
        lambda: rate_factor(
            actor=deputy, rating=ratings[0], changes={"narrative": "Two."}, version=1
        ),
    )
    [stale] = [r for r in results if isinstance(r, StaleVersionError)]
    with acting(SYSTEM):
        kept = FactorRating.objects.get(pk=ratings[0].pk).narrative
    assert {kept, stale.attempted["narrative"]} == {"One.", "Two."}
