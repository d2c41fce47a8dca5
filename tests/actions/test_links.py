"""What an action serves is part of what people see of it: each link raises its version."""

import re

import pytest
from django.core.exceptions import ValidationError

from apps.actions.bulk_services import (
    apply_bulk_change,
    begin_undo,
    select_for_change,
    undo_bulk_change,
)
from apps.actions.models import Action, ActionLink
from apps.actions.services import create_action, link_action, unlink_action, update_action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.changes import history_page
from focalpoint.errors import StaleVersionError
from tests.actions.pages import HTMX, address, stored
from tests.actions.sheets import applied, checked, counted, csv_sheet, problems
from tests.factories import ActionFactory, ActionLinkFactory, ItemFactory, TreatyFactory

pytestmark = pytest.mark.django_db


def codes(action):
    with acting(SYSTEM):
        return set(ActionLink.objects.filter(action=action).values_list("item__code", flat=True))


def row_of(action, **cells):
    """The action as a sheet that was exported just now has it."""
    now = stored(action)
    return {
        "Reference": now.reference,
        "Version": now.version,
        "Title": now.title,
        "Steps and factors": "; ".join(sorted(codes(action))),
        **cells,
    }


class TestVersion:
    def test_each_new_link_raises_it(self, official, focal_point, office):
        action = ActionFactory(office=office)
        before = stored(action)
        for who in (official, focal_point):
            link_action(actor=who, action=action, item=ItemFactory())
        now = stored(action)
        assert now.version == before.version + 2
        assert now.updated_at != before.updated_at

    def test_one_that_was_there_already_does_not(self, official, office):
        link = ActionLinkFactory(action__office=office)
        before = stored(link.action).version
        link_action(actor=official, action=link.action, item=link.item, treaty=link.treaty)
        assert stored(link.action).version == before

    def test_what_is_taken_away_raises_it(self, official, office):
        link = ActionLinkFactory(action__office=office)
        before = stored(link.action).version
        unlink_action(actor=official, link=link)
        assert stored(link.action).version == before + 1

    def test_a_new_action_with_links_is_its_own_first_version(self, official, country):
        action = create_action(
            actor=official,
            country=country,
            title="x",
            items=[ItemFactory(), ItemFactory()],
            treaties=[TreatyFactory()],
        )
        assert stored(action).version == action.version == 1

    def test_a_refused_link_does_not(self, official, office):
        action = ActionFactory(office=office)
        with pytest.raises(ValidationError):
            link_action(actor=official, action=action)
        assert stored(action).version == action.version

    def test_whoever_saw_less_is_told(self, official, office):
        action = ActionFactory(office=office)
        link_action(actor=official, action=action, item=ItemFactory())
        with pytest.raises(StaleVersionError):
            update_action(
                actor=official, action=action, changes={"title": "y"}, version=action.version
            )

    def test_the_history_speaks_of_the_link_alone(self, official, office):
        action = ActionFactory(office=office)
        link_action(actor=official, action=action, item=ItemFactory())
        with acting(official):
            entries = history_page(action).entries
        assert [(e.part, e.action) for e in entries] == [("link", "added"), ("", "created")]

    def test_many_at_once_and_back(self, official, office):
        actions = [ActionFactory(office=office) for _ in range(3)]
        item = ItemFactory()
        with acting(official):
            change = select_for_change(
                actor=official,
                kind="link",
                values={"item": str(item.pk)},
                versions={action.pk: action.version for action in actions},
            )
            change = apply_bulk_change(actor=official, change=change)
            assert {stored(a).version for a in actions} == {actions[0].version + 1}
            undo_bulk_change(actor=official, change=begin_undo(actor=official, change=change))
        assert {stored(a).version for a in actions} == {actions[0].version + 2}
        assert not any(codes(action) for action in actions)


class TestPage:
    def test_it_goes_on_from_the_version_that_the_link_made(self, client, amina, office):
        client.force_login(amina)
        action = ActionFactory(office=office)
        ItemFactory(code="R2013-A", label="(a)", kind="step")
        answer = client.post(address("action-link", action), {"target": "step:a"}, headers=HTMX)
        shown = re.search(r'id="action-version"\s+name="version"\s+value="(\d+)"', answer.text)
        assert codes(action) == {"R2013-A"}, answer.text
        assert shown is not None
        assert int(shown[1]) == stored(action).version
        form = {"to": "done", "version": shown[1]}
        client.post(address("action-transition", action), form)
        assert stored(action).status == "done"


