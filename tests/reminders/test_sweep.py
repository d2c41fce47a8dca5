"""What the sweep writes into the ledger, and what it takes back."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.actions.models import Action, Status
from apps.reminders.models import ReminderState
from focalpoint import deadlines
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.deadlines import DeadlineSource, sources
from focalpoint.roles import Role
from tests.factories import MembershipFactory, UserFactory
from tests.reminders.conftest import at, change, digests, leave, ledger, run, states, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PENDING, CANCELLED, COLLAPSED = (
    ReminderState.PENDING,
    ReminderState.CANCELLED,
    ReminderState.COLLAPSED,
)


class TestOffsets:
    def test_a_deadline_far_ahead_has_no_reminder(self, office):
        office.action("2026-06-30")
        assert sweep(at("2026-05-30 09:00")).written == 0

    @pytest.mark.parametrize(
        ("due_on", "statements"), [("2026-06-30", 0), ("2026-06-29", 1), ("2026-05-29", 2)]
    )
    def test_what_cannot_be_there_yet_is_not_looked_for(self, office, due_on, statements):
        office.action(due_on)
        with CaptureQueriesContext(connection) as captured:
            sweep(at("2026-05-30 09:00"))
        written = [q for q in captured if "INSERT INTO reminders_reminder " in q["sql"]]
        assert len(written) == statements

    @pytest.mark.slow
    def test_each_offset_is_written_on_its_day(self, office):
        office.action("2026-06-30")
        seen = []
        for day in range(-32, 23):
            now = at("2026-06-30 09:00") + dt.timedelta(days=day)
            if sweep(now).written:
                seen.append(day)
        assert seen == [-30, -14, -7, -1, 0, 1, 7, 14, 21]
        assert list(states()) == seen

    def test_a_second_sweep_adds_nothing(self, office):
        office.action("2026-06-30")
        now = at("2026-06-23 09:00")
        assert sweep(now).written == 1
        assert sweep(now).written == 0
        assert len(ledger()) == 1

    def test_missed_runs_collapse_into_one_reminder(self, office):
        office.action("2026-06-30")
        assert sweep(at("2026-07-08 11:00")).written == 1
        assert states() == {7: PENDING}

    def test_an_undelivered_reminder_is_replaced_by_the_next_one(self, office):
        office.action("2026-06-30")
        sweep(at("2026-06-29 09:00"))
        sweep(at("2026-06-30 09:00"))
        assert states() == {-1: COLLAPSED, 0: PENDING}
        assert len(digests()) == 1

    def test_years_of_neglect_end_in_one_reminder(self, office):
        office.action("2016-06-30")
        sweep(at("2026-06-30 09:00"))
        assert len(ledger()) == 1


class TestWhenADeadlineWasSet:
    def test_offsets_that_had_passed_by_then_are_not_told(self, office):
        office.action("2026-06-30", due_set_at=at("2026-06-25 12:00"))
        assert sweep(at("2026-06-25 13:00")).written == 0
        sweep(at("2026-06-29 09:00"))
        assert states() == {-1: PENDING}

    def test_one_set_before_the_mail_of_its_day_goes_with_it(self, office):
        office.action("2026-06-30", due_set_at=at("2026-06-23 07:59"))
        sweep(at("2026-06-23 08:00"))
        [digest] = digests()
        assert digest.next_attempt_at == at("2026-06-23 08:00")

    def test_one_set_after_the_mail_of_its_day_is_told_the_next_day(self, office):
        office.action("2026-06-30", due_set_at=at("2026-06-23 08:01"))
        assert sweep(at("2026-06-23 12:00")).written == 0
        assert sweep(at("2026-06-24 00:01")).written == 1
        [row] = ledger()
        assert row.offset_days == -7
        assert row.scheduled_for == at("2026-06-24 08:00")

    def test_one_set_today_for_yesterday_is_told_as_overdue_the_next_day(self, office):
        office.action("2026-06-22", due_set_at=at("2026-06-23 10:00"))
        sweep(at("2026-06-24 09:00"))
        assert states() == {1: PENDING}


class TestTimeZones:
    def test_the_mail_goes_at_eight_where_the_recipient_lives(self, office):
        change(office.focal_point, time_zone="America/New_York")
        office.action("2026-06-30")
        sweep(at("2026-06-23 09:00", "America/New_York"))
        [row], [digest] = ledger(), digests()
        eight = at("2026-06-23 08:00", "America/New_York")
        assert row.scheduled_for == digest.next_attempt_at == eight

    @pytest.mark.parametrize(
        ("zone", "utc"),
        [
            ("Pacific/Kiritimati", "2026-06-22 18:00"),  # UTC+14
            ("Pacific/Pago_Pago", "2026-06-23 19:00"),  # UTC-11
            ("Asia/Kathmandu", "2026-06-23 02:15"),
        ],
    )
    def test_the_day_begins_where_the_recipient_lives(self, office, zone, utc):
        change(office.focal_point, time_zone=zone)
        office.action("2026-06-30", due_set_at=at("2026-06-20 12:00"))
        midnight = at("2026-06-23 00:00", zone)
        assert sweep(midnight - dt.timedelta(minutes=1)).written == 0
        assert sweep(midnight).written == 1
        [digest] = digests()
        assert digest.next_attempt_at == at(utc)
        assert digest.local_date == dt.date(2026, 6, 23)

    @pytest.mark.parametrize(
        ("day", "utc"),
        [
            ("2026-03-28", "2026-03-28 07:00"),
            ("2026-03-29", "2026-03-29 06:00"),  # the clocks went forward that night
            ("2026-10-24", "2026-10-24 06:00"),
            ("2026-10-25", "2026-10-25 07:00"),  # and back
        ],
    )
    def test_eight_is_eight_on_the_days_when_the_clocks_change(self, office, day, utc):
        change(office.focal_point, time_zone="Europe/Paris")
        office.action(day)
        sweep(at(f"{day} 12:00"))
        assert digests()[0].next_attempt_at == at(utc)

    @pytest.mark.parametrize("zone", ["Mars/Olympus_Mons", "", "utc+25"])
    def test_a_time_zone_that_nobody_knows_counts_as_utc(self, office, zone):
        change(office.focal_point, time_zone=zone)
        office.action("2026-06-30")
        sweep(at("2026-06-23 09:00"))
        assert digests()[0].next_attempt_at == at("2026-06-23 08:00")

    def test_two_recipients_of_one_state_are_told_on_their_own_days(self, office):
        office.officer(Role.DEPUTY, time_zone="Pacific/Kiritimati")
        office.action("2026-06-30", due_set_at=at("2026-06-20 12:00"))
        assert sweep(at("2026-06-22 12:00")).written == 1
        assert sweep(at("2026-06-23 00:00")).written == 1


class TestRecipients:
    def test_the_assignee_is_told_and_nobody_else(self, office):
        assignee = office.officer()
        office.action("2026-06-30", assignee=assignee)
        sweep(at("2026-06-30 09:00"))
        assert [row.recipient_id for row in ledger()] == [assignee.pk]

    def test_without_an_assignee_focal_points_and_deputies_are_told(self, office):
        deputy = office.officer(Role.DEPUTY)
        office.officer(Role.OFFICIAL)
        office.officer(Role.MINISTRY_OFFICER)
        office.action("2026-06-30")
        sweep(at("2026-06-30 09:00"))
        assert {row.recipient_id for row in ledger()} == {office.focal_point.pk, deputy.pk}

    @pytest.mark.parametrize("gone", ["account closed", "membership over", "other State"])
    def test_whoever_has_left_is_replaced_by_the_focal_point(self, office, gone):
        assignee = UserFactory() if gone == "other State" else office.officer()
        if gone == "account closed":
            change(assignee, is_active=False)
        if gone == "membership over":
            leave(assignee, "2026-06-29")
        if gone == "other State":
            MembershipFactory(user=assignee)
        office.action("2026-06-30", assignee=assignee)
        sweep(at("2026-06-30 09:00"))
        assert [row.recipient_id for row in ledger()] == [office.focal_point.pk]

    def test_a_state_without_a_focal_point_is_told_once_it_has_one(self, office):
        change(office.focal_point, is_active=False)
        office.action("2026-06-30")
        assert sweep(at("2026-07-02 09:00")).written == 0
        change(office.focal_point, is_active=True)
        sweep(at("2026-07-03 09:00"))
        assert states() == {1: PENDING}

    def test_a_person_with_two_roles_is_told_once(self, office):
        MembershipFactory(user=office.focal_point, role=Role.DEPUTY, institution=office.institution)
        office.action("2026-06-30")
        assert sweep(at("2026-06-30 09:00")).written == 1

    def test_another_state_is_told_nothing(self, office):
        abroad = MembershipFactory(role=Role.FOCAL_POINT)
        office.action("2026-06-30")
        sweep(at("2026-06-30 09:00"))
        assert not ledger(recipient=abroad.user)


class TestWhatNoLongerHolds:
    """Pending reminders are taken back as soon as their deadline is another one."""

    @pytest.fixture
    def action(self, office):
        action = office.action("2026-06-30", assignee=office.officer())
        sweep(at("2026-06-23 07:00"))
        assert states() == {-7: PENDING}
        return action

    @pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED])
    def test_finished_work(self, action, status):
        change(action, status=status)
        sweep(at("2026-06-23 07:30"))
        assert states() == {-7: CANCELLED}

    def test_a_date_that_was_moved(self, action):
        change(action, due_on=dt.date(2026, 9, 1), due_set_at=at("2026-06-23 07:20"))
        sweep(at("2026-06-23 07:30"))
        assert states() == {-7: CANCELLED}

    def test_a_date_that_was_taken_away(self, action):
        change(action, due_on=None, due_set_at=None)
        sweep(at("2026-06-23 07:30"))
        assert states() == {-7: CANCELLED}

    def test_a_record_that_was_deleted(self, action):
        with acting(SYSTEM, reason="test"):
            action.delete()
        sweep(at("2026-06-23 07:30"))
        assert states() == {-7: CANCELLED}

    def test_work_that_was_handed_on_is_told_to_the_new_assignee(self, action, office):
        before, after = action.assignee, office.officer()
        change(action, assignee=after)
        sweep(at("2026-06-23 07:30"))
        assert states(recipient=before) == {-7: CANCELLED}
        assert states(recipient=after) == {-7: PENDING}

    def test_an_assignee_who_left(self, action, office):
        leave(action.assignee, "2026-06-22")
        sweep(at("2026-06-23 07:30"))
        assert states(recipient=action.assignee) == {-7: CANCELLED}
        assert states(recipient=office.focal_point) == {-7: PENDING}

    def test_work_that_was_reopened_in_time_is_told_after_all(self, action):
        change(action, status=Status.DONE)
        sweep(at("2026-06-23 07:30"))
        change(action, status=Status.IN_PROGRESS)
        sweep(at("2026-06-23 07:45"))
        assert states() == {-7: PENDING}
        assert sweep(at("2026-06-23 07:50")).written == 0

    def test_a_date_moved_away_and_back_is_told_once(self, action):
        for due in (dt.date(2026, 9, 1), dt.date(2026, 6, 30)):
            change(action, due_on=due, due_set_at=at("2026-06-23 07:20"))
            sweep(at("2026-06-23 07:30"))
        assert states() == {-7: PENDING}

    def test_what_was_sent_stays_in_the_ledger(self, action):
        change(ledger()[0], state=ReminderState.SENT)
        change(action, status=Status.DONE)
        sweep(at("2026-06-23 09:00"))
        assert states() == {-7: ReminderState.SENT}

    def test_a_kind_of_deadline_that_the_project_gave_up(self, action):
        change(ledger()[0], kind="treaty.bygone")
        sweep(at("2026-06-23 07:30"))
        assert states(kind="treaty.bygone") == {-7: CANCELLED}


class TestDigests:
    def test_one_digest_holds_all_of_a_persons_reminders_of_a_day(self, office):
        for due in ("2026-06-30", "2026-07-07", "2026-06-23", "2026-06-01"):
            office.action(due)
        sweep(at("2026-06-23 09:00"))
        [digest] = digests()
        assert {row.digest_id for row in ledger()} == {digest.pk}
        assert digest.country == office.institution.country

    def test_what_comes_after_the_mail_of_the_day_goes_with_the_next(self, office):
        office.action("2026-06-30")
        run(at("2026-06-23 08:00"))
        late = office.action("2026-06-22")
        run(at("2026-06-23 11:00"))
        first, second = digests()
        assert first.state == "sent"
        assert second.local_date == dt.date(2026, 6, 24)
        assert second.next_attempt_at == at("2026-06-24 08:00")
        assert [row.digest_id for row in ledger(object_id=late.pk)] == [second.pk]

    def test_what_was_not_delivered_joins_the_next_days_digest(self, office):
        office.action("2026-06-30")
        sweep(at("2026-06-23 09:00"))
        office.action("2026-07-01")
        sweep(at("2026-06-24 03:00"))
        [digest] = digests()
        assert digest.local_date == dt.date(2026, 6, 24)
        assert digest.next_attempt_at == at("2026-06-24 08:00")
        assert {row.digest_id for row in ledger()} == {digest.pk}

    def test_a_person_in_two_states_gets_one_digest(self, office):
        abroad = MembershipFactory(user=office.focal_point, role=Role.FOCAL_POINT)
        office.action("2026-06-30")
        office.action("2026-06-30", office=abroad.institution)
        sweep(at("2026-06-30 09:00"))
        [digest] = digests()
        assert digest.country is None
        assert len(ledger(digest=digest)) == 2

    def test_a_sweep_may_be_kept_to_one_state(self, office):
        abroad = MembershipFactory(role=Role.FOCAL_POINT)
        office.action("2026-06-30")
        office.action("2026-06-30", office=abroad.institution)
        sweep(at("2026-06-30 09:00"), countries=[abroad.country_id])
        assert [row.country_id for row in ledger()] == [abroad.country_id]


class TestSources:
    @pytest.fixture
    def broken(self, monkeypatch):
        def fail():
            raise ValueError("a bug in some app")

        source = DeadlineSource("broken.source", "Broken", fail, lambda actor, ids: {})
        monkeypatch.setitem(deadlines._SOURCES, source.kind, source)

    def test_a_source_that_fails_is_named_and_stops_no_other(self, office, broken):
        office.action("2026-06-30")
        result = sweep(at("2026-06-30 09:00"))
        assert result.broken == ("broken.source",)
        assert result.written == 1

    def test_a_source_without_any_deadline_cancels_what_is_pending(self, office, monkeypatch):
        office.action("2026-06-30")
        sweep(at("2026-06-30 07:00"))
        empty = replace(sources()["action.due"], open_deadlines=lambda: Action.objects.none())
        monkeypatch.setitem(deadlines._SOURCES, empty.kind, empty)
        sweep(at("2026-06-30 07:05"))
        assert states() == {0: CANCELLED}
