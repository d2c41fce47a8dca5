"""Bulk changes on the page: the selection, the answer, the report, the way back."""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.actions.bulk_models import BulkChange, Outcome, Stage
from apps.actions.bulk_selectors import outcomes
from apps.actions.bulk_services import bulk_changes_left_behind
from apps.actions.models import Action, Status
from apps.actions.tasks import apply_bulk_change_task, undo_bulk_change_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.actions.pages import HTMX, stored, within_budget
from tests.factories import ActionFactory, ActionLinkFactory, BulkChangeFactory, ItemFactory

pytestmark = pytest.mark.django_db

URL = "/actions/bulk/new/"


def picked(*actions):
    return ",".join(f"{action.pk}:{stored(action).version}" for action in actions)


def change(client, kind, *actions, **data):
    data.setdefault("picked", picked(*actions))
    return client.post(URL, {"kind": kind, **data}, headers=HTMX)


def notice(response):
    return json.loads(response.headers["HX-Trigger"])["toast"]


def last():
    with acting(SYSTEM):
        return BulkChange.objects.select_related("country").latest("id")


@pytest.fixture
def three(office):
    return [
        ActionFactory(office=office, title=f"Action {n}", due_on=dt.date(2027, 1, 1 + n))
        for n in range(3)
    ]


class TestForm:
    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("assign", "Amina Diallo"),
            ("reschedule", "so many days"),
            ("status", "In review"),
            ("priority", "Urgent"),
            ("link", "Instruments"),
            ("archive", "no reminders"),
            ("restore", "Why"),
        ],
    )
    def test_each_kind_asks_for_what_it_needs(self, web, kind, words):
        for headers in ({}, HTMX):
            response = web.get(URL, {"kind": kind}, headers=headers)
            assert response.status_code == 200
            assert words in response.text

    @pytest.mark.parametrize("kind", ["", "delete"])
    def test_there_is_no_other_kind(self, web, kind):
        assert web.get(URL, {"kind": kind}).status_code == 404
        assert web.post(URL, {"kind": kind}).status_code == 404

    @pytest.mark.parametrize(
        ("kind", "data", "words"),
        [
            ("reschedule", {}, "Give either a date or a number of days"),
            ("reschedule", {"due_on": "2027-01-01", "days": "3"}, "Give either"),
            ("assign", {}, "required"),
            ("status", {"status": "lost"}, "valid choice"),
            ("archive", {"picked": "x:y"}, "makes no sense"),
            ("archive", {"picked": ""}, "Nothing is selected"),
            ("archive", {"everything": "1", "query": "?due=never"}, "filters make no sense"),
        ],
    )
    def test_what_is_missing_is_said_and_the_form_kept(self, web, three, kind, data, words):
        response = change(web, kind, *three, **{"reason": "because", **data})
        assert response.status_code == 422
        assert words in response.text
        assert 'value="because"' in response.text


class TestAnswer:
    @pytest.mark.parametrize(
        ("kind", "data", "name", "value"),
        [
            ("status", {"status": "done"}, "status", Status.DONE),
            ("priority", {"priority": "4"}, "priority", 4),
            ("reschedule", {"due_on": "2027-06-30"}, "due_on", dt.date(2027, 6, 30)),
            ("assign", {"assignee": "none"}, "assignee", None),
        ],
    )
    def test_all_changed(self, web, three, kind, data, name, value):
        response = change(web, kind, *three, **data)
        assert response.status_code == 204
        assert {getattr(stored(action), name) for action in three} == {value}

    def test_a_notice_offers_the_way_back(self, web, three):
        response = change(web, "archive", *three)
        said = notice(response)
        assert said["message"] == "3 actions changed: Archive"
        assert said["action"]["label"] == "Undo"
        triggers = json.loads(response.headers["HX-Trigger"])
        assert {"actions:changed", "bulk:done"} <= set(triggers)
        undone = web.post(said["action"]["post"], headers=HTMX)
        assert notice(undone)["message"] == "3 actions are what they were before."
        assert not any(stored(action).archived_at for action in three)

    def test_what_could_not_be_changed_is_named(self, web, three, office):
        done = ActionFactory(office=office, title="Handed in", status="done")
        response = change(web, "status", *three, done, status="in_review")
        assert response.status_code == 200
        for words in ["3 actions changed", "1 cannot be changed", "Handed in", "cannot follow"]:
            assert words in response.text, words
        assert "actions:changed" in response.headers["HX-Trigger"]

    def test_all_or_nothing_offers_to_change_the_others(self, web, three, office):
        done = ActionFactory(office=office, title="Handed in", status="done")
        response = change(
            web, "status", *three, done, status="in_review", all_or_nothing="on", reason="Now"
        )
        assert "Nothing was changed" in response.text
        assert "Change the other 3" in response.text
        assert {stored(action).status for action in three} == {Status.OPEN}
        rest = web.post(reverse("action-bulk-rest", args=[last().pk]), headers=HTMX)
        assert "3 actions changed" in rest.text
        assert {stored(action).status for action in three} == {Status.IN_REVIEW}
        assert last().reason == "Now"

    def test_link(self, web, three):
        item = ItemFactory(code="R2013-C", label="(c)")
        assert change(web, "link", *three, target="step:c").status_code == 204
        with acting(SYSTEM):
            assert item.pk in {link.item_id for link in stored(three[0]).links.all()}

    def test_everything_that_the_filters_find(self, web, office):
        for n in range(60):
            ActionFactory(office=office, title=f"Bill {n}", priority=1 + n % 2)
        other = ActionFactory(office=office, title="Other", priority=1)
        response = change(web, "archive", picked="", everything="1", query="?q=bill&priority=1")
        assert notice(response)["message"].startswith("30 actions changed")
        assert stored(other).archived_at is None
        with acting(SYSTEM):
            assert Action.objects.current().count() == 31

    def test_a_browser_without_scripts_is_sent_to_the_report(self, web, three):
        response = web.post(URL, {"kind": "archive", "picked": picked(*three)})
        assert response.url == last().get_absolute_url()
        assert "3 actions changed" in web.get(response.url).text


