"""A person's work: each action once in its part, and counts that equal the rows of its list."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from apps.actions import selectors
from apps.actions.filters import ActionFilter
from apps.actions.models import Action
from focalpoint.acting import acting
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionSeenFactory,
    ActionUpdateFactory,
    ItemFactory,
    TreatyFactory,
)

pytestmark = pytest.mark.django_db
PARTS = {
    "overdue": "whose=me&due=overdue",
    "soon": "whose=me&due=soon",
    "review": "whose=review",
    "unread": "whose=unread",
    "later": "whose=me&due=later",
    "none": "whose=me&due=none",
}


@pytest.fixture
def today(country):
    return country.local_date(timezone.now())


@pytest.fixture
def work(office, amina, badu, today):
    """Some of everything, of mine and of others."""

    def due(days, **fields):
        return ActionFactory(office=office, due_on=today + dt.timedelta(days=days), **fields)

    for number in range(3):
        due(-1 - number, title=f"overdue {number}", assignee=amina)
    due(5, title="soon", assignee=amina)
    due(60, title="later", assignee=amina)
    due(-9, title="his", assignee=badu)
    due(-9, title="done", assignee=amina, status="done")
    due(3, title="handed in", assignee=badu, status="in_review")
    ActionFactory(office=office, title="undated")
    changed = ActionFactory(office=office, title="changed", assignee=badu)
    earlier = timezone.now() - dt.timedelta(days=1)
    ActionSeenFactory(action=changed, user=amina, seen_at=earlier)


def listed(who, query):
    request = RequestFactory().get("/")
    request.actor = who
    rows = Action.objects.visible_to(who)
    return ActionFilter(QueryDict(query), queryset=rows, request=request).qs


class TestMyWork:
    def test_each_part_holds_what_it_says(self, work, official, today):
        with acting(official):
            parts = selectors.my_work(official, today=today)
        titles = {key: [action.title for action in part.rows] for key, part in parts.items()}
        assert titles["overdue"] == ["overdue 2", "overdue 1", "overdue 0"]
        assert titles["soon"] == ["soon"]
        assert titles["review"] == ["handed in"]
        assert titles["later"] == ["later"]
        assert titles["none"] == ["undated"]
        # Assigned and never opened, or opened and changed since.
        assert set(titles["unread"]) == {
            "changed",
            "soon",
            "later",
            "overdue 0",
            "overdue 1",
            "overdue 2",
        }

    @pytest.mark.parametrize("part", PARTS)
    def test_the_count_of_a_part_equals_the_rows_of_its_list(
        self, work, official, today, part, monkeypatch
    ):
        monkeypatch.setattr(selectors, "SHOWN", 2)
        with acting(official):
            shown = selectors.my_work(official, today=today)[part]
            rows = list(listed(official, PARTS[part]))
        assert len(shown.rows) <= 2
        assert shown.total == len(rows)
        assert {action.pk for action in shown.rows} <= {action.pk for action in rows}
        assert shown.more == len(rows) - len(shown.rows)

    def test_two_queries_however_many_rows(
        self, work, official, today, django_assert_max_num_queries
    ):
        with acting(official), django_assert_max_num_queries(2):
            parts = selectors.my_work(official, today=today)
            for part in parts.values():
                for action in part.rows:
                    assert action.country.name
                    assert str(action.assignee)
                    assert str(action.lead_institution)

    def test_a_stranger_has_none_of_it(self, work, stranger, today):
        with acting(stranger):
            parts = selectors.my_work(stranger, today=today)
        assert {part.total for part in parts.values()} == {0}


def test_counts_say_what_each_list_holds(work, official, today, django_assert_num_queries):
    with acting(official):
        filterset = listed(official, "status=unfinished&due=soon")
        request = RequestFactory().get("/")
        request.actor = official
        found = ActionFilter(
            QueryDict("status=unfinished&due=soon"),
            queryset=Action.objects.visible_to(official),
            request=request,
        )
        rows = found.narrowed(Action.objects.visible_to(official), but=("status", "due"))
        with django_assert_num_queries(1):
            counts = selectors.counts(rows, today=today, listed=found.standing)
        assert counts["listed"] == len(filterset)
        for key, query in {
            "all": "",
            "unfinished": "status=unfinished",
            "overdue": "due=overdue",
            "in_review": "status=in_review",
            "done": "status=done",
        }.items():
            assert counts[key] == len(listed(official, query)), key


class TestOneAction:
    @pytest.fixture
    def action(self, office):
        return ActionFactory(office=office)

    def test_its_log_is_newest_first_and_says_when_there_is_more(self, official, action):
        for number in range(4):
            ActionUpdateFactory(action=action, text=str(number))
        with acting(official):
            assert [u.text for u in selectors.updates_of(action, official)] == list("3210")
            assert len(selectors.updates_of(action, official, limit=2)) == 3

    def test_its_links_stand_in_the_order_of_the_catalogue(self, official, action):
        treaty, second, first = TreatyFactory(), ItemFactory(order=2), ItemFactory(order=1)
        ActionLinkFactory(action=action, item=None, treaty=treaty)
        ActionLinkFactory(action=action, item=second)
        ActionLinkFactory(action=action, item=first)
        with acting(official):
            found = [link.item or link.treaty for link in selectors.links_of(action, official)]
        assert found == [first, second, treaty]

    def test_it_is_found_from_what_it_serves(self, official, action):
        step, treaty = ItemFactory(), TreatyFactory()
        ActionLinkFactory(action=action, item=step)
        ActionLinkFactory(action=action, item=None, treaty=treaty)
        ActionFactory(office=action.office)
        with acting(official):
            assert list(selectors.linked_to(official, items=[step.pk])) == [action]
            assert list(selectors.linked_to(official, treaties=[treaty.pk])) == [action]

    def test_what_may_follow_its_status(self, official, officer, action):
        following = [value for value, _label in selectors.next_steps(action, official)]
        assert following == ["in_progress", "in_review", "done", "cancelled"]
        assert selectors.next_steps(action, officer) == []
