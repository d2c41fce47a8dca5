"""The inbox: what stands in it, in which box, and what becomes of an item that is marked."""

import datetime as dt
import zoneinfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.accounts.selectors import actor_for
from apps.actions.models import Action
from apps.actions.notices import ASSIGNED, COMMENTED, MENTIONED
from apps.actions.services import change_status
from apps.reminders import inbox, marking
from apps.reminders.inbox import DEADLINES, Box, Reader, Wanted
from apps.reminders.notices import notify
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.factories import ActionFactory, InstitutionFactory, NoticeFactory
from tests.reminders.conftest import at, change, run

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EIGHT = at("2026-06-23 08:00")
LATER = EIGHT + dt.timedelta(hours=1)


@pytest.fixture
def told(office, mailoutbox):
    """The focal point has been told of one action, a week before it is due."""
    action = office.action("2026-06-30", title="Answer the ministry")
    run(EIGHT)
    return action


def reader(user, now=LATER, zone="UTC"):
    return Reader(actor_for(user, on=now.date()), now, zoneinfo.ZoneInfo(zone))


def listed(user, box=Box.INBOX, now=LATER, **wanted):
    who = reader(user, now)
    with acting(who.actor):
        return list(inbox.page(who, Wanted(box=box, **wanted)).items)


def titles(user, box=Box.INBOX, now=LATER, **wanted):
    return [item.line.title for item in listed(user, box, now, **wanted)]


def unread(user, now=LATER):
    who = reader(user, now)
    with acting(who.actor):
        return inbox.unread_count(who)


def use(service, user, item, now=LATER, **options):
    """Let a person do something with an item of their list."""
    who = reader(user, now)
    with acting(who.actor):
        service(reader=who, item=(item.source, item.pk), **options)


class TestReminders:
    def test_one_stands_there_while_its_deadline_does(self, office, told):
        [item] = listed(office.focal_point)
        assert item.line.title == "Answer the ministry"
        assert (item.stands, item.is_read, item.may_finish) == (True, False, True)
        change(told, status="done")
        assert titles(office.focal_point) == []
        assert titles(office.focal_point, Box.DONE) == ["Answer the ministry"]

    def test_a_deadline_that_moved_is_not_asked_for_at_its_old_date(self, office, told):
        change(told, due_on=dt.date(2026, 9, 30))
        assert titles(office.focal_point) == []

    def test_of_one_deadline_only_the_latest(self, office, told, mailoutbox):
        run(at("2026-06-29 08:00"))
        run(at("2026-06-30 08:00"))
        [item] = listed(office.focal_point, now=at("2026-06-30 09:00"))
        assert item.at == at("2026-06-30 08:00")
        assert unread(office.focal_point, at("2026-06-30 09:00")) == 1

    def test_nobody_reads_anothers(self, office, told):
        assert titles(office.officer(Role.DEPUTY)) == []

    def test_a_record_that_is_closed_to_me_is_left_out_and_not_counted(self, office, told):
        ministry = InstitutionFactory(country=office.institution.country)
        change(told, office=ministry, visibility=Visibility.OFFICE)
        assert titles(office.focal_point) == titles(office.focal_point, Box.DONE) == []
        assert unread(office.focal_point) == 0

    def test_acknowledged_it_is_gone_until_there_is_a_next_one(self, office, told, mailoutbox):
        use(marking.put_away, office.focal_point, *listed(office.focal_point))
        assert titles(office.focal_point) == []
        assert titles(office.focal_point, Box.DONE) == ["Answer the ministry"]
        run(at("2026-06-30 08:00"))
        assert titles(office.focal_point, now=at("2026-06-30 09:00")) == ["Answer the ministry"]

    def test_snoozed_it_waits_and_comes_back_by_itself(self, office, told, mailoutbox):
        [item] = listed(office.focal_point)
        use(marking.put_off, office.focal_point, item, until=dt.date(2026, 6, 25))
        assert titles(office.focal_point) == []
        assert titles(office.focal_point, Box.SNOOZED) == ["Answer the ministry"]
        assert titles(office.focal_point, now=at("2026-06-25 09:00")) == ["Answer the ministry"]

    def test_it_is_brought_back_by_hand(self, office, told):
        [item] = listed(office.focal_point)
        use(marking.put_off, office.focal_point, item, until=dt.date(2026, 6, 25))
        use(marking.bring_back, office.focal_point, item)
        assert titles(office.focal_point) == ["Answer the ministry"]

    def test_finishing_it_finishes_the_action_in_the_persons_name(self, office, told):
        use(marking.finish, office.focal_point, *listed(office.focal_point))
        with acting(SYSTEM):
            action = Action.objects.get(pk=told.pk)
            entry = action.events.latest("pgh_id")
        assert action.status == "done"
        assert entry.pgh_context["actor_name"] == str(office.focal_point)
        assert titles(office.focal_point) == []

    def test_it_cannot_be_finished_by_who_may_not_change_it(self, office, mailoutbox):
        ministry = InstitutionFactory(country=office.institution.country)
        officer = office.officer()
        office.action("2026-06-30", assignee=officer, title="Was mine")
        run(EIGHT)
        [item] = listed(officer)
        with acting(SYSTEM, reason="test"):
            officer.memberships.update(role=Role.MINISTRY_OFFICER, institution=ministry)
            Action.objects.update(assignee=office.focal_point)
        with pytest.raises(PermissionDenied):
            use(marking.finish, officer, item)


