"""What the writers of a checklist promise."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from apps.actions.checklists import (
    MOST_ITEMS,
    add_checklist_item,
    move_checklist_item,
    remove_checklist_item,
    rename_checklist_item,
    tick_checklist_item,
)
from apps.actions.collaboration import ChecklistItem
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from tests.actions.pages import stored
from tests.factories import ActionFactory, ChecklistItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(official, action):
    return [add_checklist_item(actor=official, action=action, text=text) for text in "abcd"]


def order(action):
    with acting(SYSTEM):
        rows = ChecklistItem.objects.filter(action=action).order_by("position")
        found = list(rows.values_list("text", "position"))
    assert [position for _text, position in found] == list(range(1, len(found) + 1))
    return "".join(text for text, _position in found)


class TestItems:
    def test_they_stand_in_the_order_in_which_they_were_added(self, items, action):
        assert order(action) == "abcd"

    def test_white_space_is_tidied_and_empty_words_are_refused(self, official, action):
        assert add_checklist_item(actor=official, action=action, text=" a\n b ").text == "a b"
        with pytest.raises(ValidationError):
            add_checklist_item(actor=official, action=action, text=" ")

    def test_a_list_has_an_end(self, official, action):
        for number in range(MOST_ITEMS):
            ChecklistItemFactory(action=action, position=number + 1)
        with pytest.raises(ValidationError, match="action of its own"):
            add_checklist_item(actor=official, action=action, text="one more")

    def test_one_is_renamed_against_the_version_that_was_seen(self, official, items):
        item = rename_checklist_item(actor=official, item=items[0], text="new", version=1)
        assert stored(item).text == "new"
        with pytest.raises(StaleVersionError):
            rename_checklist_item(actor=official, item=items[0], text="other", version=1)

    def test_one_is_removed_and_the_rest_move_up(self, official, items, action):
        remove_checklist_item(actor=official, item=items[1])
        remove_checklist_item(actor=official, item=items[1])
        assert order(action) == "acd"


class TestTicks:
    def test_a_tick_names_who_and_when(self, official, amina, items):
        item = stored(tick_checklist_item(actor=official, item=items[0], done=True))
        assert item.done_by == amina
        assert item.is_done

    def test_a_second_tick_leaves_the_first(self, official, focal_point, items, amina):
        first = tick_checklist_item(actor=official, item=items[0], done=True)
        again = tick_checklist_item(actor=focal_point, item=items[0], done=True)
        assert (again.done_at, again.done_by, again.version) == (first.done_at, amina, 2)

    def test_a_tick_is_taken_away(self, official, items):
        tick_checklist_item(actor=official, item=items[0], done=True)
        item = stored(tick_checklist_item(actor=official, item=items[0], done=False))
        assert (item.done_at, item.done_by) == (None, None)


class TestOrder:
    @pytest.mark.parametrize(
        ("which", "to", "expected"),
        [(0, 3, "bcad"), (3, 1, "dabc"), (1, 2, "abcd"), (0, 99, "bcda"), (2, 0, "cabd")],
    )
    def test_an_item_is_put_elsewhere(self, official, items, action, which, to, expected):
        move_checklist_item(actor=official, item=items[which], to=to)
        assert order(action) == expected

    def test_two_items_never_share_a_place(self, items):
        rows = ChecklistItem.objects.filter(pk=items[0].pk)
        with acting(SYSTEM, reason="test"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(position=2)

    def test_moving_leaves_no_trace_in_the_history(self, official, items):
        move_checklist_item(actor=official, item=items[0], to=3)
        with acting(official):
            assert items[0].events.count() == 1


class TestRights:
    def test_a_ministry_ticks_what_it_works_on_and_nothing_else(self, officer, office, ministry):
        led = ChecklistItemFactory(
            action=ActionFactory(office=office, lead_institution=ministry), position=1
        )
        assert tick_checklist_item(actor=officer, item=led, done=True).is_done
        other = ChecklistItemFactory(action=ActionFactory(office=office), position=1)
        with pytest.raises(PermissionDenied):
            tick_checklist_item(actor=officer, item=other, done=True)
        with pytest.raises(PermissionDenied):
            add_checklist_item(actor=officer, action=other.action, text="x")
        with pytest.raises(PermissionDenied):
            remove_checklist_item(actor=officer, item=other)

    def test_a_stranger_touches_nothing(self, stranger, items):
        with pytest.raises(PermissionDenied):
            add_checklist_item(actor=stranger, action=items[0].action, text="x")
        with pytest.raises((PermissionDenied, ChecklistItem.DoesNotExist)):
            tick_checklist_item(actor=stranger, item=items[0], done=True)
