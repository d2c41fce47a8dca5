"""What people answer to reminders, and that the sweep and the mail honour it."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.accounts.selectors import actor_for
from apps.actions.models import Status
from apps.reminders.models import DeadlineAnswer, ReminderState
from apps.reminders.services import acknowledge, resume, snooze
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.reminders.conftest import at, change, deliver, ledger, run, states, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PENDING, SENT, CANCELLED = ReminderState.PENDING, ReminderState.SENT, ReminderState.CANCELLED
DAY = dt.timedelta(days=1)


@pytest.fixture
def assignee(office):
    return office.officer(time_zone="UTC")


@pytest.fixture
def action(office, assignee):
    """Due on 30 June, and its assignee was told so a week before."""
    action = office.action("2026-06-30", assignee=assignee)
    run(at("2026-06-23 09:00"))
    return action


def key(action):
    return "action.due", action.pk


def answers():
    with acting(SYSTEM):
        return list(DeadlineAnswer.objects.all())


def days_told(start, number):
    """The days from then on at which those responsible were told, when beat runs every day."""
    told = []
    for day in range(number):
        now = at(f"{start} 09:00") + day * DAY
        before = len(ledger(state=SENT, rung=0))
        run(now)
        if len(ledger(state=SENT, rung=0)) > before:
            told.append((now.month, now.day))
    return told


class TestAcknowledging:
    def test_who_knows_is_told_nothing_more_before_the_day(self, action, assignee):
        acknowledge(actor=actor_for(assignee), deadline=key(action), now=at("2026-06-23 10:00"))
        assert days_told("2026-06-24", 9) == [(6, 30), (7, 1)]

    def test_once_the_day_has_come_the_own_reminders_go_on(self, action, assignee):
        acknowledge(actor=actor_for(assignee), deadline=key(action), now=at("2026-06-30 07:00"))
        assert days_told("2026-06-30", 9) == [(6, 30), (7, 1), (7, 7)]

    @pytest.mark.slow
    def test_it_holds_for_the_date_as_it_stood(self, action, assignee):
        acknowledge(actor=actor_for(assignee), deadline=key(action), now=at("2026-06-23 10:00"))
        change(action, due_on=dt.date(2026, 7, 10), due_set_at=at("2026-06-24 10:00"))
        assert days_told("2026-06-24", 16) == [(6, 26), (7, 3), (7, 9)]

    def test_it_concerns_nobody_else(self, action, assignee, office):
        acknowledge(actor=actor_for(assignee), deadline=key(action), now=at("2026-06-23 10:00"))
        change(action, assignee=office.officer(time_zone="UTC"))
        assert days_told("2026-06-28", 3)[:1] == [(6, 28)]

    def test_repeating_it_changes_nothing(self, action, assignee):
        for hour in (10, 11):
            now = at(f"2026-06-23 {hour}:00")
            acknowledge(actor=actor_for(assignee), deadline=key(action), now=now)
        [answer] = answers()
        assert (answer.version, answer.acknowledged_on) == (1, dt.date(2026, 6, 23))

    def test_what_was_told_counts_as_read(self, action, assignee):
        now = at("2026-06-23 10:00")
        acknowledge(actor=actor_for(assignee), deadline=key(action), now=now)
        assert [row.read_at for row in ledger()] == [now]

    def test_it_ends_a_snooze(self, action, assignee):
        who, now = actor_for(assignee), at("2026-06-23 10:00")
        snooze(actor=who, deadline=key(action), until=dt.date(2026, 6, 25), now=now)
        acknowledge(actor=who, deadline=key(action), now=now)
        assert days_told("2026-06-24", 7) == [(6, 30)]

    def test_taken_back_the_reminders_go_on(self, action, assignee):
        who, now = actor_for(assignee), at("2026-06-23 10:00")
        acknowledge(actor=who, deadline=key(action), now=now)
        resume(actor=who, deadline=key(action), now=now)
        assert days_told("2026-06-24", 7) == [(6, 29), (6, 30)]

    def test_the_day_is_counted_where_the_person_lives(self, action, assignee):
        change(assignee, time_zone="Pacific/Kiritimati")
        now = at("2026-06-23 12:00")
        acknowledge(actor=actor_for(assignee), deadline=key(action), now=now)
        assert answers()[0].acknowledged_on == dt.date(2026, 6, 24)


class TestSnoozing:
    def until(self, action, assignee, day, now="2026-06-23 10:00"):
        until = dt.date.fromisoformat(day)
        return snooze(actor=actor_for(assignee), deadline=key(action), until=until, now=at(now))

    def test_nothing_is_told_until_the_day_and_then_it_is(self, action, assignee):
        self.until(action, assignee, "2026-06-26")
        assert days_told("2026-06-24", 6) == [(6, 26), (6, 29)]

    @pytest.mark.slow
    def test_what_passes_meanwhile_comes_once_at_the_end(self, action, assignee):
        self.until(action, assignee, "2026-07-10", now="2026-06-30 10:00")
        assert days_told("2026-06-30", 16) == [(7, 10), (7, 14)]

    def test_what_waits_for_the_mail_waits_longer(self, action, assignee):
        sweep(at("2026-06-29 07:00"))
        self.until(action, assignee, "2026-06-30", now="2026-06-29 07:30")
        deliver(at("2026-06-29 08:00"))
        assert states() == {-7: SENT, -1: CANCELLED}
        assert days_told("2026-06-29", 3) == [(6, 30), (7, 1)]

    def test_a_longer_snooze_replaces_a_shorter_one(self, action, assignee):
        self.until(action, assignee, "2026-06-25")
        self.until(action, assignee, "2026-06-27")
        assert days_told("2026-06-24", 6) == [(6, 27), (6, 29)]

    def test_a_date_that_moves_ends_it(self, action, assignee):
        self.until(action, assignee, "2026-06-29")
        change(action, due_on=dt.date(2026, 7, 3), due_set_at=at("2026-06-24 10:00"))
        assert days_told("2026-06-25", 4) == [(6, 26)]

    @pytest.mark.parametrize(
        ("now", "day", "fine"),
        [
            ("2026-06-23 10:00", "2026-06-23", False),  # today
            ("2026-06-23 10:00", "2026-06-20", False),
            ("2026-06-23 10:00", "2026-06-30", True),  # the day itself
            ("2026-06-23 10:00", "2026-07-01", False),
            ("2026-06-30 10:00", "2026-07-14", True),
            ("2026-07-10 10:00", "2026-07-24", True),  # two weeks, when overdue
            ("2026-07-10 10:00", "2026-07-25", False),
        ],
    )
    def test_it_has_an_end_in_sight(self, action, assignee, now, day, fine):
        if fine:
            assert self.until(action, assignee, day, now).snoozed_until.isoformat() == day
        else:
            with pytest.raises(ValidationError, match=r"later day|at the latest"):
                self.until(action, assignee, day, now)
            assert answers() == []


class TestWho:
    def test_whoever_is_not_told_has_nothing_to_answer(self, action, office):
        for who in (office.officer(), office.focal_point):
            with pytest.raises(PermissionDenied):
                acknowledge(actor=actor_for(who), deadline=key(action), now=at("2026-06-23 10:00"))

    def test_without_an_assignee_each_of_those_who_are_told_answers_for_themselves(self, office):
        action = office.action("2026-06-30")
        acknowledge(
            actor=actor_for(office.focal_point), deadline=key(action), now=at("2026-06-23 10:00")
        )
        assert [answer.recipient_id for answer in answers()] == [office.focal_point.pk]

    def test_what_is_finished_asks_for_no_answer(self, action, assignee):
        change(action, status=Status.DONE)
        with pytest.raises(ValidationError, match="Nothing is due"):
            acknowledge(actor=actor_for(assignee), deadline=key(action), now=at("2026-06-23 10:00"))

    @pytest.mark.parametrize("kind", ["action.due", "no.such_kind"])
    def test_what_does_not_exist_has_no_answer(self, assignee, kind):
        with pytest.raises(PermissionDenied):
            acknowledge(actor=actor_for(assignee), deadline=(kind, uuid.uuid4()))
