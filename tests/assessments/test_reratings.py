"""Factors judged anew between two assessments, and the levels in force on any date."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from apps.assessments.models import Assessment
from apps.assessments.rerating.selectors import (
    Origin,
    events_after,
    reratings,
)
from apps.assessments.rerating.services import (
    share_rerating,
    withdraw_rerating,
)
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.services import approve_assessment, submit_assessment
from apps.assessments.sharing import share_snapshot
from apps.assessments.succession.services import begin_next, correct_assessment
from apps.reminders.personal import Notice
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.rerated import NEXT, day, in_force, level, rerate
from tests.factories import InstitutionFactory, MembershipFactory, RiskEventFactory, actor

pytestmark = pytest.mark.django_db


class TestLevelsInForce:
    def test_before_anything_is_approved_there_are_none(self, submitted, official, office):
        assert in_force(official, office) is None

    def test_they_are_those_that_were_approved(self, snapshot, official, office):
        found = in_force(official, office)
        assert {each.level for each in found.factors} == {"moderate"}
        assert {each.origin for each in found.factors} == {Origin.APPROVED}
        assert {each.since for each in found.factors} == {day(office, 30)}
        assert found.basis.reference == snapshot.content["reference"]

    def test_a_later_re_rating_lies_over_them(self, high, official, office):
        found = in_force(official, office)
        now = found.by_code["RF8"]
        assert (now.level, now.since, now.origin) == ("high", day(office, 10), Origin.RERATED)
        assert (now.approved, now.steps) == ("moderate", 1)
        assert found.rerated == [now]

    @pytest.mark.parametrize(("days", "told"), [(11, "moderate"), (10, "high"), (0, "high")])
    def test_any_past_date_can_be_asked_for(self, high, official, office, days, told):
        assert level(official, office, "RF8", day(office, days)) == told

    def test_before_the_approval_there_are_none(self, snapshot, official, office):
        assert in_force(official, office, day(office, 31)) is None

    def test_of_one_day_the_last_word_counts(self, high, official, office, factors):
        rerate(official, office, factors[7], level="very_high")
        assert level(official, office, "RF8") == "very_high"

    def test_what_is_entered_late_changes_the_past_and_not_today(
        self, high, official, office, factors
    ):
        rerate(official, office, factors[7], level="low", effective_on=day(office, 20))
        assert level(official, office, "RF8", day(office, 15)) == "low"
        assert level(official, office, "RF8") == "high"

    def test_the_next_approval_ends_a_re_rating(self, high, official, focal_point, office):
        with acting(SYSTEM):
            former = Assessment.objects.select_related("country", "office").get()
        begun = begin_next(actor=official, former=former, fields=NEXT)
        submit_assessment(actor=official, assessment=begun)
        approve_assessment(actor=focal_point, assessment=begun)
        found = in_force(official, office)
        assert found.basis.reference == begun.reference
        assert found.by_code["RF8"].origin == Origin.APPROVED

    def test_a_correction_takes_the_place_of_what_it_corrects_and_no_re_rating_away(
        self, high, snapshot, official, focal_point, office
    ):
        with acting(SYSTEM):
            former = Assessment.objects.select_related("country", "office").get()
        begun = correct_assessment(actor=official, former=former, reason="A wrong province.")
        submit_assessment(actor=official, assessment=begun)
        correction = approve_assessment(actor=focal_point, assessment=begun)
        found = in_force(official, office)
        assert found.snapshot == correction
        assert found.basis.since_on == day(office, 30)
        assert found.by_code["RF8"].level == "high"

    def test_each_reads_what_they_may(self, snapshot, high, official, focal_point, office):
        abroad = actor(Role.COORDINATOR)
        assert in_force(abroad, office) is None
        share_snapshot(
            actor=focal_point, snapshot=snapshot, visibility=Visibility.NETWORK, reason="Ready"
        )
        assert level(abroad, office, "RF8") == "moderate"
        share_rerating(actor=focal_point, rerating=high, visibility=Visibility.NETWORK)
        assert level(abroad, office, "RF8") == "high"

    def test_events_since_are_counted_without_those_that_led_to_it(
        self, snapshot, official, office, factors
    ):
        led = RiskEventFactory(office=office, factors=["RF8"], occurred_on=day(office, 10))
        RiskEventFactory(office=office, factors=["RF8"], occurred_on=day(office, 5))
        RiskEventFactory(office=office, factors=["RF8", "RF1"], occurred_on=day(office, 20))
        rerate(official, office, factors[7], prompted_by=[led.pk])
        found = in_force(official, office)
        with acting(official):
            counts = events_after(found, office.country, official)
        assert (counts["RF8"], counts["RF1"], counts["RF2"]) == (1, 1, 0)


class TestReRating:
    def test_it_starts_at_the_office(self, high, office):
        assert high.visibility == Visibility.OFFICE
        minister = actor(Role.MINISTRY_OFFICER, InstitutionFactory(country=office.country))
        with acting(minister):
            assert not reratings(minister).exists()

    def test_the_focal_point_and_the_deputies_are_told(self, snapshot, office, factors):
        post = MembershipFactory(institution=office, role=Role.FOCAL_POINT)
        made = rerate(actor(Role.OFFICIAL, office), office, factors[7])
        with acting(SYSTEM):
            told = Notice.objects.filter(subject_id=made.pk).values_list("recipient_id", flat=True)
            assert post.user_id in told

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"reason": "  "}, "reason"),
            ({"level": "unknown"}, "level"),
            ({"visibility": "network"}, "visibility"),
            ({"prompted_by": [uuid.uuid4()]}, "prompted_by"),
            ({"effective_on": dt.date(2999, 1, 1)}, "effective_on"),
            ({"effective_on": dt.date(2000, 1, 1)}, "effective_on"),
            ({"effective_on": None}, "effective_on"),
        ],
    )
    def test_what_cannot_be_is_refused(self, snapshot, official, office, factors, given, words):
        with pytest.raises(ValidationError) as refused:
            rerate(official, office, factors[7], **given)
        assert set(refused.value.error_dict) == {words}

    def test_without_an_approved_assessment_there_is_nothing_to_depart_from(
        self, submitted, official, office, factors
    ):
        with pytest.raises(ValidationError, match="Nothing is approved yet"):
            rerate(official, office, factors[7])

    def test_an_event_that_is_not_seen_does_not_lead_to_it(
        self, snapshot, official, office, factors
    ):
        ministry = InstitutionFactory(country=office.country)
        hidden = RiskEventFactory(office=ministry, visibility=Visibility.OFFICE)
        with pytest.raises(ValidationError, match="no such event"):
            rerate(official, office, factors[7], prompted_by=[hidden.pk])

    @pytest.mark.parametrize("role", [Role.MINISTRY_OFFICER, Role.AUDITOR, Role.CONTRIBUTOR])
    def test_others_may_not(self, snapshot, role, office, factors):
        with pytest.raises(PermissionDenied):
            rerate(actor(role, office), office, factors[7])

    def test_nothing_of_it_is_edited_or_deleted(self, high, official):
        def refused(change):
            with (
                pytest.raises(DatabaseError),
                acting(official, reason="test"),
                transaction.atomic(),
            ):
                change(FactorRerating.objects.filter(pk=high.pk))

        refused(lambda rows: rows.update(level="low"))
        refused(lambda rows: rows.update(reason="Other"))
        refused(lambda rows: rows.delete())


class TestWithdrawing:
    def test_the_level_before_counts_again(self, high, official, office):
        withdraw_rerating(actor=official, rerating=high, reason="The wrong factor.")
        assert level(official, office, "RF8") == "moderate"
        with acting(official):
            [kept] = reratings(official)
            assert kept.withdrawal_reason == "The wrong factor."
            assert history_of(kept)[0].reason == "The wrong factor."

    def test_it_takes_a_reason(self, high, official):
        with pytest.raises(ValidationError, match="Say why"):
            withdraw_rerating(actor=official, rerating=high, reason=" ")

    def test_it_is_done_once(self, high, official):
        withdraw_rerating(actor=official, rerating=high, reason="The wrong factor.")
        with pytest.raises(ValidationError, match="withdrawn before"):
            withdraw_rerating(actor=official, rerating=high, reason="Again")
        with (
            pytest.raises(DatabaseError, match="withdrawn before"),
            acting(SYSTEM, reason="test"),
            transaction.atomic(),
        ):
            FactorRerating.objects.filter(pk=high.pk).update(withdrawal_reason="Other")

    def test_a_stale_version_is_refused(self, high, official, focal_point):
        share_rerating(actor=focal_point, rerating=high, visibility=Visibility.GOVERNMENT)
        with pytest.raises(StaleVersionError):
            withdraw_rerating(actor=official, rerating=high, reason="Old", version=1)


class TestSharing:
    def test_only_those_who_approve_share(self, high, official, office):
        with pytest.raises(PermissionDenied):
            share_rerating(actor=official, rerating=high, visibility=Visibility.NETWORK)

    def test_the_database_shows_nothing_abroad_that_nobody_shared(self, high, coordinator):
        with acting(SYSTEM, reason="test"):
            FactorRerating.objects.filter(pk=high.pk).update(visibility="network")
        with acting(coordinator):
            assert not FactorRerating.objects.exists()

    def test_what_is_closed_again_is_not_read_abroad(self, high, focal_point, coordinator):
        share_rerating(actor=focal_point, rerating=high, visibility=Visibility.NETWORK)
        with acting(coordinator):
            assert reratings(coordinator).count() == 1
        share_rerating(actor=focal_point, rerating=high, visibility=Visibility.GOVERNMENT)
        with acting(coordinator):
            assert not reratings(coordinator).exists()

    def test_what_was_withdrawn_is_not_shared(self, high, official, focal_point):
        withdraw_rerating(actor=official, rerating=high, reason="The wrong factor.")
        with pytest.raises(ValidationError, match="is not shared"):
            share_rerating(actor=focal_point, rerating=high, visibility=Visibility.NETWORK)

    def test_what_was_withdrawn_is_closed_again_step_by_step(self, high, official, focal_point):
        share_rerating(actor=focal_point, rerating=high, visibility=Visibility.PUBLIC)
        withdraw_rerating(actor=official, rerating=high, reason="The wrong factor.")
        closed = share_rerating(actor=focal_point, rerating=high, visibility=Visibility.NETWORK)
        assert closed.visibility == Visibility.NETWORK
        with pytest.raises(ValidationError, match="is not shared"):
            share_rerating(actor=focal_point, rerating=high, visibility=Visibility.PUBLIC)
