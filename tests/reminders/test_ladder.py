"""When nobody does anything about what is overdue: who else is told, when, and what stops it."""

import datetime as dt

import pytest

from apps.accounts.selectors import actor_for
from apps.actions.models import Status
from apps.reminders.ladder import Rung
from apps.reminders.models import ReminderRules, ReminderState
from apps.reminders.services import acknowledge, resume, snooze
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import MembershipFactory, person
from tests.reminders.conftest import at, change, deliver, leave, ledger, run, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAY = dt.timedelta(days=1)
SENT, CANCELLED = ReminderState.SENT, ReminderState.CANCELLED


@pytest.fixture
def deputy(office):
    return office.officer(Role.DEPUTY, time_zone="UTC", name="Deputy Example")


@pytest.fixture
def assignee(office):
    return office.officer(time_zone="UTC", name="Amina Example")


@pytest.fixture
def action(office, deputy, assignee):
    return office.action("2026-06-01", assignee=assignee, title="Overdue work")


def days(start="2026-06-01", number=18):
    """Beat runs every day: on which days of June which rung was told to how many."""
    for day in range(number):
        run(at(f"{start} 09:00") + day * DAY)
    return rungs()


def rungs(**conditions):
    rows = ledger(rung__gt=0, state=SENT, **conditions)
    return sorted((row.settled_at.strftime("%m-%d"), Rung(row.rung).name) for row in rows)


def set_rules(office, **values):
    with acting(SYSTEM, reason="test"):
        ReminderRules.objects.filter(country=office.institution.country).update(**values)


class TestClimbing:
    def test_first_the_deputy_then_the_focal_point_each_once(self, action):
        assert days() == [("06-04", "DEPUTY"), ("06-08", "FOCAL_POINT")]

    def test_whoever_is_responsible_is_told_all_the_while(self, action, assignee):
        days()
        told = ledger(rung=0, recipient=assignee, state=SENT)
        assert [row.offset_days for row in told] == [0, 1, 7, 14]

    def test_days_that_were_missed_are_caught_up(self, action):
        run(at("2026-06-20 09:00"))
        assert rungs() == [("06-20", "DEPUTY"), ("06-20", "FOCAL_POINT")]

    def test_it_counts_from_when_the_deadline_was_set(self, office, deputy, assignee):
        office.action("2026-06-01", assignee=assignee, due_set_at=at("2026-06-20 12:00"))
        assert days("2026-06-20") == [("06-23", "DEPUTY"), ("06-27", "FOCAL_POINT")]

    def test_without_a_deputy_the_focal_point_is_told_in_the_deputys_time(self, office, assignee):
        office.action("2026-06-01", assignee=assignee)
        assert days() == [("06-04", "FOCAL_POINT")]

    def test_the_days_are_the_states_own(self, action, office):
        set_rules(office, tell_deputy_after=5, tell_focal_point_after=6)
        assert days() == [("06-06", "DEPUTY"), ("06-07", "FOCAL_POINT")]

    def test_the_rung_of_the_deputy_may_be_left_out(self, action, office):
        set_rules(office, tell_deputy_after=None)
        assert days() == [("06-08", "FOCAL_POINT")]

    def test_days_off_put_it_off(self, action, office):
        set_rules(office, weekend=[1, 4])  # Mondays and Thursdays
        assert days() == [("06-05", "DEPUTY"), ("06-09", "FOCAL_POINT")]

    def test_what_is_nobodys_own_is_the_offices_from_the_start(self, office, deputy):
        office.action("2026-06-01")
        assert days() == []

    def test_a_focal_point_who_is_responsible_is_not_told_of_themselves(self, office, deputy):
        office.action("2026-06-01", assignee=office.focal_point)
        assert days() == [("06-04", "DEPUTY")]

    def test_it_says_in_whose_place(self, action, assignee):
        days()
        assert {row.in_place_of_id for row in ledger(rung__gt=0)} == {assignee.pk}

    def test_rules_that_change_tell_nobody_twice(self, action, office):
        days(number=10)
        set_rules(office, tell_deputy_after=7, tell_focal_point_after=9)
        assert len(days("2026-06-11")) == 2

    def test_rules_that_are_slower_take_back_what_waits(self, action, office):
        sweep(at("2026-06-04 07:30"))
        set_rules(office, tell_deputy_after=6)
        assert days("2026-06-04") == [("06-07", "DEPUTY"), ("06-08", "FOCAL_POINT")]