class TestMany:
    @pytest.fixture(autouse=True)
    def _few(self, monkeypatch):
        monkeypatch.setattr("apps.actions.bulk_work.BATCH", 2)

    @pytest.fixture
    def asked(self, monkeypatch):
        """What a worker is asked to do."""
        asked = []
        for module in ("bulk_views", "bulk_work"):
            name = f"apps.actions.{module}.start_on_commit"
            monkeypatch.setattr(name, lambda _task, pk: asked.append(pk))
        return asked

    def test_a_worker_changes_many_while_the_page_shows_how_far_it_is(self, web, three, asked):
        response = change(web, "archive", *three)
        assert asked == [str(last().pk)]
        assert "0 / 3" in response.text
        assert 'hx-trigger="load delay:1s"' in response.text
        apply_bulk_change_task(asked[0])
        report = web.get(last().get_absolute_url(), headers=HTMX)
        assert "3 actions changed" in report.text
        assert "hx-trigger" not in report.text
        assert "actions:changed" in report.headers["HX-Trigger"]

    def test_and_changes_them_back(self, web, three, asked):
        change(web, "archive", *three)
        apply_bulk_change_task(asked.pop())
        response = web.post(reverse("action-bulk-undo", args=[last().pk]), headers=HTMX)
        assert "being changed back" in notice(response)["message"]
        undo_bulk_change_task(asked.pop())
        assert last().stage == Stage.UNDONE
        assert not any(stored(action).archived_at for action in three)

    def test_what_lost_its_worker_goes_on_when_asked(self, web, three, asked):
        change(web, "archive", *three)
        web.post(reverse("action-bulk-resume", args=[last().pk]))
        assert asked == [str(last().pk)] * 2

    def test_what_no_worker_heard_of_is_taken_up_by_itself(self, web, three, asked, settings):
        change(web, "archive", *three)
        now = timezone.now()
        with acting(SYSTEM):
            assert bulk_changes_left_behind(now=now) == []
            settings.WORK_RESUMED_AFTER = -1
            assert bulk_changes_left_behind(now=now) == [(last().pk, Stage.WAITING)]
            assert bulk_changes_left_behind(now=now + dt.timedelta(days=2)) == []


class TestUndo:
    def test_too_late_is_said(self, web, three):
        change(web, "archive", *three)
        with acting(SYSTEM):
            BulkChange.objects.update(finished_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        response = web.post(reverse("action-bulk-undo", args=[last().pk]), headers=HTMX)
        assert "no longer be undone" in notice(response)["message"]
        assert all(stored(action).archived_at for action in three)

    def test_what_was_changed_since_is_counted_and_named(self, web, signed_in, three, amina):
        change(web, "priority", *three, priority="4")
        with acting(SYSTEM, reason="since"):
            Action.objects.filter(pk=three[0].pk).update(title="Theirs")
        response = web.post(reverse("action-bulk-undo", args=[last().pk]), headers=HTMX)
        assert (
            "2 actions are what they were before; 1 was changed since"
            in notice(response)["message"]
        )
        text = web.get(last().get_absolute_url()).text
        assert "Theirs" in text
        assert "Somebody changed it since" in text

    def test_a_colleague_does_not_find_it(self, web, signed_in, three, badu):
        change(web, "archive", *three)
        client = signed_in(badu)
        for name in ("action-bulk-detail", "action-bulk-undo", "action-bulk-rest"):
            method = client.get if name == "action-bulk-detail" else client.post
            assert method(reverse(name, args=[last().pk])).status_code == 404


class TestPages:
    def test_the_last_changes_are_listed_with_their_way_back(self, web, three):
        assert "changed nothing in bulk yet" in web.get(reverse("action-bulk-list")).text
        change(web, "archive", *three, reason="Old work")
        text = web.get(reverse("action-bulk-list")).text
        assert "Old work" in text
        assert reverse("action-bulk-undo", args=[last().pk]) in text

    def test_rows_can_be_selected_by_those_who_may_change_them(self, web, signed_in, badu, three):
        assert f'value="{three[0].pk}:1"' in web.get(reverse("action-list")).text
        text = signed_in(badu).get(reverse("action-list")).text
        assert "data-select " not in text

    def test_archived_ones_may_be_taken_out(self, web, office):
        text = web.get(reverse("action-list"), {"archived": "only", "status": "all"})
        kinds = [item["kind"] for item in text.context["bulk"]]
        assert ("restore" in kinds, "archive" in kinds) == (True, False)

    @pytest.mark.parametrize("number", [1, 40])
    def test_the_queries_of_a_change_do_not_grow(self, web, office, number):
        actions = [ActionFactory(office=office) for _ in range(number)]
        data = picked(*actions)
        with within_budget(26):
            assert change(web, "priority", picked=data, priority="4").status_code == 204

    def test_an_unknown_change_does_not_exist(self, web):
        assert web.get(reverse("action-bulk-detail", args=[uuid.uuid4()])).status_code == 404
        with acting(SYSTEM):
            other = BulkChangeFactory()
        assert web.get(other.get_absolute_url()).status_code == 404


def test_archived_actions_keep_their_page_and_their_links(web, office, amina):
    action = ActionFactory(office=office, title="Old")
    ActionLinkFactory(action=action)
    change(web, "archive", action)
    assert web.get(action.get_absolute_url()).status_code == 200
    with acting(SYSTEM):
        assert outcomes(last()) == {Outcome.CHANGED: 1}