class TestImport:
    def test_a_sheet_of_the_present_version_links_and_unlinks(self, official, office):
        link = ActionLinkFactory(action__office=office, item=ItemFactory(code="OLD"))
        ItemFactory(code="NEW")
        before = stored(link.action).version
        batch = applied(official, csv_sheet([row_of(link.action, **{"Steps and factors": "NEW"})]))
        assert counted(batch) == {"changed": 1}
        assert codes(link.action) == {"NEW"}
        assert stored(link.action).version == before + 1

    def test_a_new_action_is_its_own_first_version(self, official):
        ItemFactory(code="NEW")
        applied(official, csv_sheet([{"Title": "x", "Steps and factors": "NEW"}]))
        with acting(SYSTEM):
            assert Action.objects.get().version == 1

    def test_an_old_sheet_takes_no_newer_link_away(self, official, office):
        action = ActionFactory(office=office)
        # A link that the sheet adds itself: it was edited.
        ItemFactory(code="MINE")
        row = row_of(action, **{"Steps and factors": "MINE"})
        link_action(actor=official, action=action, item=ItemFactory(code="NEWER"))
        [(number, field, message)] = problems(official, checked(official, csv_sheet([row])))
        assert (number, field) == (2, "items")
        assert "would take away: NEWER" in message
        assert codes(action) == {"NEWER"}

    def test_whoever_names_the_present_version_takes_it_away(self, official, office):
        action = ActionFactory(office=office)
        row = row_of(action)
        link_action(actor=official, action=action, item=ItemFactory(code="NEWER"))
        row["Version"] = stored(action).version
        assert counted(applied(official, csv_sheet([row]))) == {"changed": 1}
        assert codes(action) == set()

    def test_a_sheet_that_changes_the_title_alone_names_the_newer_link(self, official, office):
        action = ActionFactory(office=office)
        row = row_of(action, Title="Another")
        link_action(actor=official, action=action, item=ItemFactory(code="NEWER"))
        batch = checked(official, csv_sheet([row]))
        assert {field for _row, field, _message in problems(official, batch)} == {"title", "items"}

    def test_links_that_nobody_else_touched_follow_the_sheet(self, official, office):
        link = ActionLinkFactory(action__office=office, item=ItemFactory(code="OLD"))
        row = row_of(link.action, **{"Steps and factors": ""})
        action = stored(link.action)
        update_action(
            actor=official, action=action, changes={"priority": 4}, version=action.version
        )
        assert counted(applied(official, csv_sheet([row]))) == {"changed": 1}
        assert codes(action) == set()
        assert stored(action).priority == 4


@pytest.mark.django_db(transaction=True)
class TestUntouchedSheet:
    """The history tells what an action served by the instants of its transactions."""

    def test_it_leaves_what_was_linked_since(self, official, office):
        action = create_action(
            actor=official, country=office.country, title="x", items=[ItemFactory(code="OLD")]
        )
        row = row_of(action)
        link_action(actor=official, action=action, item=ItemFactory(code="NEWER"))
        assert counted(checked(official, csv_sheet([row]))) == {"same": 1}

    def test_it_leaves_what_was_unlinked_since(self, official, office):
        action = create_action(actor=official, country=office.country, title="x")
        link = link_action(actor=official, action=action, item=ItemFactory(code="OLD"))
        row = row_of(action)
        unlink_action(actor=official, link=link)
        assert counted(checked(official, csv_sheet([row]))) == {"same": 1}

    def test_an_edited_one_is_refused(self, official, office):
        action = create_action(
            actor=official, country=office.country, title="x", items=[ItemFactory(code="OLD")]
        )
        row = row_of(action, **{"Steps and factors": ""})
        link_action(actor=official, action=action, item=ItemFactory(code="NEWER"))
        [(_row, field, message)] = problems(official, checked(official, csv_sheet([row])))
        assert field == "items"
        assert "NEWER; OLD" in message