class TestTheNetwork:
    @pytest.fixture
    def coordinator(self):
        return person(Role.COORDINATOR, time_zone="UTC")

    def test_it_is_told_of_nothing_unless_the_state_says_so(self, action, coordinator):
        days()
        assert ledger(recipient=coordinator) == []

    def test_it_is_told_last(self, action, office, coordinator, mailoutbox):
        set_rules(office, tell_coordinator_after=14)
        assert days()[-1] == ("06-15", "COORDINATOR")

    @pytest.mark.parametrize("shared", [False, True])
    def test_it_learns_no_more_than_the_state_shares(
        self, action, office, coordinator, mailoutbox, shared
    ):
        if shared:
            change(action, visibility=Visibility.NETWORK)
        set_rules(office, tell_coordinator_after=14)
        days()
        [message] = [m for m in mailoutbox if coordinator.email in m.to[0]]
        bodies = message.body + message.alternatives[0][0] + message.subject
        assert office.institution.country.name in bodies
        assert "1 June 2026" in bodies
        assert ("Overdue work" in bodies) is shared
        assert (action.reference in bodies) is shared
        assert "Amina Example" not in bodies

    def test_what_is_nobodys_own_comes_to_it_too(self, office, coordinator):
        office.action("2026-06-01")
        set_rules(office, tell_coordinator_after=14)
        assert days() == [("06-15", "COORDINATOR")]

    def test_a_state_that_takes_it_back_is_heard_at_once(self, action, office, coordinator):
        set_rules(office, tell_coordinator_after=14)
        sweep(at("2026-06-15 07:30"))
        set_rules(office, tell_coordinator_after=None)
        deliver(at("2026-06-15 08:00"))
        assert [row.state for row in ledger(recipient=coordinator)] == [CANCELLED]


