"""What stands in the way of rows, of people and of files; and work that breaks off."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from apps.actions.exports import ACTIONS
from apps.actions.import_models import ImportRow, ImportSheet, Stage
from apps.actions.import_services import (
    ask_to_stop,
    cancel_import,
    decide_to_apply,
    map_columns,
    upload_sheet,
)
from apps.actions.import_work import apply_import, check_import
from apps.actions.models import Action
from apps.actions.tasks import apply_import_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.exports.csv_files import csv_file
from focalpoint.exports.files import File
from focalpoint.exports.reading import Reader
from tests.actions.pages import stored
from tests.actions.sheets import applied, checked, counted, csv_sheet, problems
from tests.factories import (
    ActionFactory,
    InstitutionFactory,
    ItemFactory,
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
            ({"Due": "0202-05-01"}, "due_on", "1945-01-01"),
            ({"Due": "9999-12-31"}, "due_on", "2200-12-31"),
            ({"Start": "1799-12-31"}, "start_on", "1800-01-01"),
            ({"Assignee's e-mail": "nobody@example.org"}, "assignee", "is not known here"),
            ({"Lead institution": "Ministry of Magic"}, "lead_institution", "is not known here"),
            ({"Owning institution": "Ministry of Magic"}, "office", "is not known here"),
            ({"Steps and factors": "R2013-A; Z9"}, "items", "“R2013-A”"),
            ({"Instruments": "NOPE"}, "treaties", "“NOPE”"),
            ({"Reference": "XZZ-2026-0001"}, "reference", "no such action"),
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
        batch = stored(batch)
        assert batch.status == Stage.CHECKED
        assert "may not do so any more" in batch.problem

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
            ask_to_stop(official, batch)
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
