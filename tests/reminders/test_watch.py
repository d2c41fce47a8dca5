"""The self-check: a standstill is seen by the office, told to the secretariat, and has a code."""

import datetime as dt
from email.utils import parseaddr
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from apps.reminders import tasks
from apps.reminders.postbox import Postbox, UnreachableError
from apps.reminders.runs import Part, Run
from apps.reminders.services import sweep_deadlines
from apps.reminders.watch import health, note_run, self_check
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import DigestFactory, ReminderFactory, UserFactory, person

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TOLD = ("second@example.org", "secretariat@example.org")


def runs(ago: dt.timedelta = dt.timedelta()) -> None:
    for part in (Part.SWEEP, Part.DELIVERY):
        note_run(part, now=NOW - ago)


def address_of(message: Any) -> str:
    [recipient] = message.recipients()
    return parseaddr(recipient)[1]


@pytest.fixture
def secretariat():
    return person(Role.SECRETARIAT, email="secretariat@example.org")


class TestSinceTheLastCheck:
    """What went wrong at night is told in the morning, though all is well by then."""

    CHECKED = NOW - dt.timedelta(days=1)

    @pytest.fixture(autouse=True)
    def checked(self):
        note_run(Part.CHECK, now=self.CHECKED)

    def night(self, minutes: int) -> None:
        """Both parts stood still for so long, and have run ever since."""
        begin = NOW - dt.timedelta(minutes=minutes + 5)
        for part in (Part.SWEEP, Part.DELIVERY):
            for at in (begin, begin + dt.timedelta(minutes=minutes), NOW):
                note_run(part, now=at)

    def test_a_standstill_that_is_over_is_told(self, secretariat, mailoutbox):
        self.night(180)
        found = self_check(now=NOW)
        assert found == (
            "Sweep of the deadlines: stood still for 180 minutes, and runs again.",
            "Delivery of the mail: stood still for 180 minutes, and runs again.",
        )
        [message] = mailoutbox
        assert "stood still for 180 minutes" in message.body

    def test_it_is_told_once(self, secretariat):
        self.night(180)
        self_check(now=NOW)
        for part in (Part.SWEEP, Part.DELIVERY):
            note_run(part, now=NOW + dt.timedelta(days=1))
            Run.objects.filter(part=part).update(longest_gap=dt.timedelta(minutes=5))
        assert self_check(now=NOW + dt.timedelta(days=1)) == ()

    def test_short_pauses_are_none(self):
        self.night(10)
        assert self_check(now=NOW) == ()

    def test_the_page_of_now_says_nothing_of_it(self):
        self.night(180)
        assert health(NOW).problems == ()

    @pytest.mark.parametrize(("hours", "number"), [(2, 1), (30, 0)])
    def test_mails_that_were_given_up_are_counted(self, hours, number):
        self.night(5)
        with acting(SYSTEM, reason="test"):
            ReminderFactory(
                state="failed",
                digest=DigestFactory(state="failed"),
                settled_at=NOW - dt.timedelta(hours=hours),
            )
        found = self_check(now=NOW)
        assert found == ("1 mail was given up since the last check.",) * number

    @pytest.mark.parametrize("reached", [False, True])
    def test_a_deadline_that_nobody_could_be_told_of_is_named(self, reached):
        self.night(5)
        before = NOW - dt.timedelta(hours=2)
        with acting(SYSTEM, reason="test"):
            row = ReminderFactory(state="withheld", settled_at=before)
            if reached:
                ReminderFactory(
                    state="sent",
                    settled_at=before,
                    kind=row.kind,
                    object_id=row.object_id,
                    due_on=row.due_on,
                    country=row.country,
                )
        found = self_check(now=NOW)
        assert len(found) == (0 if reached else 1)
        if found:
            assert "1 deadline was told to nobody" in found[0]


class TestHealth:
    def test_all_is_well_while_both_run(self):
        runs()
        assert health(NOW).problems == ()

    def test_a_part_that_never_ran_is_a_problem(self, secretariat):
        assert len(health(timezone.now() + dt.timedelta(minutes=45)).problems) == 2

    def test_but_not_while_the_installation_is_new(self, secretariat):
        assert health(timezone.now()).problems == ()

    @pytest.mark.parametrize(("minutes", "number"), [(14, 0), (16, 1), (31, 2)])
    def test_a_part_that_stood_still_is_named(self, minutes, number):
        runs(dt.timedelta(minutes=minutes))
        assert len(health(NOW).problems) == number

    def test_what_nobody_tried_to_send_is_a_problem(self):
        runs()
        DigestFactory(next_attempt_at=NOW - dt.timedelta(minutes=61))
        assert health(NOW).problems == (
            "1 mail has been due for more than an hour and was not tried.",
        )

    def test_what_no_server_takes_is_a_problem(self):
        runs()
        DigestFactory(next_attempt_at=NOW + dt.timedelta(hours=1), attempts=4)
        assert health(NOW).problems == ("1 mail finds no server that takes it.",)

    def test_a_source_that_fails_is_named(self):
        runs()
        note_run(Part.SWEEP, now=NOW, problem="action.due")
        assert health(NOW).problems == ("The sweep failed for: action.due.",)


class TestSignsOfLife:
    def test_the_sweep_and_the_sender_give_them(self):
        tasks.sweep_deadlines_task()
        tasks.start_delivery_task()
        assert set(Run.objects.values_list("part", flat=True)) == {Part.SWEEP, Part.DELIVERY}

    def test_a_sweep_of_one_state_is_none(self, office):
        sweep_deadlines(now=NOW, countries=[office.institution.country_id])
        assert not Run.objects.exists()


class TestSelfCheck:
    def test_it_mails_each_person_of_the_secretariat(self, secretariat, mailoutbox):
        person(Role.SECRETARIAT, email="second@example.org", language="fr")
        person(Role.COORDINATOR)
        runs(dt.timedelta(days=2))
        assert len(self_check(now=NOW)) == 2
        assert [len(m.to) for m in mailoutbox] == [1, 1]
        assert [address_of(m) for m in mailoutbox] == list(TOLD)
        assert "Sweep of the deadlines: has stood still since" in mailoutbox[1].body
        assert "/reminders/deliveries/" in mailoutbox[0].body

    def test_it_is_silent_while_all_is_well(self, secretariat, mailoutbox):
        runs()
        assert self_check(now=NOW) == ()
        assert mailoutbox == []

    def test_a_second_check_of_the_day_mails_nobody_again(self, secretariat, mailoutbox):
        runs(dt.timedelta(days=2))
        self_check(now=NOW)
        self_check(now=NOW)
        assert len(mailoutbox) == 1
        self_check(now=NOW + dt.timedelta(days=1))
        assert len(mailoutbox) == 2

    def test_a_server_that_is_away_does_not_break_it(self, secretariat, monkeypatch):
        def fail(postbox, message):
            raise UnreachableError("no route")

        monkeypatch.setattr(Postbox, "send", fail)
        runs(dt.timedelta(days=2))
        assert self_check(now=NOW)


class TestCommand:
    def test_its_exit_code_is_for_a_monitor(self):
        UserFactory(date_joined=NOW - dt.timedelta(hours=1))
        with pytest.raises(SystemExit) as stopped:
            call_command("check_reminders", stderr=StringIO())
        assert stopped.value.code == 2
        for part in (Part.SWEEP, Part.DELIVERY):
            note_run(part, now=timezone.now())
        out = StringIO()
        call_command("check_reminders", stdout=out)
        assert "The reminders run" in out.getvalue()
