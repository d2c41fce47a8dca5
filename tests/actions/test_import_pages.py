"""The pages of an import: what each step shows, to whom, and what it lets follow."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.actions import import_progress
from apps.actions.import_models import ActionImport, Stage
from apps.actions.import_services import decide_to_apply
from apps.actions.import_work import apply_import
from apps.actions.models import Action
from apps.actions.tasks import resume_imports_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.actions.pages import stored, within_budget
from tests.actions.sheets import applied, checked, csv_sheet
from tests.exports.files import body, xlsx_rows
from tests.factories import ActionFactory, person

pytestmark = pytest.mark.django_db

LIST = reverse("action-imports")
UPLOAD = reverse("action-import-upload")
GOOD = {"Title": "Draft bill", "Due": "2027-01-01"}
BAD = {"Title": "Send report", "Due": "soon"}


def at(batch, step=""):
    name = f"action-import-{step}" if step == "problems" else "action-import-step"
    if not step:
        return batch.get_absolute_url()
    more = {} if step == "problems" else {"step": step}
    return reverse(name, kwargs={"pk": batch.pk, **more})


def upload(web, content, name="field office.csv"):
    return web.post(UPLOAD, {"file": SimpleUploadedFile(name, content)})


def latest():
    with acting(SYSTEM):
        return ActionImport.objects.latest("pk")


class TestUpload:
    def test_a_sheet_leads_to_its_columns_as_they_are_guessed(self, web):
        response = upload(web, csv_sheet([GOOD]))
        batch = latest()
        assert response.url == at(batch)
        page = web.get(at(batch)).text
        assert "What do the columns hold?" in page
        assert "field office.csv" in page
        assert '<option value="due_on" selected>' in page
        assert "2027-01-01" in page

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [(b"", "is empty"), (b"%PDF\x00", "no CSV or XLSX"), (b"\xd0\xcf\x11\xe0", "old XLS")],
    )
    def test_what_is_no_sheet_is_refused_on_the_field(self, web, content, complaint):
        response = upload(web, content)
        assert response.status_code == 422
        assert complaint in response.text

    def test_nothing_is_no_sheet(self, web):
        assert web.post(UPLOAD, {}).status_code == 422

    def test_the_same_file_leads_to_its_first_import(self, web, official):
        batch = applied(official, csv_sheet([GOOD]))
        response = upload(web, csv_sheet([GOOD]))
        assert response.status_code == 422
        assert "imported already" in response.text
        assert f'href="{at(batch)}"' in response.text

    def test_an_auditor_sees_the_list_and_no_way_in(self, signed_in, office, official):
        applied(official, csv_sheet([GOOD]))
        page = signed_in(person(Role.AUDITOR, office)).get(LIST).text
        assert "actions.csv" in page
        assert 'type="file"' not in page


class TestColumns:
    def test_a_confirmed_mapping_sets_the_check_going(self, web):
        upload(web, csv_sheet([GOOD]))
        batch = latest()
        response = web.post(
            at(batch, "columns"),
            {"column-0": "title", "column-1": "", "version": batch.version, "day_order": ""},
        )
        assert response.url == at(batch)
        batch = stored(batch)
        assert (batch.status, batch.mapping) == (Stage.CHECKING, {"Title": "title", "Due": ""})

    def test_a_mapping_that_makes_no_sense_stays_with_what_was_chosen(self, web):
        upload(web, csv_sheet([GOOD]))
        batch = latest()
        response = web.post(
            at(batch, "columns"), {"column-0": "due_on", "column-1": "due_on", "version": 1}
        )
        assert response.status_code == 422
        assert "Two columns fill “Due”" in response.text
        assert "Choose the column that holds the title" in response.text
        assert stored(batch).status == Stage.UPLOADED


class TestProgress:
    def test_it_shows_how_far_the_work_is_and_renews_itself(self, web, official, monkeypatch):
        batch = checked(official, csv_sheet([GOOD]))
        with acting(official):
            batch = decide_to_apply(actor=official, batch=batch, only_valid=False)
        assert "It begins in a moment" in web.get(at(batch)).text
        monkeypatch.setattr(import_progress, "is_claimed", lambda _pk: True)
        import_progress.report(batch.pk, 400, 1000)
        page = web.get(at(batch)).text
        assert '<progress class="fp-meter fp-meter-primary"\n              value="400"' in page
        assert 'hx-trigger="every 1s"' in page
        monkeypatch.setattr(import_progress, "is_claimed", lambda _pk: False)
        # The worker has died, and nothing of what it did is left.
        assert "It begins in a moment" in web.get(at(batch)).text
        with acting(official):
            apply_import(actor=official, batch=batch)
        assert 'hx-trigger="every 1s"' not in web.get(at(batch)).text


class TestDecision:
    def test_every_problem_is_shown_by_row_and_column(self, web, official):
        batch = checked(official, csv_sheet([GOOD, BAD]))
        with within_budget(12):
            page = web.get(at(batch)).text
        assert "<strong>Due:</strong>" in page
        assert "“soon” is no date" in page
        assert "Apply the 1 row without problems" in page

    def test_changes_are_shown_before_and_after(self, web, official, action):
        row = {"Reference": action.reference, "Title": "Draft law"}
        page = web.get(at(checked(official, csv_sheet([row])))).text
        assert "<del>Draft bill</del> → <ins>Draft law</ins>" in page
        assert "The sheet has no column “Version”" in page

    def test_rows_are_applied_by_one_click(self, web, official):
        batch = checked(official, csv_sheet([GOOD, BAD]))
        web.post(at(batch, "apply"), {"version": batch.version, "only_valid": "1"})
        batch = stored(batch)
        assert (batch.status, batch.only_valid) == (Stage.APPLYING, True)
        with acting(official):
            apply_import(actor=official, batch=batch)
        page = web.get(at(batch)).text
        assert "1 action added" in page
        assert "1 row was left out" in page

    def test_all_is_not_applied_where_something_is_wrong(self, web, official):
        batch = checked(official, csv_sheet([GOOD, BAD]))
        page = web.post(at(batch, "apply"), {"version": batch.version}, follow=True).text
        assert "Some rows have problems" in page
        assert stored(batch).status == Stage.CHECKED

    def test_a_page_that_is_out_of_date_decides_nothing(self, web, official):
        batch = checked(official, csv_sheet([GOOD]))
        page = web.post(at(batch, "apply"), {"version": batch.version - 1}, follow=True).text
        assert "moved this import on meanwhile" in page
        assert stored(batch).status == Stage.CHECKED

    def test_the_columns_can_be_changed_after_the_check(self, web, official):
        batch = checked(official, csv_sheet([GOOD]))
        assert "What do the columns hold?" in web.post(at(batch, "back"), follow=True).text

    def test_a_cancelled_import_changes_nothing(self, web, official):
        batch = checked(official, csv_sheet([GOOD]))
        assert "nothing was changed" in web.post(at(batch, "cancel"), follow=True).text
        with acting(SYSTEM):
            assert not Action.objects.exists()

    def test_an_unknown_step_does_not_exist(self, web, official):
        assert web.post(at(checked(official, csv_sheet([GOOD])), "explode")).status_code == 404


class TestProblems:
    def test_they_come_back_as_a_sheet_that_can_be_mended_and_imported(self, web, official):
        batch = applied(official, csv_sheet([GOOD, BAD]), only_valid=True)
        [row] = xlsx_rows(body(web.get(at(batch, "problems"))))
        assert row["Title"] == "Send report"
        assert row["Due"] == "soon"
        assert row["Row in the file"] == 3
        assert row["Problem"].startswith("Due: “soon” is no date")
        mended = csv_sheet([{**row, "Due": "2027-02-02"}])
        batch = applied(official, mended)
        assert batch.counts["new"] == 1

    def test_another_office_sees_that_it_was_and_not_what_is_in_it(self, signed_in, badu, official):
        batch = checked(official, csv_sheet([BAD]))
        page = signed_in(badu).get(at(batch)).text
        assert "shown to the office that imported them" in page
        assert "Send report" not in page
        assert signed_in(badu).get(at(batch, "problems")).status_code == 404


class TestWorkLeftBehind:
    def test_what_nobody_works_on_is_begun_anew(self, official, monkeypatch, settings):
        begun = []
        batch = checked(official, csv_sheet([GOOD]))
        with acting(official):
            decide_to_apply(actor=official, batch=batch, only_valid=False)
        monkeypatch.setattr(
            "apps.actions.tasks.apply_import_task.apply_async",
            lambda args, **options: begun.append(args),
        )
        resume_imports_task()
        assert begun == []
        settings.WORK_RESUMED_AFTER = -60
        resume_imports_task()
        assert begun == [(str(batch.pk),)]


def test_the_list_of_actions_leads_to_the_import(web, office):
    ActionFactory(office=office)
    assert f'href="{LIST}"' in web.get(reverse("action-list")).text
