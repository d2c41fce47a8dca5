"""What one institution keeps to itself: its own people are told, and nobody learns more than that
something is due.
"""

import pytest

from apps.accounts.models import Membership
from apps.accounts.selectors import actor_for
from apps.reminders.escalation import escalation_of
from apps.reminders.inbox import Box, Reader, Wanted, page
from apps.reminders.ladder import Rung
from apps.reminders.models import ReminderState
from apps.reminders.services import acknowledge
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import InstitutionFactory, person
from tests.reminders.conftest import at, change, leave, ledger, run, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SENT = ReminderState.SENT
DUE = "2026-06-01"


@pytest.fixture
def ministry(office):
    return InstitutionFactory(country=office.institution.country, name="Ministry of Example")


@pytest.fixture
def officer(ministry):
    return person(Role.MINISTRY_OFFICER, ministry, time_zone="UTC", name="Amina Example")


@pytest.fixture
def colleague(ministry):
    return person(Role.MINISTRY_OFFICER, ministry, time_zone="UTC", name="Brahim Example")


@pytest.fixture
def keep(office, ministry):
    def make(**values):
        values.setdefault("title", "Kept to ourselves")
        return office.action(DUE, office=ministry, visibility=Visibility.OFFICE, **values)

    return make


def told(**conditions):
    conditions.setdefault("state", SENT)
    return {row.recipient for row in ledger(**conditions)}


def mails_to(user, mailoutbox):
    found = [message for message in mailoutbox if f"<{user.email}>" in message.to[0]]
    return "\n".join(f"{m.subject}\n{m.body}\n{m.alternatives[0][0]}" for m in found)


class TestWhoIsTold:
    def test_what_is_nobodys_is_told_to_all_who_write_for_the_institution(
        self, keep, officer, colleague, mailoutbox
    ):
        keep()
        run(at(f"{DUE} 09:00"))
        assert told() == {officer, colleague}
        assert "Kept to ourselves" in mails_to(officer, mailoutbox)

    def test_nobody_else_is(self, keep, ministry, officer, office):
        person(Role.AUDITOR, ministry, time_zone="UTC")
        person(Role.MINISTRY_OFFICER, InstitutionFactory(country=ministry.country))
        office.officer(Role.DEPUTY, time_zone="UTC")
        keep()
        run(at(f"{DUE} 09:00"))
        assert told() == {officer}

    def test_the_focal_points_own_office_is_led_by_the_focal_point(self, office):
        office.officer(time_zone="UTC")
        office.action(DUE, visibility=Visibility.OFFICE)
        run(at(f"{DUE} 09:00"))
        assert told() == {office.focal_point}

    def test_whoever_left_is_replaced_by_the_institution(self, keep, officer, colleague):
        keep(assignee=officer)
        leave(officer, "2026-05-31")
        run(at(f"{DUE} 09:00"))
        [row] = ledger()
        assert (row.recipient, row.in_place_of, row.state) == (colleague, officer, SENT)

    def test_so_is_whoever_moved_to_another_institution(self, keep, officer, colleague):
        keep(assignee=officer)
        with acting(SYSTEM, reason="test"):
            elsewhere = InstitutionFactory(country=colleague.memberships.get().country)
            Membership.objects.filter(user=officer).update(institution=elsewhere)
        run(at(f"{DUE} 09:00"))
        assert told() == {colleague}

    def test_so_is_whoever_gets_no_mail(self, keep, officer, colleague):
        change(officer, failing_email=officer.email)
        keep(assignee=officer)
        run(at(f"{DUE} 09:00"))
        assert told() == {colleague}

    def test_where_nobody_is_left_the_state_learns_that_something_is_due(
        self, keep, office, officer, mailoutbox
    ):
        action = keep(assignee=officer)
        leave(officer, "2026-05-31")
        run(at(f"{DUE} 09:00"))
        assert told() == {office.focal_point}
        text = mails_to(office.focal_point, mailoutbox)
        assert "Action due" in text
        assert "1 June 2026" in text
        for secret in ("Kept to ourselves", action.reference, "Amina Example"):
            assert secret not in text

    def test_an_action_that_is_shared_again_is_the_focal_points(self, keep, officer, office):
        action = keep()
        sweep(at(f"{DUE} 07:30"))
        change(action, visibility=Visibility.GOVERNMENT)
        run(at(f"{DUE} 09:00"))
        assert told() == {office.focal_point}

    def test_nothing_is_withheld_from_everybody(self, keep, officer):
        keep()
        keep(assignee=officer)
        for day in range(1, 29):
            run(at(f"2026-06-{day:02} 09:00"))
        assert ledger(state=ReminderState.WITHHELD) == []


