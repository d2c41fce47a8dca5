"""What lies in the archive says so: on its page with who, when and why, and in every list."""

import pytest

from apps.actions.archiving import archiving_of, restore_action
from apps.actions.bulk_services import apply_bulk_change, select_for_change
from focalpoint.acting import acting
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from tests.actions.pages import address, stored, within_budget
from tests.exports.files import json_rows
from tests.factories import ActionDependencyFactory, ActionFactory

pytestmark = pytest.mark.django_db
LINE = "This action is in the archive"
MARK = "Archived"


def archived(who, action, reason="A duplicate"):
    with acting(who):
        change = select_for_change(
            actor=who,
            kind="archive",
            values={},
            reason=reason,
            versions={action.pk: stored(action).version},
        )
        apply_bulk_change(actor=who, change=change)
    return stored(action)


@pytest.fixture
def put_away(official, office):
    return archived(official, ActionFactory(office=office, title="Twice", due_on="2027-03-01"))


@pytest.fixture
def web(client, amina):
    client.force_login(amina)
    return client


def rows_of(page):
    """The page without its filters, which name the archive too."""
    return page.partition("<main")[2].replace("Archived only", "")


class TestHow:
    def test_it_names_who_when_and_why(self, official, put_away):
        with acting(official):
            found = archiving_of(put_away)
        assert (found.actor, found.reason) == ("Amina Diallo", "A duplicate")
        assert found.at == put_away.archived_at

    def test_a_later_change_does_not_hide_it(self, official, put_away):
        with acting(official, reason="Typing error"):
            put_away.title = "Twice!"
            put_away.save()
            assert archiving_of(put_away).reason == "A duplicate"

    def test_where_nobody_said_why_there_is_no_reason(self, official, office):
        action = archived(official, ActionFactory(office=office), reason="")
        with acting(official):
            assert archiving_of(action).reason == ""

    def test_others_learn_when_and_no_more(self, official, stranger, office):
        action = archived(official, ActionFactory(office=office, visibility="network"))
        with acting(stranger):
            found = archiving_of(action)
        assert (found.at, found.actor, found.reason) == (action.archived_at, "", "")

    def test_what_lies_in_no_archive_has_none(self, office):
        assert archiving_of(ActionFactory(office=office)) is None


class TestRestoring:
    def test_it_is_as_it_was_and_the_history_says_so(self, official, put_away):
        restore_action(actor=official, action=put_away, version=put_away.version)
        assert stored(put_away).archived_at is None
        with acting(official):
            assert history_of(put_away)[0].event == "action.restored"

    def test_an_older_version_is_refused(self, official, put_away):
        with pytest.raises(StaleVersionError):
            restore_action(actor=official, action=put_away, version=put_away.version - 1)


class TestPages:
    def test_the_page_says_who_when_why_and_offers_the_way_out(self, web, put_away):
        with within_budget(10):
            page = web.get(address("action-detail", put_away)).text
        assert LINE in page
        assert "Put away by Amina Diallo" in page
        assert "A duplicate" in page
        answer = web.post(
            address("action-restore", put_away), {"version": put_away.version}, follow=True
        )
        assert LINE not in answer.text
        assert "is out of the archive" in answer.text
        assert stored(put_away).archived_at is None

    def test_it_is_put_away_from_its_own_page_with_a_reason(self, web, official, office):
        action = ActionFactory(office=office)
        way = address("action-archive", action)
        assert way in web.get(address("action-detail", action)).text
        posted = {"version": stored(action).version, "reason": " Twice "}
        page = web.post(way, posted, follow=True).text
        assert "is in the archive" in page
        assert way not in page
        with acting(official):
            found = archiving_of(stored(action))
        assert (found.actor, found.reason) == ("Amina Diallo", "Twice")

    def test_a_page_that_is_too_old_puts_nothing_away(self, web, office):
        action = ActionFactory(office=office)
        web.post(address("action-archive", action), {"version": 0})
        assert stored(action).archived_at is None

    def test_what_is_in_the_archive_stays_as_it_was_put_there(self, web, put_away):
        web.post(address("action-archive", put_away), {"version": put_away.version})
        assert stored(put_away).archived_at == put_away.archived_at

    def test_whoever_may_not_change_it_is_offered_nothing(self, client, badu, put_away):
        client.force_login(badu)
        page = client.get(address("action-detail", put_away)).text
        assert LINE in page
        assert address("action-restore", put_away) not in page

    def test_nor_the_way_in(self, client, badu, office):
        client.force_login(badu)
        action = ActionFactory(office=office)
        page = client.get(address("action-detail", action)).text
        assert address("action-archive", action) not in page

    def test_a_page_that_is_too_old_restores_nothing(self, web, put_away):
        answer = web.post(address("action-restore", put_away), {"version": 1}, follow=True)
        assert "Look again" in answer.text
        assert stored(put_away).archived_at

    @pytest.mark.parametrize(
        "place",
        ["/actions/", "/actions/board/", "/actions/calendar/", "/actions/timeline/"],
    )
    def test_every_shape_of_a_set_marks_it(self, web, put_away, office, place):
        query = {"archived": "only", "month": "2027-03", "from": "2027-01", "status": "all"}
        assert MARK in rows_of(web.get(place, query).text)
        web.post(address("action-restore", put_away), {"version": put_away.version})
        page = web.get(place, {**query, "archived": ""}).text
        assert "Twice" in page
        assert MARK not in rows_of(page)

    def test_so_does_what_waits_for_it(self, web, put_away, office):
        tie = ActionDependencyFactory(action__office=office, blocked_by=put_away)
        assert MARK in rows_of(web.get(address("action-detail", tie.action)).text)

    def test_the_file_of_the_list_says_when(self, web, put_away, office):
        ActionFactory(office=office, title="Still here")
        rows = web.get("/actions/", {"archived": "with", "format": "json"})
        found = {row["title"]: row["archived_at"] for row in json_rows(b"".join(rows))}
        assert found["Still here"] in ("", None)
        assert found["Twice"].startswith(f"{put_away.archived_at:%Y-%m-%d}")
