"""Approval: who may, what it freezes, and what the network reads afterwards."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from apps.assessments.models import Assessment, AssessmentSnapshot, Extent, Status
from apps.assessments.selectors import (
    assessments,
    is_intact,
    levels_shared,
    snapshots,
    waiting_for_approval,
)
from apps.assessments.services import (
    approve_assessment,
    return_assessment,
    submit_assessment,
    update_assessment,
)
from apps.assessments.sharing import share_snapshot
from apps.assessments.snapshots import canonical_bytes, checksum
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.test_pages import browser
from tests.factories import actor

pytestmark = pytest.mark.django_db


def waiting(who):
    with acting(who):
        return list(waiting_for_approval(who))


class TestWhoApproves:
    def test_the_focal_point_does(self, submitted, focal_point):
        snapshot = approve_assessment(actor=focal_point, assessment=submitted)
        assert snapshot.approved_by_id == focal_point.user_id

    def test_a_deputy_does_for_what_another_submitted(self, submitted, deputy):
        assert approve_assessment(actor=deputy, assessment=submitted).number == 1

    def test_a_deputy_does_not_approve_their_own_submission(self, rated, deputy, focal_point):
        own = submit_assessment(actor=deputy, assessment=rated)
        with pytest.raises(PermissionDenied):
            approve_assessment(actor=deputy, assessment=own)
        assert waiting(deputy) == []
        assert waiting(focal_point) == [own]

    def test_the_focal_point_may_approve_what_they_submitted(self, rated, focal_point):
        own = submit_assessment(actor=focal_point, assessment=rated)
        assert approve_assessment(actor=focal_point, assessment=own).number == 1

    def test_an_official_does_not(self, submitted, official):
        with pytest.raises(PermissionDenied):
            approve_assessment(actor=official, assessment=submitted)
        assert waiting(official) == []

    def test_another_states_focal_point_does_not_find_it(self, submitted):
        with pytest.raises(Assessment.DoesNotExist):
            approve_assessment(actor=actor(Role.FOCAL_POINT), assessment=submitted)

    def test_a_draft_cannot_be_approved(self, draft, focal_point):
        with pytest.raises(IllegalTransitionError):
            approve_assessment(actor=focal_point, assessment=draft)
        with acting(SYSTEM):
            assert not AssessmentSnapshot.objects.exists()

    def test_not_twice(self, submitted, focal_point):
        approve_assessment(actor=focal_point, assessment=submitted)
        with pytest.raises(IllegalTransitionError):
            approve_assessment(actor=focal_point, assessment=submitted)

    def test_not_what_has_changed_since_it_was_read(self, submitted, focal_point):
        with pytest.raises(StaleVersionError):
            approve_assessment(
                actor=focal_point, assessment=submitted, version=submitted.version - 1
            )


class TestReturning:
    def test_it_goes_back_with_a_comment_that_the_authors_see(self, submitted, focal_point):
        back = return_assessment(
            actor=focal_point, assessment=submitted, comment="Factor 3 needs sources."
        )
        assert back.status == Status.DRAFT
        assert back.review_comment == "Factor 3 needs sources."
        with acting(focal_point):
            assert history_of(back)[0].reason == "Factor 3 needs sources."

    def test_not_without_a_comment(self, submitted, focal_point):
        with pytest.raises(ValidationError):
            return_assessment(actor=focal_point, assessment=submitted, comment="")

    def test_the_comment_is_gone_with_the_next_submission(self, submitted, official, focal_point):
        back = return_assessment(actor=focal_point, assessment=submitted, comment="Look again.")
        assert submit_assessment(actor=official, assessment=back).review_comment == ""

    def test_an_official_may_not(self, submitted, official):
        with pytest.raises(PermissionDenied):
            return_assessment(actor=official, assessment=submitted, comment="mine again")


class TestSnapshot:
    @pytest.fixture
    def snapshot(self, submitted, focal_point):
        return approve_assessment(
            actor=focal_point, assessment=submitted, next_review_on=dt.date(2099, 3, 1)
        )

    def test_it_says_what_was_approved(self, snapshot, submitted):
        content = snapshot.content
        assert content["reference"] == submitted.reference
        assert content["framework"]["edition"] == "2014"
        assert content["rated"] == content["total"] == 14
        assert content["factors"][2] == {
            "code": "RF3",
            "label": "3",
            "title": "Risk factor 3",
            "level": "moderate",
            "trend": "unknown",
            "confidence": "unknown",
            "narrative": "About 3.",
            "indicators": {
                "present": 0,
                "partly": 0,
                "absent": 0,
                "unknown": 0,
                "not_applicable": 0,
            },
            "divergence_reason": "",
        }

    def test_it_holds_no_score(self, snapshot):
        assert "score" not in canonical_bytes(snapshot.content).decode()

    def test_its_checksum_holds_after_a_round_trip_through_the_database(self, snapshot):
        with acting(SYSTEM):
            stored = AssessmentSnapshot.objects.get(pk=snapshot.pk)
        assert stored.sha256 == checksum(stored.content)
        assert is_intact(stored)

    def test_arabic_and_quotes_do_not_disturb_the_checksum(self, draft, official, focal_point):
        update_assessment(
            actor=official,
            assessment=draft,
            changes={"method": 'مقابلات \u2028 "quoted" \\ 非'},
            version=1,
        )
        ready = submit_assessment(actor=official, assessment=draft, unrated_reason="training")
        made = approve_assessment(actor=focal_point, assessment=ready)
        with acting(SYSTEM):
            assert is_intact(AssessmentSnapshot.objects.get(pk=made.pk))

    def test_it_stays_in_the_government_unless_the_approver_says_else(self, snapshot):
        assert snapshot.visibility == Visibility.GOVERNMENT

    def test_the_next_review_is_set_with_it(self, snapshot):
        with acting(SYSTEM):
            assessment = Assessment.objects.get(pk=snapshot.assessment_id)
        assert assessment.next_review_on == dt.date(2099, 3, 1)
        assert assessment.next_review_set_at is not None

    def test_not_even_the_system_rewrites_it(self, snapshot):
        with acting(SYSTEM, reason="attack"):
            rows = AssessmentSnapshot.objects.filter(pk=snapshot.pk)
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(content={"factors": []})
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.delete()

    def test_the_approved_record_is_not_rewritten_either(self, snapshot):
        with acting(SYSTEM, reason="attack"), pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(pk=snapshot.assessment_id).update(title="Other")

    def test_its_review_date_may_still_move(self, snapshot, official, submitted):
        moved = update_assessment(
            actor=official,
            assessment=submitted,
            changes={"next_review_on": dt.date(2099, 6, 1)},
            version=None,
        )
        assert moved.next_review_on == dt.date(2099, 6, 1)

    def test_reasons_for_gaps_are_part_of_it(self, draft, official, focal_point):
        ready = submit_assessment(actor=official, assessment=draft, unrated_reason="No access.")
        content = approve_assessment(actor=focal_point, assessment=ready).content
        assert content["unrated_reason"] == "No access."
        assert content["rated"] == 0


class TestSharing:
    def test_the_network_reads_the_snapshot_and_never_the_record(self, shared, coordinator):
        abroad = actor(Role.FOCAL_POINT)
        for reader in (coordinator, abroad):
            with acting(reader):
                assert list(snapshots(reader)) == [shared]
                assert not assessments(reader).exists()
                assert not Assessment.objects.exists()

    def test_what_is_kept_in_the_government_stays_there(self, submitted, focal_point, coordinator):
        approve_assessment(actor=focal_point, assessment=submitted)
        with acting(coordinator):
            assert not snapshots(coordinator).exists()
        with acting(focal_point):
            assert snapshots(focal_point).exists()

    def test_it_is_taken_back_with_a_reason(self, shared, deputy, coordinator):
        with pytest.raises(ValidationError):
            share_snapshot(
                actor=deputy, snapshot=shared, visibility=Visibility.GOVERNMENT, reason=""
            )
        share_snapshot(
            actor=deputy, snapshot=shared, visibility=Visibility.GOVERNMENT, reason="Minister asks"
        )
        with acting(coordinator):
            assert not snapshots(coordinator).exists()
        with acting(deputy):
            assert history_of(shared)[0].reason == "Minister asks"

    def test_an_official_does_not_share(self, shared, official):
        with pytest.raises(PermissionDenied):
            share_snapshot(
                actor=official, snapshot=shared, visibility=Visibility.PUBLIC, reason="I like it"
            )

    def test_a_deputy_elsewhere_is_offered_it_only_where_the_service_would_let_them(
        self, shared, ministry, focal_point, official
    ):
        """The working record is its office's own, until the office opens it to the government."""
        elsewhere = actor(Role.DEPUTY, ministry)
        share = reverse("snapshot-share", args=[shared.pk])
        assert share not in browser(elsewhere).get(shared.get_absolute_url()).content.decode()
        assert browser(elsewhere).get(share).status_code == 403
        with pytest.raises(PermissionDenied):
            share_snapshot(
                actor=elsewhere, snapshot=shared, visibility=Visibility.PUBLIC, reason="Asked"
            )
        update_assessment(
            actor=official,
            assessment=shared.assessment,
            changes={"visibility": Visibility.GOVERNMENT},
            version=None,
        )
        assert share in browser(elsewhere).get(shared.get_absolute_url()).content.decode()
        share_snapshot(
            actor=elsewhere, snapshot=shared, visibility=Visibility.PUBLIC, reason="Asked"
        )
        with acting(focal_point):
            shared.refresh_from_db()
        assert shared.visibility == Visibility.PUBLIC


