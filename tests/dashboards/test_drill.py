"""From a matrix to one State and behind a cell: same days, same filters, no shut door."""

import datetime as dt
import re
from html import unescape

import pytest
from django.utils import timezone

from apps.countries.models import Kind
from apps.dashboards.drill import PAGES, trail_of
from focalpoint.roles import Role
from focalpoint.ui.matrix import OF_ROW, row_html
from tests.costs import at_most
from tests.factories import (
    ActionFactory,
    AppointmentFactory,
    AssessmentSnapshotFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    person,
)
from tests.factories.engagement import (
    LessonFactory,
    ParticipationFactory,
    PartnershipFactory,
    SupportFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db
THEN, NOW = "2020-06-30", "2024-06-30"
LINK = re.compile(r'<a[^>]* href="(/[^"]*)"|<a href="(/[^"]*)"')
READERS = (Role.COORDINATOR, Role.SECRETARIAT, Role.AUDITOR, Role.FOCAL_POINT, Role.OFFICIAL)
MATRICES = ("", "treaties/", "assessments/", "engagement/")


@pytest.fixture
def office():
    country = MemberStateFactory(name="Quentia", code="WQE", un_member_since=dt.date(2011, 7, 14))
    return InstitutionFactory(country=country)


@pytest.fixture
def record(office):
    """Something of everything, that the State shares; and some of it that it keeps."""
    step = ItemFactory(code="R2013-A", label="(a)")
    day = dt.date(2023, 5, 1)
    at = dt.datetime(2023, 5, 1, 12, tzinfo=dt.UTC)
    shared = {"office": office, "visibility": "network"}
    approved = {**shared, "approved_at": at}
    for year, status in ((2018, "planned"), (2023, "done")):
        ProgressReportFactory(
            **approved, item=step, status=status, effective_on=dt.date(year, 5, 1)
        )
    AppointmentFactory(**shared, starts_on=dt.date(2022, 1, 1))
    AssessmentSnapshotFactory(**shared, approved_at=at)
    TreatyActionFactory(country=office.country, date=dt.date(2022, 1, 1))
    for kind in ("dialogue", "exchange", "upr"):
        ParticipationFactory(**approved, kind=kind, statement="own", starts_on=day)
    ParticipationFactory(office=office, kind="dialogue", starts_on=day, title="Kept at home")
    PartnershipFactory(**approved, starts_on=day)
    TrainingFactory(**approved, starts_on=day)
    LessonFactory(**approved)
    SupportFactory(**approved, side="offer")
    SupportFactory(**approved, side="need")
    SupportFactory(office=office, side="need", title="Kept at home")
    ActionFactory(**shared)
    return step


@pytest.fixture
def signed_in(client):
    client.force_login(person(Role.COORDINATOR))
    return client


def rows(page):
    return {row.key: row for group in page.context["matrix"].groups for row in group.rows}


def addresses(page):
    """Where the cells of the row of Quentia lead."""
    html = row_html(rows(page)["WQE"], {})
    return [unescape(found) for found in re.findall(r'<td[^>]*><a href="([^"]+)"', html)]


class TestTrail:
    @pytest.mark.parametrize("matrix", MATRICES)
    def test_the_row_keeps_days_and_filters_and_leads_back(self, signed_in, record, matrix):
        asked = {"as_of": NOW, "since": THEN, "q": "quen", "group": "", "page": "2"}
        page = signed_in.get(f"/network/{matrix}", asked)
        url = rows(page)["WQE"].url
        assert url.startswith("/network/states/WQE/?")
        assert ("back=" in url) is bool(matrix)
        state = signed_in.get(url)
        assert state.context["as_of"] == dt.date(2024, 6, 30)
        assert state.context["since"] == dt.date(2020, 6, 30)
        assert "as of 30 June 2024" in state.text
        _label, back = state.context["breadcrumbs"][-1]
        assert back == f"/network/{matrix}?as_of={NOW}&since={THEN}&q=quen"
        assert list(rows(signed_in.get(back))) == ["WQE"]

    @pytest.mark.parametrize("matrix", MATRICES)
    def test_what_was_not_asked_for_is_not_handed_on(self, signed_in, record, matrix):
        page = signed_in.get(f"/network/{matrix}", {"as_of": "", "show": "x"})
        url = rows(page)["WQE"].url
        assert "as_of" not in url
        assert "show" not in url

    def test_a_way_back_that_does_not_exist_is_none(self, signed_in, record):
        trail = signed_in.get("/network/states/WQE/?back=//evil").context["breadcrumbs"]
        assert trail == [("Network", "/network/")]

    def test_each_page_goes_by_a_word_of_its_own(self, rf):
        for word, name in PAGES.items():
            sent = rf.get("/", {"back": "other"}).GET
            assert trail_of(sent, name, None).query == f"back={word}"


class TestCells:
    @pytest.mark.parametrize("role", READERS)
    @pytest.mark.parametrize("matrix", MATRICES)
    @pytest.mark.parametrize("abroad", [True, False])
    def test_whoever_reads_the_network_opens_what_a_cell_leads_to(
        self, client, office, record, role, matrix, abroad
    ):
        of_state = role in (Role.FOCAL_POINT, Role.OFFICIAL)
        home = InstitutionFactory(country=MemberStateFactory()) if abroad else office
        client.force_login(person(role, home if of_state else None))
        found = addresses(client.get(f"/network/{matrix}", {"as_of": NOW}))
        assert found
        for url in found:
            assert OF_ROW not in url
            assert client.get(url).status_code == 200, url

    def test_a_step_leads_to_the_report_that_it_shows(self, signed_in, office, record):
        url = addresses(signed_in.get("/network/", {"as_of": THEN}))[0]
        [line] = signed_in.get("/network/states/WQE/", {"as_of": THEN}).context["steps"]
        assert line.report.status == "planned"
        pk = line.report.report_id
        assert url == f"/progress/R2013-A/?state=WQE&report={pk}#report-{pk}" == line.url
        assert f'id="report-{line.report.report_id}"' in signed_in.get(url.partition("#")[0]).text

    def test_an_instrument_leads_to_the_state_on_the_same_day(self, signed_in, record):
        [url] = addresses(signed_in.get("/network/treaties/", {"as_of": NOW}))
        page = signed_in.get(url)
        assert page.context["country"].code == "WQE"
        assert page.context["as_of"] == dt.date(2024, 6, 30)

    def test_an_assessment_leads_to_what_is_shared_of_it(self, signed_in, office, record):
        found = set(addresses(signed_in.get("/network/assessments/", {"as_of": NOW})))
        assert len(found) == 1
        assert found.pop().startswith("/assessments/approved/")

    def test_numbers_of_engagement_lead_to_as_many_records(self, signed_in, record):
        page = signed_in.get("/network/engagement/", {"as_of": NOW})
        symbols = [cell.symbol for cell in rows(page)["WQE"].cells]
        numbers = [
            len(signed_in.get(url).context["table"].page.object_list) for url in addresses(page)
        ]
        assert [str(number) for number in numbers] == symbols

    def test_keys_reach_each_link_where_no_script_runs(self, signed_in, record):
        page = signed_in.get("/network/engagement/", {"as_of": NOW})
        html = row_html(rows(page)["WQE"], {})
        assert "<td" in html
        assert "tabindex" not in html
        # And what the Enter key does where one runs is said as it is.
        assert "Enter opens what stands behind the cell, or else the row." in page.text

    def test_a_cell_that_says_nothing_leads_nowhere(self, signed_in):
        ItemFactory(code="R2013-A", label="(a)")
        MemberStateFactory(code="WQE", un_member_since=dt.date(1945, 10, 24))
        for matrix in ("", "assessments/", "engagement/"):
            assert addresses(signed_in.get(f"/network/{matrix}", {"as_of": NOW})) == []


class TestState:
    def test_the_day_decides_what_is_shown(self, signed_in, office, record):
        late = signed_in.get("/network/states/WQE/", {"as_of": NOW})
        early = signed_in.get("/network/states/WQE/", {"as_of": THEN})
        assert [line.report.status for line in late.context["steps"]] == ["done"]
        assert [line.report.status for line in early.context["steps"]] == ["planned"]
        for page, number in ((late, 1), (early, 0)):
            assert len(page.context["shared"].snapshots) == number
            assert len(page.context["shared"].appointments) == number
            # What was open then is not known, and not claimed.
            assert page.context["shared"].actions is None
            assert "Known for today only" in page.text

    def test_today_it_shows_what_is_open(self, signed_in, record):
        page = signed_in.get("/network/states/WQE/")
        assert page.context["is_today"]
        assert len(page.context["shared"].actions) == 1
        assert [line.number for line in page.context["engagement"]][-2:] == [1, 1]
        assert "Known for today only" not in page.text

    def test_it_says_how_each_step_moved(self, signed_in, record):
        page = signed_in.get("/network/states/WQE/", {"as_of": NOW, "since": THEN})
        assert "On 30 June 2020: Planned" in page.text
        assert "On 30 June 2020" not in signed_in.get("/network/states/WQE/?as_of=" + NOW).text

    @pytest.mark.parametrize("role", READERS)
    @pytest.mark.parametrize("abroad", [True, False])
    def test_all_its_links_open(self, client, office, record, role, abroad):
        of_state = role in (Role.FOCAL_POINT, Role.OFFICIAL)
        home = InstitutionFactory(country=MemberStateFactory()) if abroad else office
        client.force_login(person(role, home if of_state else None))
        for asked in ({"as_of": NOW, "since": THEN}, {}):
            page = client.get("/network/states/WQE/", asked)
            main = page.text[page.text.index("<main") : page.text.index("</main>")]
            found = {unescape(url) for url in re.findall(r'href="(/[^"]+)"', main)}
            assert len(found) >= 8
            for url in found:
                assert client.get(url).status_code == 200, url

    def test_engagement_is_counted_as_in_the_matrix(self, signed_in, office, record):
        lines = signed_in.get("/network/states/WQE/", {"as_of": NOW}).context["engagement"]
        row = rows(signed_in.get("/network/engagement/", {"as_of": NOW}))["WQE"]
        told = [str(line.number) if line.number else "·" for line in lines]
        assert told[:7] == [cell.symbol for cell in row.cells]
        assert [line.number for line in lines[7:]] == [None, None]

    def test_what_is_kept_at_home_is_not_counted(self, client, office, record):
        client.force_login(person(Role.FOCAL_POINT, office))
        lines = client.get("/network/states/WQE/").context["engagement"]
        assert {line.number for line in lines[-2:]} == {1}

    def test_a_state_that_shares_nothing_is_said_to(self, signed_in):
        ItemFactory(code="R2013-A", label="(a)")
        MemberStateFactory(code="WQE")
        page = signed_in.get("/network/states/WQE/")
        assert {line.number for line in page.context["engagement"]} == {0}
        assert not any(line.report for line in page.context["steps"])
        assert "/progress/R2013-A/" not in page.text

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"as_of": "yesterday"}, "Enter a valid date"),
            ({"as_of": THEN, "since": NOW}, "Choose a day before that of the page."),
        ],
    )
    def test_a_day_that_makes_no_sense_is_named(self, signed_in, record, asked, said):
        page = signed_in.get("/network/states/WQE/", asked)
        assert said in page.text
        assert page.context["since"] is None

    def test_filters_are_kept_and_escaped(self, signed_in, record):
        page = signed_in.get("/network/states/WQE/", {"q": '"><b>\0', "as_of": NOW + "\0"})
        assert page.status_code == 200
        assert "<b>" not in page.text

    def test_whoever_reads_no_network_is_kept_out(self, client, office, record):
        client.force_login(person(Role.MINISTRY_OFFICER, office))
        assert client.get("/network/states/WQE/").status_code == 403

    @pytest.mark.parametrize("code", ["NIX", "W%00E"])
    def test_a_state_that_does_not_exist_has_no_page(self, signed_in, code):
        assert signed_in.get(f"/network/states/{code}/").status_code == 404

    def test_an_observer_has_one_too(self, signed_in):
        MemberStateFactory(code="WOB", kind=Kind.OBSERVER)
        assert signed_in.get("/network/states/WOB/").status_code == 200

    @pytest.mark.parametrize(("asked", "number"), [({}, 7), ({"as_of": NOW, "since": THEN}, 6)])
    def test_its_statements_do_not_grow(self, signed_in, office, record, asked, number):
        for _ in range(3):
            ParticipationFactory(office=office, visibility="network", approved_at=timezone.now())
        signed_in.get("/network/states/WQE/", asked)
        with at_most(number):
            signed_in.get("/network/states/WQE/", asked)
