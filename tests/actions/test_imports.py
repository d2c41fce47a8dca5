"""Sheets become actions: all rows that may, by the rules of every other door, or none."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from apps.actions import import_progress
from apps.actions.exports import ACTIONS
from apps.actions.import_models import ImportRow, ImportSheet, Stage
from apps.actions.import_services import cancel_import, decide_to_apply, map_columns, upload_sheet
from apps.actions.import_work import apply_import, check_import
from apps.actions.models import Action, ActionLink, ActionSeen
from apps.actions.services import change_status, create_action, update_action
from apps.actions.tasks import apply_import_task
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
    InstitutionFactory,
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
        self, official, country, ministry, badu, sheet
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
        batch = applied(official, sheet([row]))
        assert (batch.status, counted(batch)) == (Stage.APPLIED, {"new": 1})
        action = only()
        assert action.reference.startswith(f"{country.code}-")
        assert (action.title, action.description) == ("Draft bill", "As agreed.")
        assert (action.status, action.priority) == ("in_progress", 3)
        assert (action.start_on, action.due_on) == (dt.date(2026, 1, 10), dt.date(2027, 5, 31))
        assert (action.assignee, action.lead_institution_id) == (badu, ministry.pk)
        assert (action.visibility, action.office_id) == ("network", next(iter(official.offices)))
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
        content = edited(sheet, "Draft bill", "Draft act") + b",,New one" + b"," * 17 + b"\r\n"
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


class TestProblems:
    """Each is named by row and column; nothing is applied unless the others may be."""

    @pytest.mark.parametrize(
        ("row", "field", "complaint"),
        [
            ({"Title": "", "Priority": "High"}, "title", "needs a title"),
            ({"Title": "x" * 201}, "title", "201 characters"),
            ({"Status": "Finito"}, "status", "is none of: Open, In progress"),
            ({"Priority": "9"}, "priority", "is none of: Low"),
            ({"Due": "03/04/2026"}, "due_on", "2026-04-03 or 2026-03-04"),
            ({"Due": "31.02.2026"}, "due_on", "does not exist"),
            ({"Due": "2026-01-01", "Start": "2026-02-01"}, "due_on", "before it starts"),
            ({"Assignee's e-mail": "nobody@example.org"}, "assignee", "is not known here"),
            ({"Lead institution": "Ministry of Magic"}, "lead_institution", "is not known here"),
            ({"Owning institution": "Ministry of Magic"}, "office", "is not known here"),
            ({"Steps and factors": "R2013-A; Z9"}, "items", "“R2013-A”"),
            ({"Instruments": "NOPE"}, "treaties", "“NOPE”"),
            ({"Reference": "XXX-2026-0001"}, "reference", "no such action"),
            ({"Title": "#REF!"}, "title", "error of its formula"),
            (
                {"Visible to": "My office", "Lead institution": "Ministry of Justice"},
                "lead_institution",
                "Only the owning institution",
            ),
        ],
    )
    def test_a_row_that_breaks_a_rule_says_which(self, official, ministry, row, field, complaint):
        good = {"Title": "Good one"}
        bad = {"Title": "Bad one", **row}
        headers = ["Title", *[name for name in bad if name != "Title"]]
        batch = checked(official, csv_sheet([good, bad], headers))
        [(number, found, message)] = problems(official, batch)
        assert (number, found) == (3, field)
        assert complaint in message
        with pytest.raises(ValidationError), acting(official):
            decide_to_apply(actor=official, batch=batch, only_valid=False)

    def test_rows_without_problems_are_applied_where_that_is_wanted(self, official):
        rows = [{"Title": "Good one", "Due": ""}, {"Title": "Bad one", "Due": "soon"}]
        batch = applied(official, csv_sheet(rows), only_valid=True)
        assert counted(batch) == {"new": 1, "problem": 1}
        assert titles() == {"Good one"}

    def test_every_problem_of_a_row_is_told(self, official):
        row = {"Title": "", "Due": "soon", "Status": "?", "Priority": "?"}
        batch = checked(official, csv_sheet([row]))
        fields = {field for _row, field, _message in problems(official, batch)}
        assert fields == {"title", "due_on", "status", "priority"}

    def test_an_action_named_twice_is_a_problem(self, official, action):
        rows = [{"Reference": action.reference, "Title": title} for title in ("One", "Two")]
        batch = checked(official, csv_sheet(rows))
        assert problems(official, batch) == [(3, "reference", "Row 2 names the same action.")]

    def test_a_name_that_two_people_bear_is_not_guessed(self, official, office):
        for _ in range(2):
            InstitutionFactory(country=office.country, acronym="MoJ")
        batch = checked(official, csv_sheet([{"Title": "a", "Lead institution": "moj"}]))
        [(_row, _field, message)] = problems(official, batch)
        assert "could be several" in message

    def test_an_archived_action_is_left_alone(self, official, action):
        with acting(SYSTEM, reason="old"):
            Action.objects.filter(pk=action.pk).update(archived_at=action.created_at)
        row = {"Reference": action.reference, "Title": "New title"}
        [(_row, _field, message)] = problems(official, checked(official, csv_sheet([row])))
        assert "archive" in message

    def test_dates_in_the_order_that_is_said_are_no_problem(self, official):
        sheet = csv_sheet([{"Title": "a", "Due": "03/04/2026"}])
        assert counted(checked(official, sheet, day_order="day")) == {"new": 1}


class TestRights:
    def test_a_ministry_adds_and_changes_only_what_it_works_on(self, officer, office, ministry):
        mine = ActionFactory(office=office, lead_institution=ministry, title="Led by us")
        other = ActionFactory(office=office, title="Not ours")
        rows = [
            {"Reference": mine.reference, "Title": "Led by us!", "Owning institution": ""},
            {"Reference": other.reference, "Title": "Not ours!", "Owning institution": ""},
            {"Reference": "", "Title": "Ours", "Owning institution": ""},
            {"Reference": "", "Title": "Theirs", "Owning institution": str(office)},
        ]
        batch = checked(officer, csv_sheet(rows))
        assert problems(officer, batch) == [
            (3, "", "You may not change this."),
            (5, "", "You may not add this."),
        ]

    def test_rows_that_one_may_not_change_but_did_not_edit_are_no_problem(self, officer, office):
        ActionFactory(office=office)
        assert counted(checked(officer, exported(officer))) == {"same": 1}

    def test_another_states_action_cannot_be_named(self, official):
        shared = ActionFactory(visibility="network")
        hidden = ActionFactory()
        rows = [{"Reference": a.reference, "Title": "Mine now"} for a in (shared, hidden)]
        found = problems(official, checked(official, csv_sheet(rows)))
        assert "belongs to another State" in found[0][2]
        assert "no such action" in found[1][2]

    def test_an_assignee_must_be_able_to_see_it(self, official, badu, office):
        row = {"Title": "a", "Visible to": "My office", "Assignee's e-mail": badu.email}
        [(_row, field, message)] = problems(official, checked(official, csv_sheet([row])))
        assert field == "assignee"
        assert "another institution" in message

    def test_whoever_left_before_it_is_applied_applies_nothing(self, official, amina, leave):

        batch = checked(official, csv_sheet([{"Title": "a"}]))
        with acting(official):
            decide_to_apply(actor=official, batch=batch, only_valid=False)
        leave(amina)
        apply_import_task(str(batch.pk))
        assert titles() == set()

    def test_a_reader_uploads_nothing(self, stranger, official, country):
        with pytest.raises(PermissionDenied), acting(stranger):
            upload_sheet(actor=stranger, country=country, file_name="a.csv", content=b"Title\na")


class TestFiles:
    def test_the_same_file_is_not_imported_twice(self, official, country):
        content = csv_sheet([{"Title": "a"}])
        batch = applied(official, content)
        with pytest.raises(ValidationError, match="already") as refused, acting(official):
            upload_sheet(actor=official, country=country, file_name="b.csv", content=content)
        assert refused.value.params == {"twin": batch}

    def test_a_cancelled_file_may_come_again(self, official, country):
        content = csv_sheet([{"Title": "a"}])
        with acting(official):
            cancel_import(actor=official, batch=checked(official, content))
        assert counted(checked(official, content)) == {"new": 1}

    def test_the_file_is_kept_until_the_import_has_ended(self, official):
        batch = checked(official, csv_sheet([{"Title": "a"}]))
        with acting(SYSTEM):
            assert ImportSheet.objects.get(batch=batch).content
        with acting(official):
            cancel_import(actor=official, batch=batch)
        with acting(SYSTEM):
            assert ImportSheet.objects.get(batch=batch).content is None
            assert not ImportRow.objects.exists()

    def test_what_columns_hold_is_remembered_for_the_next_file(self, official, country):
        content = csv_sheet([{"Was ist zu tun": "a"}])
        with acting(official):
            batch = upload_sheet(
                actor=official, country=country, file_name="a.csv", content=content
            )
            with pytest.raises(ValidationError, match="column that holds the title"):
                map_columns(actor=official, batch=batch, mapping=batch.mapping)
            batch = map_columns(actor=official, batch=batch, mapping={"Was ist zu tun": "title"})
            batch = check_import(actor=official, batch=batch)
            batch = decide_to_apply(actor=official, batch=batch, only_valid=False)
            apply_import(actor=official, batch=batch)
            again = csv_sheet([{"Was ist zu tun": "b"}])
            batch = upload_sheet(actor=official, country=country, file_name="b.csv", content=again)
        assert batch.mapping == {"Was ist zu tun": "title"}

    def test_two_columns_cannot_fill_one_field(self, official, country):
        content = csv_sheet([{"Title": "a", "Name": "b"}])
        with acting(official):
            batch = upload_sheet(
                actor=official, country=country, file_name="a.csv", content=content
            )
            with pytest.raises(ValidationError, match="Two columns"):
                map_columns(
                    actor=official, batch=batch, mapping={"Title": "title", "Name": "title"}
                )


class TestWork:
    def test_work_that_is_done_is_not_done_again(self, official):
        batch = checked(official, csv_sheet([{"Title": "a"}]))
        with acting(official):
            batch = decide_to_apply(actor=official, batch=batch, only_valid=False)
            apply_import(actor=official, batch=batch)
            apply_import(actor=official, batch=batch)
            check_import(actor=official, batch=batch)
        assert titles() == {"a"}

    def test_a_file_that_breaks_its_worker_off_is_given_up(self, official):
        batch = checked(official, csv_sheet([{"Title": "a"}]))
        with acting(official):
            batch = decide_to_apply(actor=official, batch=batch, only_valid=False)
            ImportSheet.objects.filter(batch=batch).update(attempts=3)
            apply_import(actor=official, batch=batch)
        batch = stored(batch)
        assert batch.status == Stage.FAILED
        assert "broke off" in batch.problem
        assert titles() == set()

    def test_a_wish_to_stop_is_heard_between_chunks(self, official, monkeypatch):
        monkeypatch.setattr("apps.actions.import_work.CHUNK", 2)
        batch = checked(official, csv_sheet([{"Title": f"Row {n}"} for n in range(6)]))
        with acting(official):
            batch = decide_to_apply(actor=official, batch=batch, only_valid=False)

            import_progress.ask_to_stop(batch.pk)
            apply_import(actor=official, batch=batch)
        assert stored(batch).status == Stage.CANCELLED
        assert titles() == set()

    def test_queries_do_not_grow_with_the_rows(
        self, official, ministry, badu, django_assert_max_num_queries
    ):
        ItemFactory(code="R2013-A")
        row = {"Due": "2027-01-01", "Assignee's e-mail": badu.email, "Steps and factors": "R2013-A"}
        batch = checked(official, csv_sheet([{"Title": f"Row {n}", **row} for n in range(300)]))
        with acting(official):
            batch = decide_to_apply(actor=official, batch=batch, only_valid=False)
            with django_assert_max_num_queries(60):
                apply_import(actor=official, batch=batch)
        assert len(titles()) == 300