class TestLevelsOnly:
    """Readers abroad see levels and no sentence; the whole stays in the State."""

    @pytest.fixture
    def levels(self, shared, focal_point, coordinator):
        share_snapshot(
            actor=focal_point,
            snapshot=shared,
            visibility=Visibility.NETWORK,
            extent=Extent.LEVELS,
            reason="The texts are for us.",
        )
        with acting(coordinator):
            return snapshots(coordinator).get()

    def test_the_network_reads_the_levels_without_a_sentence(self, levels, shared):
        assert levels.pk != shared.pk
        assert levels.extent == Extent.LEVELS
        assert is_intact(levels)
        rated = {f["code"]: f["level"] for f in levels.content["factors"]}
        assert rated == {f["code"]: f["level"] for f in shared.content["factors"]}
        assert "About 3." in str(shared.content)
        assert "About 3." not in str(levels.content)
        assert levels.content["of_sha256"] == shared.sha256

    def test_the_database_alone_keeps_the_whole_from_it(self, levels, shared, coordinator):
        with acting(coordinator):
            assert list(AssessmentSnapshot.objects.all()) == [levels]

    def test_the_state_is_shown_each_approval_once(self, levels, shared, official):
        with acting(official):
            assert list(snapshots(official)) == [shared]
            assert levels_shared(shared, official) == levels

    def test_it_is_taken_back(self, levels, shared, focal_point, coordinator):
        with acting(focal_point):
            whole = AssessmentSnapshot.objects.get(pk=shared.pk)
        share_snapshot(
            actor=focal_point,
            snapshot=whole,
            visibility=Visibility.GOVERNMENT,
            reason="Too early.",
        )
        with acting(coordinator):
            assert not snapshots(coordinator).exists()
        with acting(focal_point):
            assert levels_shared(whole, focal_point) is None

    def test_the_whole_can_follow_and_the_levels_go(self, levels, shared, focal_point, coordinator):
        with acting(focal_point):
            whole = AssessmentSnapshot.objects.get(pk=shared.pk)
        for _again in range(2):
            whole = share_snapshot(
                actor=focal_point, snapshot=whole, visibility=Visibility.PUBLIC, reason="Agreed."
            )
        with acting(coordinator):
            assert list(AssessmentSnapshot.objects.all()) == [whole]

    def test_the_extract_is_not_shared_by_itself(self, levels, focal_point):
        with pytest.raises(ValidationError):
            share_snapshot(
                actor=focal_point, snapshot=levels, visibility=Visibility.PUBLIC, reason="More."
            )

    def test_what_the_office_keeps_stays_with_it(self, submitted, focal_point):
        kept = approve_assessment(
            actor=focal_point, assessment=submitted, visibility=Visibility.OFFICE
        )
        shared = share_snapshot(
            actor=focal_point,
            snapshot=kept,
            visibility=Visibility.NETWORK,
            extent=Extent.LEVELS,
            reason="The levels are known.",
        )
        assert shared.visibility == Visibility.OFFICE
