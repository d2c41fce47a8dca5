"""The phases of an assessment: moved in order, dated, reminded of, derived where they can be."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from apps.assessments.cycle.phases import PHASES, Phase
from apps.assessments.cycle.services import Line, move_phase, plan_phases
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.services import (
    approve_assessment,
    rate_factor,
    return_assessment,
    submit_assessment,
    update_assessment,
    withdraw_assessment,
)
from apps.assessments.sharing import share_snapshot
from apps.dashboards.planner import year_plan
from apps.reminders.models import ReminderState
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.departures import left_by
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests import factories as f
from tests.reminders.conftest import at, ledger, run

pytestmark = pytest.mark.django_db


def days(number):
    return timezone.now().date() + dt.timedelta(days=number)


def move(who, assessment, *phases, reason=""):
    for phase in phases:
        assessment = move_phase(actor=who, assessment=assessment, to=phase, reason=reason)
    return assessment


def plan(who, assessment, reason="", **ends):
    lines = {phase: Line({"planned_end": end}) for phase, end in ends.items()}
    return plan_phases(actor=who, assessment=assessment, lines=lines, reason=reason)


def line(assessment, phase):
    with acting(SYSTEM):
        return AssessmentPhase.objects.get(assessment=assessment, phase=phase)


class TestMoving:
    def test_a_draft_begins_with_its_plan(self, draft):
        assert draft.phase == Phase.PLAN

    def test_it_goes_step_by_step(self, draft, official):
        assert move(official, draft, "collect", "rate", "consult").phase == Phase.CONSULT

    @pytest.mark.parametrize("to", ["rate", "consult", "review", "approve", "publish", "nowhere"])
    def test_it_skips_nothing(self, draft, official, to):
        with pytest.raises(IllegalTransitionError):
            move(official, draft, to)

    def test_back_for_a_reason_only(self, draft, official):
        rated = move(official, draft, "collect", "rate")
        with pytest.raises(ValidationError, match="Say why"):
            move(official, rated, "plan")
        back = move(official, rated, "plan", reason="A new government")
        assert back.phase == Phase.PLAN
        with acting(official):
            assert history_of(back)[0].reason == "A new government"

    def test_a_second_press_changes_nothing(self, draft, official):
        moved = move(official, draft, "collect")
        assert move(official, moved, "collect").version == moved.version

    def test_a_stale_page_moves_nothing(self, draft, official):
        move(official, draft, "collect")
        with pytest.raises(StaleVersionError):
            move_phase(actor=official, assessment=draft, to="collect", version=draft.version)

    def test_a_ministry_does_not_move_it(self, draft, official, ministry):
        update_assessment(
            actor=official,
            assessment=draft,
            changes={"visibility": Visibility.GOVERNMENT},
            version=None,
        )
        with pytest.raises(PermissionDenied):
            move(f.actor(Role.MINISTRY_OFFICER, ministry), draft, "collect")

    def test_only_a_draft_moves(self, submitted, official):
        with pytest.raises(IllegalTransitionError):
            move(official, submitted, "collect")

    @pytest.mark.parametrize("to", sorted(set(Phase) - PHASES[Phase.PLAN] - {Phase.PLAN}))
    def test_the_database_refuses_what_the_table_does_not_hold(self, draft, official, to):
        with (
            acting(official),
            pytest.raises(DatabaseError, match="Invalid transition"),
            transaction.atomic(),
        ):
            Assessment.objects.filter(pk=draft.pk).update(phase=to)

    def test_the_database_moves_drafts_only(self, submitted, official):
        with (
            acting(official),
            pytest.raises(IntegrityError, match="Only a draft moves"),
            transaction.atomic(),
        ):
            Assessment.objects.filter(pk=submitted.pk).update(phase="collect")

    @pytest.mark.parametrize("number", range(4))
    def test_a_factor_is_rated_in_every_phase_of_a_draft(self, draft, official, number):
        move(official, draft, *("collect", "rate", "consult")[:number])
        with acting(official):
            rating = FactorRating.objects.filter(assessment=draft).first()
        rated = rate_factor(
            actor=official, rating=rating, changes={"level": "moderate"}, version=None
        )
        assert rated.is_rated


class TestCalendar:
    def test_ends_stand_in_order(self, draft, official):
        with pytest.raises(ValidationError, match="cannot end before") as refused:
            plan(official, draft, collect=days(20), rate=days(10))
        assert set(refused.value.error_dict) == {"rate"}
        with acting(official):
            assert not AssessmentPhase.objects.exists()

    def test_one_line_is_held_to_the_others(self, draft, official):
        plan(official, draft, collect=days(20))
        with pytest.raises(ValidationError, match="cannot end before"):
            plan(official, draft, rate=days(10))

    def test_what_was_done_early_does_not_hold_the_others_back(self, draft, official):
        plan(official, draft, plan=days(30))
        moved = move(official, draft, "collect")
        assert plan(official, moved, collect=days(10))

    def test_the_same_day_is_in_order(self, draft, official):
        assert len(plan(official, draft, collect=days(20), rate=days(20))) == 2

    def test_the_follow_up_has_its_own_date(self, draft, official):
        with pytest.raises(ValidationError, match="no line of its own"):
            plan(official, draft, follow_up=days(10))

    def test_a_date_that_passed_is_moved_for_a_reason(self, draft, official):
        plan(official, draft, collect=days(-3))
        with pytest.raises(ValidationError, match="Say why"):
            plan(official, draft, collect=days(3))
        plan(official, draft, collect=days(3), reason="The survey was late")
        assert line(draft, "collect").planned_end == days(3)

    def test_of_two_who_plan_at_once_the_second_is_told(self, draft, official):
        first = {"rate": Line({"planned_end": days(9)}, 0)}
        plan_phases(actor=official, assessment=draft, lines=first)
        with pytest.raises(StaleVersionError):
            plan_phases(
                actor=official,
                assessment=draft,
                lines={"rate": Line({"planned_end": days(8)}, 0)},
            )

    def test_an_institution_that_cannot_see_it_has_nothing_in_hands(
        self, draft, official, ministry
    ):
        lines = {"collect": Line({"institution": ministry})}
        with pytest.raises(ValidationError, match="Let your government see it"):
            plan_phases(actor=official, assessment=draft, lines=lines)
        update_assessment(
            actor=official,
            assessment=draft,
            changes={"visibility": Visibility.GOVERNMENT},
            version=None,
        )
        [row] = plan_phases(actor=official, assessment=draft, lines=lines)
        assert row.institution == ministry

    def test_who_is_responsible_works_there(self, draft, official, ministry):
        stranger = f.person(Role.MINISTRY_OFFICER, ministry)
        with pytest.raises(ValidationError, match="does not work where"):
            plan_phases(
                actor=official, assessment=draft, lines={"rate": Line({"person": stranger})}
            )

    def test_an_institution_abroad_has_nothing_in_hands(self, draft, official):
        with pytest.raises((ValidationError, PermissionDenied)):
            plan_phases(
                actor=official,
                assessment=draft,
                lines={"rate": Line({"institution": f.InstitutionFactory()})},
            )

    def test_nothing_is_planned_of_what_is_over(self, submitted, focal_point, official):
        approve_assessment(actor=focal_point, assessment=submitted)
        with pytest.raises(ValidationError, match="What is over"):
            plan(official, submitted, rate=days(3))
        assert plan(official, submitted, publish=days(3))

    def test_it_is_done_when_the_next_phase_begins_and_not_if_it_is_taken_up_again(
        self, draft, official
    ):
        plan(official, draft, plan=days(1), collect=days(5))
        moved = move(official, draft, "collect")
        assert line(draft, "plan").done_at
        assert line(draft, "collect").done_at is None
        move(official, moved, "plan", reason="The scope was wrong")
        assert line(draft, "plan").done_at is None

    def test_status_ends_the_later_ones(self, rated, official, focal_point):
        plan(official, rated, consult=days(3), review=days(4), approve=days(5), publish=days(6))

        def done():
            later = ("consult", "review", "approve", "publish")
            return [phase for phase in later if line(rated, phase).done_at]

        assert done() == []
        submit_assessment(actor=official, assessment=rated)
        assert done() == ["consult"]
        return_assessment(actor=focal_point, assessment=rated, comment="Factor 3")
        assert done() == []
        submit_assessment(actor=official, assessment=rated)
        snapshot = approve_assessment(
            actor=focal_point, assessment=rated, visibility=Visibility.OFFICE
        )
        assert done() == ["consult", "review", "approve"]
        share_snapshot(
            actor=focal_point, snapshot=snapshot, visibility=Visibility.GOVERNMENT, reason="Ready"
        )
        assert done() == ["consult", "review", "approve", "publish"]

    def test_a_line_planned_after_its_phase_is_done_at_once(self, draft, official):
        move(official, draft, "collect")
        plan(official, draft, plan=days(-5))
        assert line(draft, "plan").done_at


class TestReminders:
    @pytest.fixture
    def due(self, draft, official, office):
        f.ReminderRulesFactory(country=office.country)
        [row] = plan(official, draft, plan=dt.date(2031, 6, 2))
        return row

    def told(self):
        run(at("2031-06-02 09:00"))
        return {r.recipient_id for r in ledger(kind="assessment.phase", state=ReminderState.SENT)}

    @pytest.mark.slow
    def test_the_office_is_told_where_nobody_is_named(self, due, focal_point):
        assert focal_point.user_id in self.told()

    @pytest.mark.slow
    def test_the_person_is_told_where_there_is_one(self, draft, due, official, office):
        clerk = f.person(Role.OFFICIAL, office, time_zone="UTC")
        plan_phases(
            actor=official, assessment=draft, lines={"plan": Line({"person": clerk}, due.version)}
        )
        assert self.told() == {clerk.pk}

    @pytest.mark.slow
    def test_nobody_is_told_of_what_is_done(self, draft, due, official):
        move(official, draft, "collect")
        assert self.told() == set()

    @pytest.mark.slow
    def test_nobody_is_told_of_what_was_laid_aside(self, draft, due, official):
        withdraw_assessment(actor=official, assessment=draft, reason="No staff")
        assert self.told() == set()

    def test_it_stands_in_the_year_planner(self, draft, official, office):
        plan(official, draft, rate=days(30))
        with acting(official):
            shown = year_plan(official, office.country, days(0))
        [entry] = [entry for entry in shown.entries if entry.kind == "assessment.phase"]
        assert entry.line.title == "Rate: National assessment 2026"
        assert entry.is_narrow

    def test_whoever_leaves_is_told_of(self, draft, official, office):
        clerk = f.person(Role.OFFICIAL, office)
        plan_phases(actor=official, assessment=draft, lines={"rate": Line({"person": clerk})})
        with acting(official):
            [left] = left_by(official, clerk.memberships.select_related("country").get())
        assert "stays responsible for 1 phase" in left.words
        assert draft.reference in left.words