class TestTheLadder:
    @pytest.fixture
    def deputy(self, office):
        return office.officer(Role.DEPUTY, time_zone="UTC")

    def june(self, first=1, last=16):
        for day in range(first, last):
            run(at(f"2026-06-{day:02} 09:00"))
        return [
            (f"{row.settled_at:%m-%d}", Rung(row.rung).name, row.recipient)
            for row in sorted(ledger(rung__gt=0, state=SENT), key=lambda row: row.settled_at)
        ]

    def test_first_the_colleagues_then_the_focal_point(
        self, keep, officer, colleague, deputy, office
    ):
        keep(assignee=officer)
        assert self.june() == [
            ("06-04", "DEPUTY", colleague),
            ("06-08", "FOCAL_POINT", office.focal_point),
        ]

    def test_the_focal_point_learns_the_kind_and_the_date(
        self, keep, officer, colleague, office, mailoutbox
    ):
        action = keep(assignee=officer)
        self.june()
        text = mails_to(office.focal_point, mailoutbox)
        assert "Action due" in text
        for secret in ("Kept to ourselves", action.reference, "Amina", "Ministry of Example"):
            assert secret not in text
        assert "Kept to ourselves" in mails_to(colleague, mailoutbox)
        reader = Reader(actor_for(office.focal_point), at("2026-06-15 12:00"))
        with acting(reader.actor):
            items = [i for box in Box for i in page(reader, Wanted(box)).items]
        assert [(i.line.title, i.line.reference, i.may_finish) for i in items] == [
            ("Action due", "", False)
        ]

    def test_a_colleague_who_says_that_they_know_stops_it(self, keep, officer, colleague):
        action = keep(assignee=officer)
        self.june(1, 5)
        acknowledge(
            actor=actor_for(colleague),
            deadline=("action.due", action.pk),
            now=at("2026-06-04 10:00"),
        )
        assert [rung for _day, rung, _who in self.june(5)] == ["DEPUTY"]

    def ladder_seen_by(self, user, action):
        actor = actor_for(user)
        with acting(actor):
            return escalation_of(actor, ("action.due", action.pk), now=at(f"{DUE} 12:00"))

    def test_its_people_see_it_before_it_fires(self, keep, officer, colleague, office):
        action = keep(assignee=officer)
        found = self.ladder_seen_by(officer, action)
        assert [(step.rung, step.day.isoformat()) for step in found.steps] == [
            (Rung.DEPUTY, "2026-06-04"),
            (Rung.FOCAL_POINT, "2026-06-08"),
        ]
        assert "The office (Brahim Example)" in found.steps[0].words

    def test_the_page_of_others_shows_nothing(self, keep, officer, office):
        action = keep(assignee=officer)
        assert self.ladder_seen_by(office.focal_point, action) is None


class TestTheInbox:
    """Whoever learns the kind and the date alone cannot look up whether it is still owed."""

    @staticmethod
    def boxes(user, now):
        reader = Reader(actor_for(user), at(now))
        with acting(reader.actor):
            found = {box: page(reader, Wanted(box)).items for box in Box}
        return {box: [item.line.title for item in items] for box, items in found.items() if items}

    @pytest.fixture
    def told_to_the_state(self, keep, officer, office):
        """Nobody is left in the ministry: the focal point has been told on the day itself."""
        action = keep(assignee=officer)
        leave(officer, "2026-05-31")
        run(at(f"{DUE} 09:00"))
        return action

    def test_it_waits_there_while_it_is_owed(self, told_to_the_state, office):
        assert self.boxes(office.focal_point, f"{DUE} 12:00") == {Box.INBOX: ["Action due"]}

    def test_so_does_a_rung_of_the_ladder(self, keep, officer, colleague, office):
        keep(assignee=officer)
        for day in range(1, 9):
            run(at(f"2026-06-{day:02} 09:00"))
        assert self.boxes(office.focal_point, "2026-06-08 12:00") == {Box.INBOX: ["Action due"]}

    @pytest.mark.parametrize("changes", [{"status": "done"}, {"due_on": "2026-09-01"}])
    def test_it_is_done_with_once_it_is_no_longer_owed(self, told_to_the_state, office, changes):
        change(told_to_the_state, **changes)
        sweep(at(f"{DUE} 13:00"))
        assert self.boxes(office.focal_point, f"{DUE} 14:00") == {Box.DONE: ["Action due"]}

    def test_it_is_back_when_it_is_owed_again(self, told_to_the_state, office):
        change(told_to_the_state, status="done")
        sweep(at(f"{DUE} 13:00"))
        change(told_to_the_state, status="in_progress")
        sweep(at(f"{DUE} 14:00"))
        assert self.boxes(office.focal_point, f"{DUE} 15:00") == {Box.INBOX: ["Action due"]}
