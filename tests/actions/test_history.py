"""The history of an action and its parts: who, when, what, why, how; and for whom."""

import datetime as dt

import pytest
from django.utils import translation

from apps.actions.checklists import add_checklist_item, tick_checklist_item
from apps.actions.dependencies import block_action, unblock_action
from apps.actions.discussion import comment_on_action, edit_comment
from apps.actions.services import (
    change_status,
    create_action,
    link_action,
    log_update,
    unlink_action,
    update_action,
)
from focalpoint.acting import acting
from focalpoint.changes import history_of, history_page, together
from focalpoint.roles import Role
from tests.actions.pages import address, within_budget
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionUpdateFactory,
    EvidenceFactory,
    ItemFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db


def entries(action, who, **more):
    with acting(who):
        return history_page(action, **more).entries


def said(entry):
    """An entry in short: what, and the new values."""
    return (entry.part, entry.action), {c.label: (c.before, c.after) for c in entry.changes}


class TestParts:
    def test_all_that_happens_in_an_action_stands_in_its_history(self, official, country, office):
        action = create_action(actor=official, country=country, title="Draft bill")
        step = ItemFactory(label="(c)", title="Join the instruments")
        link = link_action(actor=official, action=action, item=step)
        log_update(actor=official, action=action, text="They replied.")
        comment = comment_on_action(actor=official, action=action, text="Ask the treasuri")
        edit_comment(actor=official, comment=comment, text="Ask the treasury", version=1)
        item = add_checklist_item(actor=official, action=action, text="Print it")
        tick_checklist_item(actor=official, item=item, done=True)
        blocker = ActionFactory(office=office, title="Treasury agrees")
        tie = block_action(actor=official, action=action, blocked_by=blocker)
        unblock_action(actor=official, dependency=tie)
        unlink_action(actor=official, link=link, reason="A mistake")
        found = entries(action, official)
        kinds = [entry.part and f"{entry.part} {entry.action}" for entry in found]
        for kind in [
            "link added",
            "link removed",
            "update added",
            "comment added",
            "comment changed",
            "checklist item added",
            "checklist item changed",
            "dependency added",
            "dependency removed",
            "watcher added",
            "",
        ]:
            assert kind in kinds, kind
        removed = next(entry for entry in found if entry.reason == "A mistake")
        assert said(removed)[1]["item"] == ("(c) Join the instruments", "")
        ticked = next(e for e in found if (e.part, e.action) == ("checklist item", "changed"))
        assert ticked.name == "Print it"
        assert said(ticked)[1]["done by"] == ("", "Amina Diallo")

    def test_a_blocker_is_named_and_one_out_of_sight_is_not(
        self, official, officer, office, ministry
    ):
        action = ActionFactory(office=ministry)
        hidden = ActionFactory(office=ministry, title="Secret", visibility="office")
        block_action(actor=officer, action=action, blocked_by=hidden)
        values = {
            who: said(entries(action, who)[0])[1]["blocked by"] for who in (officer, official)
        }
        assert values[officer] == ("", str(hidden))
        assert values[official] == ("", "(not visible)")

    def test_only_the_own_state_reads_it(self, office, official, stranger):
        shared = ActionFactory(office=office, visibility="network")
        unlink_action(actor=official, link=ActionLinkFactory(action=shared))
        log_update(actor=official, action=shared, text="Secret")
        for who in (stranger, actor(Role.COORDINATOR)):
            assert entries(shared, who) == ()

    def test_of_an_office_the_parts_that_are_gone_stay_hidden_too(self, official, officer, office):
        action = ActionFactory(office=office)
        unlink_action(actor=official, link=ActionLinkFactory(action=action))
        assert len(entries(action, officer)) == 3
        update_action(actor=official, action=action, changes={"visibility": "office"}, version=2)
        assert entries(action, officer) == ()
        assert len(entries(action, official)) == 4


