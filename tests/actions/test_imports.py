"""Sheets become actions: all rows that may, by the rules of every other door, or none."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from apps.actions.exports import ACTIONS
from apps.actions.import_models import Stage
from apps.actions.import_services import decide_to_apply
from apps.actions.import_work import apply_import
from apps.actions.models import Action, ActionLink, ActionSeen
from apps.actions.services import change_status, create_action, update_action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.exports.csv_files import csv_file
from focalpoint.exports.files import File
from focalpoint.exports.reading import Reader
from focalpoint.exports.xlsx_files import xlsx_file
from focalpoint.history import history_of
from tests.actions.pages import stored
from tests.actions.sheets import applied, checked, counted, csv_sheet, problems, xlsx_sheet
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ItemFactory,
    TreatyFactory,
)

pytestmark = pytest.mark.django_db


def exported(actor, write=csv_file):
    """All that the actor sees, as a file, and how its rows can be edited."""
    with acting(actor):
        rows = Action.objects.visible_to(actor).order_by("pk")
        return b"".join(write(File(Reader(ACTIONS, rows, actor))))


def edited(content, old, new):
    assert old.encode() in content
    return content.replace(old.encode(), new.encode())


def titles():
    with acting(SYSTEM):
        return set(Action.objects.values_list("title", flat=True))


def only():
    with acting(SYSTEM):
        return Action.objects.get()


class TestNewActions:
    @pytest.mark.parametrize("sheet", [csv_sheet, xlsx_sheet])
    def test_a_row_becomes_an_action_with_owners_deadline_and_links(
        self, focal_point, country, ministry, badu, sheet
    ):
        step = ItemFactory(code="R2013-B")
        treaty = TreatyFactory(code="ROME")
        row = {
            "Title": "Draft bill",
            "Description": "As agreed.",
            "Status": "In progress",
            "Priority": "High",
            "Start": "2026-01-10",
            "Due": "31.5.2027",
            "Assignee's e-mail": "BADU@example.org",
            "Lead institution": "ministry of justice",
            "Visible to": "The network",
            "Steps and factors": "R2013-B",
            "Instruments": "rome",
        }
        batch = applied(focal_point, sheet([row]))
        assert (batch.status, counted(batch)) == (Stage.APPLIED, {"new": 1})
        action = only()
        assert action.reference.startswith(f"{country.code}-")
        assert (action.title, action.description) == ("Draft bill", "As agreed.")
        assert (action.status, action.priority) == ("in_progress", 3)
        assert (action.start_on, action.due_on) == (dt.date(2026, 1, 10), dt.date(2027, 5, 31))
        assert (action.assignee, action.lead_institution_id) == (badu, ministry.pk)
        assert (action.visibility, action.office_id) == ("network", next(iter(focal_point.offices)))
        assert action.due_set_at is not None
        with acting(SYSTEM):
            links = set(action.links.values_list("item", "treaty"))
        assert links == {(step.pk, None), (None, treaty.pk)}

    def test_the_history_says_who_imported_it_and_from_which_file(self, official):
        applied(official, csv_sheet([{"Title": "Draft bill"}]))
        with acting(SYSTEM):
            [entry] = history_of(only())
        assert (entry.actor, entry.event) == (official.name, "action.imported")
        assert entry.reason == "Import of actions.csv"

    def test_references_follow_each_other_and_those_of_other_doors(self, official, country):
        first = create_action(actor=official, country=country, title="By hand")
        applied(official, csv_sheet([{"Title": f"Row {n}"} for n in range(3)]))
        last = create_action(actor=official, country=country, title="By hand again")
        with acting(SYSTEM):
            found = list(Action.objects.order_by("reference").values_list("reference", "title"))
        start = first.reference[:-4]
        assert found == [
            (f"{start}0001", "By hand"),
            (f"{start}0002", "Row 0"),
            (f"{start}0003", "Row 1"),
            (f"{start}0004", "Row 2"),
            (f"{start}0005", "By hand again"),
        ]
        assert last.reference == f"{start}0005"

    def test_what_one_imports_is_not_unread(self, official):
        applied(official, csv_sheet([{"Title": "Draft bill"}]))
        with acting(SYSTEM):
            assert ActionSeen.objects.filter(user=official.user_id).count() == 1

    @pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
    def test_columns_and_words_are_known_in_every_language(self, official, language):
        with translation.override(language):
            labels = {column.name: str(column.label) for column in ACTIONS.columns}
            words = [str(label) for _value, label in ACTIONS.columns[4].words]
        batch = checked(official, csv_sheet([{labels["title"]: "a", labels["status"]: words[1]}]))
        assert sorted(filter(None, batch.mapping.values())) == ["status", "title"]
        assert counted(batch) == {"new": 1}

    def test_done_is_done_on_the_day_of_the_import(self, official, country):
        applied(official, csv_sheet([{"Title": "a", "Status": "done"}]))
        assert only().completed_on is not None


class TestRoundTrip:
    @pytest.fixture
    def actions(self, office, ministry, amina):
        action = ActionFactory(
            office=office,
            title="=1+1 ; «Loi» \"x\", 'y'",
            description="- one\r\n- two\n\n=three",
            assignee=amina,
            lead_institution=ministry,
            due_on=dt.date(2027, 1, 1),
        )
        ActionLinkFactory(action=action, item=ItemFactory(code="R2013-A"))
        ActionLinkFactory(action=action, item=None, treaty=TreatyFactory(code="ROME"))
        return [action, ActionFactory(office=office, status="done", visibility="network")]

    @pytest.mark.parametrize("write", [csv_file, xlsx_file])
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_an_export_that_nobody_edited_changes_nothing(self, official, actions, write, language):
        with translation.override(language):
            content = exported(official, write)
        batch = checked(official, content)
        assert problems(official, batch) == []
        assert counted(batch) == {"same": 2}
        with pytest.raises(ValidationError, match="nothing to apply"), acting(official):
            decide_to_apply(actor=official, batch=batch, only_valid=False)

    def test_what_was_edited_is_changed_and_nothing_else(self, official, actions):
        content = edited(exported(official), "2027-01-01", "2027-02-02")
        batch = applied(official, content)
        assert counted(batch) == {"same": 1, "changed": 1}
        action = stored(actions[0])
        assert action.due_on == dt.date(2027, 2, 2)
        assert action.due_set_at > actions[0].created_at
        assert action.version == actions[0].version + 1
        assert (action.title, action.assignee_id) == (actions[0].title, actions[0].assignee_id)
        assert stored(actions[1]).version == actions[1].version

    def test_links_are_added_and_taken_away(self, official, actions):
        ItemFactory(code="R2013-C")
        content = edited(exported(official), "R2013-A,ROME", "R2013-C,")
        applied(official, content)
        with acting(SYSTEM):
            links = ActionLink.objects.filter(action=actions[0])
            assert list(links.values_list("item__code", "treaty__code")) == [("R2013-C", None)]

    def test_an_empty_cell_empties_what_may_be_empty(self, official, actions):
        content = edited(exported(official), "2027-01-01", "")
        content = edited(content, "amina.diallo@example.org", "")
        applied(official, content)
        action = stored(actions[0])
        assert (action.due_on, action.due_set_at, action.assignee_id) == (None, None, None)

    def test_a_column_that_is_missing_is_left_alone(self, official, actions):
        row = {"Reference": actions[0].reference, "Priority": "Urgent"}
        applied(official, csv_sheet([row]))
        action = stored(actions[0])
        assert (action.priority, action.title) == (4, actions[0].title)

    def test_a_status_goes_by_the_table_of_transitions(self, official, actions):
        row = {"Reference": actions[1].reference, "Status": "Open"}
        batch = checked(official, csv_sheet([row]))
        assert problems(official, batch) == [(2, "status", "“Open” cannot follow “Done”.")]
        applied(official, csv_sheet([{**row, "Status": "In progress"}]))
        action = stored(actions[1])
        assert (action.status, action.completed_on) == ("in_progress", None)


class TestConflicts:
    @pytest.fixture
    def sheet(self, official, office):
        self.action = ActionFactory(office=office, title="Draft bill", due_on=dt.date(2027, 1, 1))
        return exported(official)

    def change(self, official, **changes):
        self.action = update_action(
            actor=official, action=self.action, changes=changes, version=self.action.version
        )

    def test_a_row_that_somebody_changed_since_the_export_shows_both(self, official, sheet):
        self.change(official, title="Draft law")
        batch = checked(official, edited(sheet, "Draft bill", "Draft act"))
        [(_row, field, message)] = problems(official, batch)
        assert field == "title"
        assert "“Draft law”" in message
        assert "“Draft act”" in message
        assert f"write {self.action.version} into" in message

    def test_what_others_changed_in_other_columns_is_shown_too(self, official, sheet):
        self.change(official, due_on=dt.date(2027, 9, 9))
        batch = checked(official, edited(sheet, "Draft bill", "Draft act"))
        found = {field: message for _row, field, message in problems(official, batch)}
        assert set(found) == {"title", "due_on"}
        assert "your sheet still has “2027-01-01”" in found["due_on"]

    def test_a_row_that_only_others_changed_is_no_conflict(self, official, sheet):
        """The sheet says what was so when it was exported; nobody edited it there."""
        self.change(official, title="Draft law")
        change_status(actor=official, action=self.action, to="done")
        assert counted(checked(official, sheet)) == {"same": 1}

    def test_whoever_names_the_present_version_keeps_theirs(self, official, sheet):
        reference, before = self.action.reference, self.action.version
        self.change(official, title="Draft law")
        content = edited(sheet, "Draft bill", "Draft act")
        content = edited(content, f"{reference},{before}", f"{reference},{self.action.version}")
        applied(official, content)
        assert stored(self.action).title == "Draft act"

    def test_a_change_between_check_and_decision_refuses_all_or_leaves_the_row_out(
        self, official, sheet
    ):
        content = edited(sheet, "Draft bill", "Draft act") + b",,New one" + b"," * 18 + b"\r\n"
        batch = checked(official, content)
        assert counted(batch) == {"changed": 1, "new": 1}
        self.change(official, title="Draft law")
        with acting(official):
            batch = decide_to_apply(actor=official, batch=batch, only_valid=False)
            batch = apply_import(actor=official, batch=batch)
        assert batch.status == Stage.CHECKED
        assert "since the check" in batch.problem
        assert titles() == {"Draft law"}
        with acting(official):
            batch = decide_to_apply(actor=official, batch=batch, only_valid=True)
            batch = apply_import(actor=official, batch=batch)
        assert counted(batch) == {"problem": 1, "new": 1}
        assert titles() == {"Draft law", "New one"}
