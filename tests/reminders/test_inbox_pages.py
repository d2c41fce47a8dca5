"""The inbox through the site: the page, the marks, the counter in the header."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.reminders.personal import Notice
from focalpoint.roles import Role
from tests.factories import ActionFactory, NoticeFactory
from tests.reminders.conftest import at, ledger, run, sweep

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

EIGHT = at("2026-06-23 08:00")


@pytest.fixture
def told(office, mailoutbox):
    """A focal point who has been told of one action."""
    action = office.action("2026-06-30", title="Answer the ministry")
    run(EIGHT)
    return action


@pytest.fixture
def signed_in(client, office):
    client.force_login(office.focal_point)
    return client


@pytest.fixture
def notice(office):
    action = ActionFactory(office=office.institution, title="Table the bill")
    return NoticeFactory(recipient=office.focal_point, action=action)


def post(client, verb, item, **more):
    source = "notice" if isinstance(item, Notice) else "reminder"
    return client.post(
        "/reminders/mark/", {"verb": verb, "item": f"{source}:{item.pk}", **more}, follow=True
    ).content.decode()


class TestPage:
    def test_a_visitor_is_sent_to_sign_in(self, client):
        assert client.get("/reminders/").status_code == 302

    def test_it_lists_deadlines_and_what_others_did(self, signed_in, told, notice):
        page = signed_in.get("/reminders/").content.decode()
        assert f"/actions/{told.reference}/" in page
        assert "Amina Example assigned this action to you" in page
        assert "2 unread" in page

    def test_it_shows_what_goes_out_next(self, signed_in, office):
        office.action("2026-06-30", title="In tomorrow's mail")
        sweep(EIGHT - dt.timedelta(hours=2))
        assert "1 reminder in your next mail" in signed_in.get("/reminders/").content.decode()

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("", "You have seen it all"),
            ("?box=snoozed", "Nothing is snoozed"),
            ("?box=done", "Nothing here yet"),
            ("?kind=deadlines", "Nothing fits these filters"),
            ("?unread=1", "Nothing fits these filters"),
        ],
    )
    def test_an_empty_one_says_so(self, signed_in, query, words):
        assert words in signed_in.get(f"/reminders/{query}").content.decode()

    @pytest.mark.parametrize("query", ["?box=attic", "?kind=sung", "?after=nonsense"])
    def test_nonsense_in_the_address_asks_for_nothing(self, signed_in, told, query):
        assert "Answer the ministry" in signed_in.get(f"/reminders/{query}").content.decode()

    def test_the_number_of_queries_does_not_grow(self, signed_in, office, told, notice):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                signed_in.get("/reminders/")
            return len(captured)

        queries()
        few = queries()
        for _ in range(10):
            office.action("2026-06-29")
            NoticeFactory(
                recipient=office.focal_point, action=ActionFactory(office=office.institution)
            )
        run(at("2026-06-28 09:00"))
        assert queries() == few <= 24


class TestMarking:
    def test_one_is_marked_as_read_and_unread(self, signed_in, told):
        [row] = ledger()
        post(signed_in, "read", row)
        assert ledger()[0].read_at is not None
        post(signed_in, "unread", row)
        assert ledger()[0].read_at is None

    def test_all_are_marked_as_read(self, signed_in, told, notice):
        page = signed_in.post("/reminders/mark/", {"verb": "read", "all": "1"}, follow=True)
        assert "2 items read." in page.content.decode()
        assert ledger()[0].read_at is not None

    def test_a_script_that_only_marks_gets_no_page(self, signed_in, told):
        [row] = ledger()
        data = {"verb": "read", "item": f"reminder:{row.pk}", "quiet": "1"}
        assert signed_in.post("/reminders/mark/", data).status_code == 204
        assert ledger()[0].read_at is not None

    def test_a_reminder_is_finished_in_place(self, signed_in, told):
        page = post(signed_in, "done", ledger()[0])
        assert "Finished." in page
        assert "Answer the ministry" not in page
        assert "Answer the ministry" in signed_in.get("/reminders/?box=done").content.decode()

    def test_it_is_put_off_and_brought_back(self, signed_in, told):
        [row] = ledger()
        until = timezone.now().date() + dt.timedelta(days=3)
        page = post(signed_in, "snooze", row, until=until.isoformat())
        assert "Snoozed." in page
        assert "Answer the ministry" not in page
        assert "Answer the ministry" in post(signed_in, "back", row)

    @pytest.mark.parametrize("until", ["", "nonsense", "2026-02-31", "2020-01-01", "2099-01-01"])
    def test_a_day_that_cannot_be_is_refused_in_words(self, signed_in, told, until):
        page = post(signed_in, "snooze", ledger()[0], until=until)
        assert "Answer the ministry" in page
        assert "Snoozed." not in page

    def test_a_notice_is_put_away(self, signed_in, notice):
        assert "Table the bill" not in post(signed_in, "away", notice)

    def test_the_answer_is_the_list_one_came_from(self, signed_in, notice):
        data = {"verb": "unread", "item": f"notice:{notice.pk}", "box": "done", "unread": "1"}
        response = signed_in.post("/reminders/mark/", data)
        assert response["Location"] == "/reminders/?box=done&unread=1"

    def test_nobody_marks_for_another(self, client, office, told):
        client.force_login(office.officer(Role.DEPUTY))
        post(client, "read", ledger()[0])
        assert "no such item" in post(client, "done", ledger()[0])
        assert ledger()[0].read_at is None

    @pytest.mark.parametrize("value", ["nonsense", "", "reminder:x", f"action:{'0' * 32}"])
    def test_nonsense_marks_nothing(self, signed_in, told, value):
        data = {"verb": "read", "item": value}
        assert signed_in.post("/reminders/mark/", data).status_code == 302
        assert ledger()[0].read_at is None


class TestCounter:
    def test_it_counts_what_is_unread(self, signed_in, told, notice):
        said = signed_in.get("/reminders/unread/").json()
        assert said == {"unread": 2, "shown": "2", "label": "Inbox: 2 unread"}

    def test_it_costs_no_answer_while_nothing_changes(self, signed_in, told):
        first = signed_in.get("/reminders/unread/")
        again = signed_in.get("/reminders/unread/", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        post(signed_in, "read", ledger()[0])
        after = signed_in.get("/reminders/unread/", headers={"If-None-Match": first["ETag"]})
        assert after.json()["unread"] == 0

    def test_it_counts_with_one_query(self, signed_in, told):
        with CaptureQueriesContext(connection) as captured:
            signed_in.get("/reminders/unread/")
        asked = [query["sql"] for query in captured if "reminders_" in query["sql"]]
        assert len(asked) == 1
        assert "COUNT(" in asked[0]

    def test_beyond_a_hundred_it_stops_counting(self, signed_in, office):
        action = ActionFactory(office=office.institution)
        for _number in range(103):
            NoticeFactory(recipient=office.focal_point, action=action)
        said = signed_in.get("/reminders/unread/").json()
        assert (said["unread"], said["shown"]) == (100, "99+")

    def test_every_page_leads_to_it(self, signed_in):
        page = signed_in.get("/profile/").content.decode()
        assert 'data-inbox-count="/reminders/unread/"' in page