class TestWords:
    def test_names_dates_and_choices_are_those_that_people_use(self, official, office, badu):
        action = ActionFactory(office=office, due_on=dt.date(2027, 3, 1))
        changes = {"due_on": dt.date(2027, 4, 12), "assignee": badu, "priority": 3}
        update_action(actor=official, action=action, changes=changes, version=1, reason="Late")
        [entry, _created] = [e for e in entries(action, official) if not e.part]
        values = said(entry)[1]
        assert values["due"] == ("1 March 2027", "12 April 2027")
        assert values["assignee"] == ("", "Badu Osei")
        assert values["priority"] == ("Normal", "High")
        assert (entry.actor, entry.reason) == ("Amina Diallo", "Late")
        with translation.override("fr"):
            [entry, _created] = [e for e in entries(action, official) if not e.part]
            assert "12 avril 2027" in {change.after for change in entry.changes}

    def test_prose_is_compared_word_by_word(self, official, office):
        action = ActionFactory(office=office, description="The bill goes out in May.")
        changes = {"description": "The bill goes out in June."}
        update_action(actor=official, action=action, changes=changes, version=1)
        [change] = history_of_as(official, action)[0].changes
        assert [(p.kind, p.text) for p in change.pieces if p.kind != "same"] == [
            ("went", "May"),
            ("came", "June"),
        ]

    def test_without_a_reason_it_gives_no_machine_word_for_one(self, official, action):
        change_status(actor=official, action=action, to="done")
        assert entries(action, official)[0].reason == ""

    def test_the_door_is_named(self, official, action, web):
        web.post(address("action-transition", action), {"to": "done"})
        assert entries(action, official)[0].door == "on the site"

    @pytest.mark.parametrize("via", ["web", "api", "admin", "mail", "import", "task", "command"])
    def test_every_door_has_words(self, official, action, via):
        with acting(official, via=via):
            log_update(actor=official, action=action, text="Done so far")
        assert entries(action, official)[0].door not in ("", via)


def history_of_as(who, action):
    with acting(who):
        return history_of(action)


class TestPages:
    def test_one_follows_the_other_without_a_gap_or_a_repetition(self, official, action):
        for number in range(25):
            ActionUpdateFactory(action=action, text=f"Entry {number}")
        whole = entries(action, official, limit=100)
        before, pieced = "", []
        while True:
            with acting(official):
                page = history_page(action, before=before, limit=4)
            pieced += page.entries
            before = page.older
            if not before:
                break
        assert tuple(pieced) == whole
        assert len(whole) == 26

    def test_a_cursor_that_makes_no_sense_starts_from_the_newest(self, official, action):
        for before in ("x", "1-2", "20260101T000000.000000-0-99999999999999999999x"):
            assert entries(action, official, before=before)

    def test_what_was_done_at_once_stands_together(self, official, country):
        steps = [ItemFactory() for _ in range(3)]
        action = create_action(actor=official, country=country, title="x", items=steps)
        groups = together(entries(action, official))
        assert len(groups) == 1
        assert len(groups[0]) == 4


class TestScreen:
    def test_it_shows_differences_and_turns_pages(self, web, official, action):
        update_action(
            actor=official,
            action=action,
            changes={"title": "Draft law"},
            version=1,
            reason="Agreed in the cabinet",
        )
        text = web.get(address("action-history", action)).text
        for words in ["Agreed in the cabinet", "Amina Diallo", "<del>", "bill", "<ins>", "law"]:
            assert words in text, words
        for number in range(60):
            ActionUpdateFactory(action=action, text=f"Entry {number:02d}")
        first = web.get(address("action-history", action))
        assert "Entry 59" in first.text
        assert "Entry 05" not in first.text
        older = web.get(address("action-history", action) + first.context["more_url"])
        assert "Entry 05" in older.text
        assert "Newest changes" in older.text

    @pytest.mark.parametrize("number", [1, 12])
    def test_its_queries_do_not_grow(self, web, official, action, number, amina):
        for n in range(number):
            log_update(actor=official, action=action, text=f"Entry {n}")
            comment_on_action(actor=official, action=action, text=f"Comment {n}")
            add_checklist_item(actor=official, action=action, text=f"Item {n}")
            ActionLinkFactory(action=action, item=ItemFactory())
        web.get(address("action-history", action))
        with within_budget(14):
            web.get(address("action-history", action))

    def test_an_auditor_of_the_state_reads_it(self, signed_in, office, action):
        client = signed_in(person(Role.AUDITOR, office))
        assert "created" in client.get(address("action-history", action)).text.lower()


def test_evidence_is_named_by_its_title_and_bookkeeping_is_left_out(official, office):
    action = ActionFactory(office=office, due_on=dt.date(2027, 3, 1))
    item = EvidenceFactory(office=office, action=action, title="Letter of March")
    with acting(official, reason="typo"):
        type(item).objects.filter(pk=item.pk).update(title="Letter of 2 March")
    changes = {"due_on": dt.date(2027, 4, 1)}
    update_action(actor=official, action=action, changes=changes, version=1)
    found = entries(action, official)
    assert "Letter of 2 March" in {entry.name for entry in found}
    moved = next(entry for entry in found if not entry.part and entry.action == "changed")
    assert [change.label for change in moved.changes] == ["due"]


def test_who_wrote_a_part_is_not_said_twice(official, amina, action):
    comment_on_action(actor=official, action=action, text="Well?")
    [entry] = [e for e in entries(action, official) if e.part == "comment"]
    assert (entry.actor, [c.label for c in entry.changes]) == ("Amina Diallo", ["comment"])
