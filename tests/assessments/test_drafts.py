"""Drafting an assessment: who may, what it begins with, how factors are rated."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.assessments.models import Assessment, FactorRating, Level, Status
from apps.assessments.selectors import assessments, course, ratings_of
from apps.assessments.services import (
    create_assessment,
    rate_factor,
    reopen_assessment,
    submit_assessment,
    update_assessment,
    withdraw_assessment,
)
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import InstitutionFactory, actor

pytestmark = pytest.mark.django_db


def fields(lead, **more):
    return {
        "title": "National assessment",
        "period_start": dt.date(2026, 1, 1),
        "period_end": dt.date(2026, 6, 30),
        "lead_institution": lead,
        **more,
    }


class TestCreating:
    def test_it_begins_with_every_factor_unrated(self, draft, ratings):
        assert [rating.factor.code for rating in ratings] == [f"RF{n}" for n in range(1, 15)]
        assert {rating.level for rating in ratings} == {Level.UNKNOWN}

    def test_it_gets_a_reference_of_its_own_series(self, draft, office):
        year = office.country.local_date(timezone.now()).year
        assert draft.reference == f"{office.country.code}-RA-{year}-0001"

    def test_it_belongs_to_the_authors_office_and_only_that_reads_it(self, draft, office, ministry):
        assert draft.office == office
        assert draft.visibility == Visibility.OFFICE
        neighbour = actor(Role.MINISTRY_OFFICER, ministry)
        with acting(neighbour):
            assert not assessments(neighbour).exists()

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.CONTRIBUTOR, Role.AUDITOR])
    def test_others_may_not(self, role, office, factors):
        with pytest.raises(PermissionDenied):
            create_assessment(
                actor=actor(role, office), country=office.country, fields=fields(office)
            )

    def test_nobody_creates_one_for_another_state(self, focal_point, factors):
        foreign = InstitutionFactory()
        with pytest.raises(PermissionDenied):
            create_assessment(
                actor=focal_point,
                country=foreign.country,
                fields=fields(foreign, office=foreign),
            )

    def test_a_period_that_ends_before_it_starts_is_refused(self, official, office, factors):
        with pytest.raises(ValidationError, match="cannot end before"):
            create_assessment(
                actor=official,
                country=office.country,
                fields=fields(office, period_end=dt.date(2025, 1, 1)),
            )

    def test_a_refused_one_leaves_no_gap_in_the_references(self, official, office, factors):
        with pytest.raises(ValidationError):
            create_assessment(
                actor=official, country=office.country, fields=fields(office, title="")
            )
        made = create_assessment(actor=official, country=office.country, fields=fields(office))
        assert made.reference.endswith("-0001")

    def test_without_the_catalogue_it_says_what_is_missing(self, official, office):
        with pytest.raises(ValidationError, match="not loaded"):
            create_assessment(actor=official, country=office.country, fields=fields(office))

    def test_a_draft_is_never_shared_abroad(self, official, office, factors):
        with pytest.raises(ValidationError, match="Drafts stay in the State"):
            create_assessment(
                actor=official,
                country=office.country,
                fields=fields(office, visibility=Visibility.NETWORK),
            )


class TestChanging:
    def test_a_review_date_notes_when_it_was_set(self, draft, official):
        review = dt.date(2099, 1, 1)
        changed = update_assessment(
            actor=official, assessment=draft, changes={"next_review_on": review}, version=1
        )
        assert changed.next_review_on == review
        assert (timezone.now() - changed.next_review_set_at).total_seconds() < 60

    def test_a_review_date_of_the_past_is_refused(self, draft, official):
        with pytest.raises(ValidationError, match="future"):
            update_assessment(
                actor=official,
                assessment=draft,
                changes={"next_review_on": dt.date(2020, 1, 1)},
                version=1,
            )

    def test_a_stale_version_is_refused_with_both_versions(self, draft, official):
        update_assessment(actor=official, assessment=draft, changes={"title": "Mine"}, version=1)
        with pytest.raises(StaleVersionError) as caught:
            update_assessment(
                actor=official, assessment=draft, changes={"title": "Theirs"}, version=1
            )
        assert caught.value.current.title == "Mine"
        assert caught.value.attempted == {"title": "Theirs"}

    def test_status_and_reference_cannot_be_set_by_hand(self, draft, official):
        with pytest.raises(ValidationError, match="cannot be set"):
            update_assessment(
                actor=official, assessment=draft, changes={"status": Status.APPROVED}, version=1
            )

    def test_a_submitted_one_keeps_its_text(self, submitted, official):
        with pytest.raises(ValidationError, match="no draft any more"):
            update_assessment(
                actor=official, assessment=submitted, changes={"title": "Other"}, version=None
            )


class TestRating:
    def test_level_trend_confidence_and_narrative_are_saved_with_author(self, ratings, official):
        saved = rate_factor(
            actor=official,
            rating=ratings[0],
            changes={
                "level": "high",
                "trend": "worsening",
                "confidence": "medium",
                "narrative": "Armed groups in the north.",
            },
            version=1,
        )
        assert saved.version == 2
        with acting(official):
            entry = history_of(saved)[0]
        assert entry.actor == official.name
        assert entry.event == "factor.rated"

    def test_the_second_of_two_assessors_is_told_what_the_first_one_wrote(self, ratings, official):
        rate_factor(actor=official, rating=ratings[0], changes={"narrative": "First"}, version=1)
        with pytest.raises(StaleVersionError) as caught:
            rate_factor(
                actor=official, rating=ratings[0], changes={"narrative": "Second"}, version=1
            )
        assert caught.value.current.narrative == "First"

    def test_two_assessors_rate_different_factors_at_once(self, ratings, official, deputy):
        rate_factor(actor=official, rating=ratings[0], changes={"level": "low"}, version=1)
        rate_factor(actor=deputy, rating=ratings[1], changes={"level": "high"}, version=1)

    def test_a_level_that_does_not_exist_is_refused(self, ratings, official):
        with pytest.raises(ValidationError):
            rate_factor(actor=official, rating=ratings[0], changes={"level": "dire"}, version=1)

    def test_after_submission_nothing_typed_overwrites_it(self, submitted, ratings, official):
        with pytest.raises(ValidationError, match="handed in meanwhile"):
            rate_factor(actor=official, rating=ratings[0], changes={"level": "low"}, version=None)

    def test_the_database_refuses_it_too(self, submitted, ratings):
        with acting(SYSTEM, reason="attack"):
            rows = FactorRating.objects.filter(pk=ratings[0].pk)
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(level=Level.LOW)
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.delete()

    def test_the_way_leads_to_the_next_unrated_factor(self, draft, ratings, official):
        rate_factor(actor=official, rating=ratings[1], changes={"level": "low"}, version=1)
        with acting(official):
            now = ratings_of(draft, official)
        way = course(now, now[0])
        assert (way.position, way.total, way.rated) == (1, 14, 1)
        assert way.next_unrated == ratings[2]
        assert course(now, now[13]).next_unrated == ratings[0]

    def test_progress_is_counted_in_the_list(self, draft, ratings, official):
        rate_factor(actor=official, rating=ratings[1], changes={"level": "low"}, version=1)
        with acting(official):
            row = assessments(official).get(pk=draft.pk)
        assert (row.rated, row.total) == (1, 14)


class TestSubmitting:
    def test_an_unrated_factor_needs_a_reason(self, draft, ratings, official):
        with pytest.raises(ValidationError) as caught:
            submit_assessment(actor=official, assessment=draft)
        assert "14 factors are not rated" in str(caught.value)

    def test_with_a_reason_it_goes_and_keeps_the_reason(self, draft, official):
        done = submit_assessment(
            actor=official, assessment=draft, unrated_reason="No access to the north."
        )
        assert done.status == Status.SUBMITTED
        assert done.unrated_reason == "No access to the north."
        assert done.submitted_by_id == official.user_id

    def test_a_reason_is_not_kept_where_every_factor_is_rated(self, rated, official):
        done = submit_assessment(actor=official, assessment=rated, unrated_reason="left over")
        assert done.unrated_reason == ""

    def test_it_must_be_readable_for_somebody_who_approves(self, official, ministry, factors):
        elsewhere = actor(Role.OFFICIAL, ministry)
        made = create_assessment(actor=elsewhere, country=ministry.country, fields=fields(ministry))
        with pytest.raises(ValidationError, match="Nobody in your office approves"):
            submit_assessment(actor=elsewhere, assessment=made, unrated_reason="in a hurry")

    def test_a_ministry_officer_may_not(self, draft, office):
        with pytest.raises(PermissionDenied):
            submit_assessment(
                actor=actor(Role.MINISTRY_OFFICER, office), assessment=draft, unrated_reason="x"
            )


class TestWithdrawing:
    def test_a_draft_is_laid_aside_with_a_reason_and_taken_up_again(self, draft, official):
        with pytest.raises(ValidationError):
            withdraw_assessment(actor=official, assessment=draft, reason=" ")
        aside = withdraw_assessment(actor=official, assessment=draft, reason="Begun twice")
        assert aside.status == Status.WITHDRAWN
        assert reopen_assessment(actor=official, assessment=aside).status == Status.DRAFT

    def test_a_submitted_one_is_not_taken_back_past_the_focal_point(self, submitted, official):
        with pytest.raises(IllegalTransitionError):
            reopen_assessment(actor=official, assessment=submitted)

    def test_a_submitted_one_is_not_withdrawn(self, submitted, official):
        with pytest.raises(IllegalTransitionError):
            withdraw_assessment(actor=official, assessment=submitted, reason="changed my mind")

    def test_a_stranger_does_not_even_find_it(self, draft):
        with pytest.raises(Assessment.DoesNotExist):
            withdraw_assessment(actor=actor(Role.FOCAL_POINT), assessment=draft, reason="not mine")
