"""The matrix of steps for any framework that asks States to do something, and mapped answers."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from apps.dashboards.groups import subjects
from apps.dashboards.selectors import states_side_by_side, steps_matrix, treaties_matrix
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.costs import at_most
from tests.exports.files import body
from tests.factories import (
    FrameworkFactory,
    InstitutionFactory,
    ItemFactory,
    ItemMappingFactory,
    MemberStateFactory,
    ProgressReportFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db
NOW, THEN = "2026-06-30", "2020-06-30"
PAGE, API = "/network/", "/api/v1/matrix/steps/"


@pytest.fixture
def office():
    return InstitutionFactory(country=MemberStateFactory(name="Quentia", code="WQE"))


@pytest.fixture
def step():
    return ItemFactory(code="R2013-B", label="(b)", title="Assess")


@pytest.fixture
def bullet(step):
    source = {"code": "R2015-1", "title": "Assess and plan"}
    more = {f"source__{name}": value for name, value in source.items()}
    return ItemMappingFactory(target=step, **more).source


@pytest.fixture
def signed_in(client):
    client.force_login(person(Role.COORDINATOR))
    return client


def report(office, item, year, status="done", **more):
    values = {"visibility": "network", "approved_at": timezone.now(), **more}
    return ProgressReportFactory(
        office=office, item=item, status=status, effective_on=dt.date(year, 1, 1), **values
    )


def row(client, **asked):
    page = client.get(PAGE, {"as_of": NOW, "framework": "R2015", **asked})
    [found] = [row for group in page.context["matrix"].groups for row in group.rows]
    return page.context["matrix"], found


class TestPage:
    def test_the_items_of_the_framework_are_the_columns(self, signed_in, office, bullet):
        report(office, bullet, 2025)
        matrix, found = row(signed_in)
        assert [column.label for column in matrix.columns][:2] == ["1", "Focal point"]
        assert "Assess and plan" in signed_in.get(PAGE, {"framework": "R2015"}).text
        assert matrix.caption == "Seven recommendations: what States share"
        assert found.cells[0].symbol == "●"
        assert found.cells[0].words == "1: Done, 1 January 2025"

    def test_the_seven_steps_stand_there_unless_another_is_asked_for(self, signed_in, step, bullet):
        MemberStateFactory()
        for asked in ({}, {"framework": "R2013"}, {"framework": ""}):
            page = signed_in.get(PAGE, asked)
            assert page.context["matrix"].columns[0].label == "(b)"
            assert page.context["title"] == "Steps"
            assert "Framework:" not in page.text

    def test_a_framework_that_the_secretariat_adds_is_offered_at_once(
        self, signed_in, office, step
    ):
        added = {"code": "FA 2023/1", "edition": "2023", "title": "Framework for Action"}
        item = ItemFactory(
            framework=FrameworkFactory(**added, order=99, source_paragraph=""),
            code="X1",
            label="",
            kind="recommendation",
        )
        report(office, item, 2025)
        assert "Framework for Action" in signed_in.get(PAGE).text
        matrix, found = row(signed_in, framework="FA 2023/1")
        assert matrix.columns[0].label == "X1"
        assert found.cells[0].symbol == "●"
        answer = signed_in.get(PAGE, {"framework": "FA 2023/1", "format": "csv"})
        assert "network-steps-fa-20231" in answer["Content-Disposition"]

    @pytest.mark.parametrize("code", ["ZZZ", "FA2014", "r2015", "a\0b"])
    def test_one_that_asks_nothing_of_states_is_refused_in_words(self, signed_in, bullet, code):
        MemberStateFactory()
        page = signed_in.get(PAGE, {"framework": code})
        assert page.status_code == 200
        assert "Framework: " in page.text
        assert page.context["states"] == []
        assert signed_in.get(PAGE, {"framework": code, "format": "csv"}).status_code == 302
        assert signed_in.get(API, {"framework": code}).status_code == 400

    def test_arrows_say_how_it_moved(self, signed_in, office, bullet):
        report(office, bullet, 2018, "planned")
        report(office, bullet, 2025, "done")
        _matrix, found = row(signed_in, since=THEN)
        assert found.cells[0].symbol == "●↑"

    @pytest.mark.parametrize(("more", "budget"), [({}, 3), ({"since": THEN}, 4)])
    def test_it_costs_what_the_seven_steps_cost(self, signed_in, bullet, more, budget):
        for _ in range(10):
            report(InstitutionFactory(country=MemberStateFactory()), bullet, 2025)
        asked = {"framework": "R2015", **more}
        signed_in.get(PAGE, asked)
        with at_most(budget):
            assert signed_in.get(PAGE, asked).status_code == 200


class TestAnswers:
    def test_a_cell_says_which_report_answers_it(self, signed_in, office, step, bullet):
        report(office, step, 2025)
        matrix, found = row(signed_in)
        assert found.cells[0].symbol == "●~"
        assert found.cells[0].words.endswith(", answered by the report on (b), 2013 ¶71")
        assert "●~" in [symbol for symbol, _tone, _words in matrix.legend]

    def test_it_leads_to_that_report_whatever_was_said_since(self, signed_in, office, step, bullet):
        answering = report(office, step, 2018)
        report(office, bullet, 2025, "planned")
        page = signed_in.get(PAGE, {"framework": "R2015", "as_of": THEN})
        [url] = [
            cell.url
            for group in page.context["matrix"].groups
            for each in group.rows
            for cell in each.cells[:1]
        ]
        shown = signed_in.get(url.partition("#")[0], follow=True)
        assert f'id="report-{answering.pk}"' in shown.text
        assert url.endswith(f"#report-{answering.pk}")

    def test_its_own_report_takes_the_place(self, signed_in, office, step, bullet):
        report(office, step, 2025)
        report(office, bullet, 2025, "planned")
        _matrix, found = row(signed_in)
        assert found.cells[0].symbol == "◔"
        assert "answered" not in found.cells[0].words

    @pytest.mark.parametrize("hidden", [{"visibility": "government"}, {"approved_at": None}])
    def test_what_is_not_shared_answers_nothing(self, signed_in, office, step, bullet, hidden):
        report(office, step, 2025, **hidden)
        assert row(signed_in)[1].cells[0].words == "1: nothing shared"

    def test_an_answer_moves_too(self, signed_in, office, step, bullet):
        report(office, step, 2018, "planned")
        report(office, bullet, 2025, "under_way")
        _matrix, found = row(signed_in, since=THEN)
        assert found.cells[0].symbol == "◑↑"
        assert found.cells[0].words.endswith("On 30 June 2020: Planned")

    def test_one_state_marks_what_is_answered(self, signed_in, office, step, bullet):
        made = report(office, bullet, 2025)
        page = signed_in.get("/network/states/WQE/").text
        assert "Answered by the report on" in page
        assert f"framework=R2015#report-{made.pk}" in page

    def test_groups_count_reports_on_the_steps_alone(self, office, step, bullet):
        who = actor(Role.COORDINATOR)
        report(office, bullet, 2025)
        day = dt.date.fromisoformat(NOW)
        with acting(who):
            states = states_side_by_side(who, day)
            matrix = steps_matrix(who, day, states)
            [counted] = [
                each
                for each in subjects(matrix, treaties_matrix(day, states))
                if each.name == "R2013-B"
            ]
        [state] = states
        assert matrix.reports[state.pk, step.pk].answer.code == "R2015-1"
        assert counted.value(state) is None


class TestFiles:
    asked = {"framework": "R2015", "as_of": NOW}

    def test_tables_hold_the_item_that_answers(self, signed_in, office, step, bullet):
        report(office, step, 2025)
        answer = signed_in.get(PAGE, {**self.asked, "format": "csv"})
        text = body(answer).decode("utf-8-sig")
        assert "network-steps-r2015" in answer["Content-Disposition"]
        assert '"1, answered by the report on"' in text
        assert '"(b), 2013 ¶71"' in text
        sheet = body(signed_in.get(PAGE, {**self.asked, "format": "xlsx"}))
        cells = {
            str(cell.value)
            for page in openpyxl.load_workbook(io.BytesIO(sheet))
            for line in page.iter_rows()
            for cell in line
        }
        assert {"Seven recommendations: what States share", "(b), 2013 ¶71"} <= cells

    def test_paper_names_the_framework(self, signed_in, office, step, bullet):
        report(office, step, 2025)
        answer = signed_in.get(PAGE, {**self.asked, "format": "pdf"})
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "Seven recommendations: what States share" in text
        assert "●~" in text
        assert "Assess and plan" in text


class TestPrograms:
    def test_they_read_the_same(self, signed_in, office, step, bullet):
        made = report(office, step, 2025)
        found = signed_in.get(API, {"framework": "R2015", "as_of": NOW, "since": THEN}).json()
        assert found["framework"] == "R2015"
        assert [column["code"] for column in found["columns"]] == ["R2015-1"]
        cell = found["states"][0]["cells"]["R2015-1"]
        assert (cell["report"], cell["move"]) == (str(made.pk), "new")
        assert cell["answered_by"]["item_code"] == "R2013-B"
        assert cell["answered_by"]["confidence"] == "medium"

    def test_the_seven_steps_are_named_as_well(self, signed_in, office, step, bullet):
        for asked in ({}, {"framework": "R2013"}):
            found = signed_in.get(API, asked).json()
            assert found["framework"] == "R2013"
            assert [column["code"] for column in found["columns"]] == ["R2013-B"]

    def test_other_matrices_have_no_framework(self, signed_in):
        answer = signed_in.get("/api/v1/matrix/treaties/", {"framework": "R2015"})
        assert answer.status_code == 400