class TestWhatStopsIt:
    def answer(self, action, who, now, until=None):
        key, actor = ("action.due", action.pk), actor_for(who)
        if until is None:
            acknowledge(actor=actor, deadline=key, now=at(now))
        else:
            snooze(actor=actor, deadline=key, until=dt.date.fromisoformat(until), now=at(now))

    @pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.DONE, Status.CANCELLED])
    def test_handing_the_work_in(self, action, status):
        run(at("2026-06-02 09:00"))
        change(action, status=status)
        assert days("2026-06-03") == []

    def test_what_is_handed_in_is_for_those_who_decide(self, action, assignee, deputy, office):
        change(action, status=Status.IN_REVIEW)
        run(at("2026-06-01 09:00"))
        assert {row.recipient_id for row in ledger()} == {office.focal_point.pk, deputy.pk}

    def test_work_that_comes_back_climbs_again(self, action):
        change(action, status=Status.IN_REVIEW)
        run(at("2026-06-05 09:00"))
        change(action, status=Status.IN_PROGRESS)
        assert ("06-08", "FOCAL_POINT") in days("2026-06-06")

    def test_the_responsible_person_says_that_they_know(self, action, assignee):
        run(at("2026-06-02 09:00"))
        self.answer(action, assignee, "2026-06-02 10:00")
        assert days("2026-06-03") == []

    def test_a_higher_rung_says_so(self, action, deputy):
        days(number=4)
        self.answer(action, deputy, "2026-06-04 10:00")
        assert days("2026-06-05") == [("06-04", "DEPUTY")]

    def test_who_knew_of_the_date_before_it_came_has_not_said_so(self, action, assignee):
        run(at("2026-05-25 09:00"))
        self.answer(action, assignee, "2026-05-25 10:00")
        assert len(days()) == 2

    def test_an_acknowledgement_of_another_date_counts_for_nothing(self, action, assignee):
        self.answer(action, assignee, "2026-06-02 10:00")
        change(action, due_on=dt.date(2026, 6, 10), due_set_at=at("2026-06-02 11:00"))
        assert days("2026-06-03") == [("06-13", "DEPUTY"), ("06-17", "FOCAL_POINT")]

    def test_whoever_took_over_has_not_said_so_yet(self, action, assignee, office):
        self.answer(action, assignee, "2026-06-02 10:00")
        change(action, assignee=office.officer(time_zone="UTC"))
        assert len(days("2026-06-03")) == 2

    def test_an_acknowledgement_that_is_taken_back(self, action, assignee):
        self.answer(action, assignee, "2026-06-02 10:00")
        run(at("2026-06-05 09:00"))
        resume(
            actor=actor_for(assignee),
            deadline=("action.due", action.pk),
            now=at("2026-06-05 10:00"),
        )
        assert days("2026-06-06") == [("06-06", "DEPUTY"), ("06-08", "FOCAL_POINT")]

    def test_a_snooze_holds_it_up_until_the_day_after(self, action, assignee):
        self.answer(action, assignee, "2026-06-02 10:00", until="2026-06-12")
        assert days("2026-06-03") == [("06-13", "DEPUTY"), ("06-13", "FOCAL_POINT")]

    def test_what_waits_for_the_mail_is_taken_back(self, action, assignee, deputy):
        sweep(at("2026-06-04 07:30"))
        self.answer(action, assignee, "2026-06-04 07:40")
        deliver(at("2026-06-04 08:00"))
        assert [row.state for row in ledger(recipient=deputy)] == [CANCELLED]


class TestPeopleWhoLeft:
    def test_the_office_is_told_at_once_and_in_whose_place(self, action, assignee, deputy, office):
        leave(assignee, "2026-05-31")
        run(at("2026-06-01 09:00"))
        told = {row.recipient_id: row.in_place_of_id for row in ledger(rung=0)}
        assert told == {office.focal_point.pk: assignee.pk, deputy.pk: assignee.pk}

    def test_a_deputy_who_left_is_passed_over(self, action, deputy):
        leave(deputy, "2026-05-31")
        assert days() == [("06-04", "FOCAL_POINT")]

    def test_a_person_who_is_deputy_and_focal_point_is_told_once(self, action, office):
        MembershipFactory(user=office.focal_point, role=Role.DEPUTY, institution=office.institution)
        assert days() == [("06-04", "DEPUTY"), ("06-08", "FOCAL_POINT")]

    def test_who_gets_no_mail_is_told_on_the_site_and_the_office_by_mail(
        self, action, assignee, deputy, office, mailoutbox
    ):
        change(assignee, failing_email=assignee.email)
        run(at("2026-06-01 09:00"))
        told = {row.recipient_id: row.state for row in ledger(rung=0)}
        assert told == {
            assignee.pk: ReminderState.FAILED,
            deputy.pk: SENT,
            office.focal_point.pk: SENT,
        }
        assert {m.to[0].rsplit("<")[-1] for m in mailoutbox} == {
            f"{deputy.email}>",
            f"{office.focal_point.email}>",
        }
        assert all("in place of Amina Example" in m.body for m in mailoutbox)

    def test_an_office_that_gets_no_mail_is_told_on_the_site_even_so(self, office):
        office.action("2026-06-01")
        change(office.focal_point, failing_email=office.focal_point.email)
        run(at("2026-06-01 09:00"))
        assert [row.recipient for row in ledger()] == [office.focal_point]
