"""The list of actions as a file: the rows that the page lists, in its order, and no more."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from structlog.testing import capture_logs

from apps.actions.exports import ACTIONS
from focalpoint.exports.files import utc_text
from focalpoint.roles import Role
from tests.actions.pages import stored, titles
from tests.exports.files import body, csv_rows, json_rows, workbook, xlsx_rows
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    CountryFactory,
    InstitutionFactory,
    ItemFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db

LIST = reverse("action-list")
READERS = {"csv": csv_rows, "json": json_rows, "xlsx": xlsx_rows}
TITLE = {"csv": "Title", "json": "title", "xlsx": "Title"}


def exported(client: Any, format_: str, query: str = "") -> list[dict[str, Any]]:
    return READERS[format_](body(client.get(f"{LIST}?{query}&format={format_}")))


@pytest.mark.parametrize("format_", READERS)
class TestRows:
    def test_they_are_those_of_the_page_also_under_its_unspoken_filter(self, web, office, format_):
        ActionFactory(office=office, title="To do")
        ActionFactory(office=office, title="Finished", status="done")
        for query, wanted in {
            "": {"To do"},
            "status=done": {"Finished"},
            "status=all": {"To do", "Finished"},
            "q=fini&status=all": {"Finished"},
        }.items():
            assert titles(web.get(f"{LIST}?{query}")) == wanted
            assert {row[TITLE[format_]] for row in exported(web, format_, query)} == wanted

    def test_they_stand_in_the_order_of_the_page(self, web, office, format_):
        for title, priority in (("b", 1), ("a", 4), ("c", 3)):
            ActionFactory(office=office, title=title, priority=priority)
        for sort, wanted in {"sort=title": "abc", "sort=-priority": "acb"}.items():
            rows = exported(web, format_, sort)
            assert "".join(row[TITLE[format_]] for row in rows) == wanted

    def test_other_states_rows_are_not_among_them(self, web, format_):
        ActionFactory(title="Foreign draft")
        assert exported(web, format_, "country=all&status=all") == []


class TestContent:
    @pytest.fixture
    def full(self, office, ministry, amina):
        action = ActionFactory(
            office=office,
            lead_institution=ministry,
            assignee=amina,
            title="=cmd()",
            status="in_progress",
            priority=3,
            due_on=dt.date(2026, 12, 1),
        )
        ActionLinkFactory(action=action, item=ItemFactory(code="R2013-B"))
        ActionLinkFactory(action=action, item=ItemFactory(code="R2013-A"))
        ActionLinkFactory(action=action, item=None, treaty=TreatyFactory(code="ROME"))
        return stored(action)

    def test_json_holds_what_is_stored(self, web, full, country):
        [row] = exported(web, "json")
        assert row == {
            "reference": full.reference,
            "version": full.version,
            "title": "=cmd()",
            "description": full.description,
            "status": "in_progress",
            "priority": 3,
            "start_on": None,
            "due_on": "2026-12-01",
            "completed_on": None,
            "assignee": "amina.diallo@example.org",
            "assignee_name": "Amina Diallo",
            "lead_institution": "Ministry of Justice",
            "office": "Office of the Focal Point",
            "visibility": "government",
            "items": ["R2013-A", "R2013-B"],
            "treaties": ["ROME"],
            "priorities": [],
            "recommendations": [],
            "country": country.code,
            "created_at": utc_text(full.created_at),
            "updated_at": utc_text(full.updated_at),
            "archived_at": None,
            "is_training": country.is_training,
        }

    def test_csv_and_xlsx_speak_in_words(self, web, full):
        [row] = exported(web, "csv")
        assert row["Title"] == "'=cmd()"
        assert (row["Status"], row["Priority"]) == ("In progress", "High")
        assert row["Steps and factors"] == "R2013-A; R2013-B"
        [row] = exported(web, "xlsx")
        assert row["Title"] == "=cmd()"
        assert row["Due"] == dt.datetime(2026, 12, 1)  # noqa: DTZ001

    def test_nobody_abroad_learns_an_address(self, signed_in, office, amina):
        ActionFactory(office=office, assignee=amina, visibility="network")
        coordinator = signed_in(person(Role.COORDINATOR))
        [row] = exported(coordinator, "json")
        assert row["assignee_name"] == "Amina Diallo"
        assert row["assignee"] is None

    def test_rows_of_a_training_state_are_marked(self, signed_in):
        training = CountryFactory(code="XAB", kind="training")
        office = InstitutionFactory(country=training)
        ActionFactory(office=office)
        web = signed_in(person(Role.OFFICIAL, office))
        response = web.get(LIST, {"format": "csv"})
        assert "actions-XAB-training-" in response["Content-Disposition"]
        [row] = csv_rows(body(response))
        assert row["Training data"] == "yes"

    def test_a_public_action_is_exported_though_its_institution_is_hidden(self, signed_in, office):
        """Whoever reads public records alone sees no other State's institutions."""
        ActionFactory(office=office, lead_institution=office, visibility="public")
        officer = signed_in(person(Role.MINISTRY_OFFICER))
        [row] = exported(officer, "json", "country=all")
        assert (row["office"], row["lead_institution"]) == (None, None)

    def test_the_file_says_who_took_it_and_what_was_asked(self, web, full, country):
        book = workbook(body(web.get(LIST, {"format": "xlsx", "status": "in_progress"})))
        facts = {label.value: value.value for label, value in book.worksheets[1].iter_rows()}
        assert facts["State"] == f"{country.name} ({country.code})"
        assert facts["Filters"] == "Status: In progress"
        assert facts["Exported by"] == "Amina Diallo"
        assert facts["Rows"] == 1


class TestAnswer:
    def test_it_is_a_download_that_nobody_keeps(self, web):
        response = web.get(LIST, {"format": "csv"})
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"].startswith('attachment; filename="actions-')
        assert response["Cache-Control"] == "private, no-store"

    def test_what_was_taken_is_told_in_the_log(self, web, amina, action):
        with capture_logs() as logs:
            body(web.get(LIST, {"format": "csv", "status": "all"}))
        [line] = [log for log in logs if log["event"] == "list_exported"]
        assert line["list"] == "actions"
        assert line["asked"] == "status=all"
        assert line["actor"] == str(amina.pk)
        assert line["rows"] == 1

    def test_what_is_broken_off_is_told_as_such(self, web, office):
        ActionFactory(office=office)
        response = web.get(LIST, {"format": "csv"})
        with capture_logs() as logs:
            next(iter(response.streaming_content))
            response.close()
        events = [log["event"] for log in logs]
        assert "export_broken_off" in events
        assert "list_exported" not in events

    def test_a_filter_that_makes_no_sense_exports_nothing(self, web):
        response = web.get(LIST, {"format": "csv", "due_after": "soon", "status": "all"})
        assert response.status_code == 302
        assert response.url == f"{LIST}?due_after=soon&status=all"

    def test_an_unknown_format_is_refused(self, web):
        assert web.get(LIST, {"format": "docx"}).status_code == 400

    def test_the_page_offers_every_format_as_filtered(self, web):
        page = web.get(LIST, {"status": "done", "page": "1"}).text
        for format_ in READERS:
            assert f'href="?status=done&amp;format={format_}"' in page

    def test_many_rows_cost_few_statements(self, web, office, django_assert_max_num_queries):
        for _ in range(30):
            ActionFactory(office=office, lead_institution=office)
        with django_assert_max_num_queries(20):
            assert len(exported(web, "json")) == 30


def test_every_column_of_the_export_has_a_name_of_its_own():
    names = [column.name for column in ACTIONS.columns]
    assert len(names) == len(set(names))