class TestNotices:
    @pytest.fixture
    def colleague(self, office):
        return office.officer()

    @pytest.fixture
    def notice(self, office, colleague):
        action = ActionFactory(office=office.institution, title="Table the bill")
        return NoticeFactory(recipient=colleague, action=action)

    def soon(self, days=0):
        return dt.datetime.now(dt.UTC) + dt.timedelta(days=days, minutes=1)

    def test_it_says_what_happened_and_to_what(self, notice, colleague):
        [item] = listed(colleague, now=self.soon())
        assert item.text == "Amina Example assigned this action to you"
        assert item.line.title == "Table the bill"
        assert not item.is_read

    def test_put_away_it_is_found_among_the_done(self, notice, colleague):
        now = self.soon()
        use(marking.put_away, colleague, *listed(colleague, now=now), now=now)
        assert titles(colleague, now=now) == []
        [item] = listed(colleague, Box.DONE, now=now)
        use(marking.bring_back, colleague, item, now=now)
        assert titles(colleague, now=now) == ["Table the bill"]

    def test_snoozed_it_comes_back_on_the_morning_of_that_day(self, notice, colleague):
        now = self.soon()
        [item] = listed(colleague, now=now)
        day = now.date() + dt.timedelta(days=2)
        use(marking.put_off, colleague, item, now=now, until=day)
        assert titles(colleague, now=now) == []
        assert titles(colleague, Box.SNOOZED, now=now) == ["Table the bill"]
        assert titles(colleague, now=at(f"{day} 08:01")) == ["Table the bill"]

    @pytest.mark.parametrize("days", [0, -1, 91])
    def test_it_is_not_snoozed_to_the_past_or_for_ever(self, notice, colleague, days):
        now = self.soon()
        [item] = listed(colleague, now=now)
        with pytest.raises(ValidationError):
            use(
                marking.put_off,
                colleague,
                item,
                now=now,
                until=now.date() + dt.timedelta(days=days),
            )

    def test_there_is_nothing_to_finish_in_it(self, notice, colleague):
        now = self.soon()
        with pytest.raises(ValidationError):
            use(marking.finish, colleague, *listed(colleague, now=now), now=now)

    def test_nobody_marks_anothers(self, notice, colleague, office):
        now = self.soon()
        [item] = listed(colleague, now=now)
        for service in (marking.put_away, marking.bring_back, marking.finish):
            with pytest.raises(PermissionDenied):
                use(service, office.focal_point, item, now=now)
        who = reader(office.focal_point, now)
        with acting(who.actor):
            assert marking.mark(reader=who, items=[("notice", item.pk)], read=True) == 0
        assert not listed(colleague, now=now)[0].is_read

    def test_the_kinds_can_be_told_apart(self, notice, colleague, office):
        now = self.soon()
        action = ActionFactory(office=office.institution, title="Else")
        notify(actor=SYSTEM, recipients=[colleague], kind=MENTIONED, subject=action)
        assert titles(colleague, now=now, kind=MENTIONED) == ["Else"]
        assert titles(colleague, now=now, kind=ASSIGNED) == ["Table the bill"]
        assert titles(colleague, now=now, kind=DEADLINES) == []
        assert titles(colleague, now=now) == ["Else", "Table the bill"]

    def test_one_of_a_kind_that_is_no_more_is_left_out(self, notice, colleague):
        change(notice, kind="action.sung")
        assert titles(colleague, now=self.soon()) == []


class TestTogether:
    def test_pages_follow_each_other_without_gaps_or_repeats(self, office, told, mailoutbox):
        person = office.focal_point
        for number in range(7):
            action = ActionFactory(office=office.institution, title=f"Notice {number}")
            notify(actor=SYSTEM, recipients=[person], kind=COMMENTED, subject=action)
        who = reader(person, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
        found, cursor = [], ""
        with acting(who.actor):
            for _page in range(4):
                page = inbox.page(who, Wanted(), cursor=cursor, limit=3)
                found += [item.line.title for item in page.items]
                cursor = page.older
                if not cursor:
                    break
        assert found == [*(f"Notice {n}" for n in range(6, -1, -1)), "Answer the ministry"]

    @pytest.mark.parametrize("cursor", ["nonsense", "20260101T000000.000000_x", "_"])
    def test_a_cursor_that_no_page_gave_is_refused(self, office, cursor):
        with pytest.raises(ValueError, match=r"."):
            inbox.page(reader(office.focal_point), Wanted(), cursor=cursor)

    def test_the_count_is_one_query_over_both(self, office, told, django_assert_num_queries):
        action = ActionFactory(office=office.institution)
        notify(actor=SYSTEM, recipients=[office.focal_point], kind=COMMENTED, subject=action)
        who = reader(office.focal_point)
        with acting(who.actor), django_assert_num_queries(1):
            assert inbox.unread_count(who) == 2

    def test_all_are_marked_as_read_and_one_as_unread_again(self, office, told):
        action = ActionFactory(office=office.institution)
        notify(actor=SYSTEM, recipients=[office.focal_point], kind=COMMENTED, subject=action)
        who = reader(office.focal_point)
        with acting(who.actor):
            assert marking.mark(reader=who, items=None, read=True) == 2
            assert inbox.unread_count(who) == 0
            item = inbox.page(who, Wanted()).items[0]
            assert marking.mark(reader=who, items=[(item.source, item.pk)], read=False) == 1
            assert inbox.unread_count(who) == 1

    def test_what_others_finish_leaves_the_list_by_itself(self, office, told):
        change_status(actor=actor_for(office.officer()), action=told, to="done")
        assert titles(office.focal_point) == []
        assert unread(office.focal_point) == 0
