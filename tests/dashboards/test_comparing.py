"""The matrices beside an earlier day: what moved, which way, and what stood before."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.appointments.selectors import Coverage, Vacancy
from apps.dashboards.moves import ARROWS, Move, of_focal_point, of_standing
from apps.treaties.models import ActionKind
from apps.treaties.selectors import treaty_statuses, treaty_statuses_on
from apps.treaties.status import Standing
from focalpoint.roles import Role
from tests.factories import (
    AppointmentFactory,
    AssessmentSnapshotFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)
from tests.paper import assert_accessible

pytestmark = pytest.mark.django_db
THEN, NOW = "2020-06-30", "2024-06-30"


@pytest.fixture
def office():
    country = MemberStateFactory(name="Quentia", code="WQE", un_member_since=dt.date(2011, 7, 14))
    return InstitutionFactory(country=country)


@pytest.fixture
def step():
    return ItemFactory(code="R2013-A", label="(a)")


@pytest.fixture
def signed_in(client):
    client.force_login(person(Role.COORDINATOR))
    return client


def report(office, step, year, status):
    return ProgressReportFactory(
        office=office,
        item=step,
        status=status,
        visibility="network",
        approved_at=timezone.now(),
        effective_on=dt.date(year, 1, 1),
    )


def cells(client, path="/network/", **asked):
    page = client.get(path, {"as_of": NOW, "since": THEN, **asked})
    [row] = [row for group in page.context["matrix"].groups for row in group.rows]
    return row.cells


@pytest.mark.parametrize(
    ("before", "after", "arrow"),
    [
        ("planned", "done", "↑"),
        ("done", "under_way", "↓"),
        ("done", "done", "="),
        (None, "planned", "+"),
        ("planned", None, ""),
    ],
)
def test_a_report_says_how_it_moved(signed_in, office, step, before, after, arrow):
    if before:
        report(office, step, 2018, before)
    if after:
        report(office, step, 2023, after)
    symbol = cells(signed_in)[0].symbol
    assert (symbol.rstrip("*")[-1] if symbol[-1] in ARROWS.values() else "") == arrow


def test_the_words_say_what_stood_before(signed_in, office, step):
    report(office, step, 2018, "planned")
    report(office, step, 2023, "done")
    assert cells(signed_in)[0].words.endswith("On 30 June 2020: Planned")


def test_without_an_earlier_day_nothing_moves(signed_in, office, step):
    report(office, step, 2023, "done")
    assert cells(signed_in, since="")[0].symbol == "●"


def test_an_earlier_day_must_be_earlier(signed_in, office, step):
    page = signed_in.get("/network/", {"as_of": THEN, "since": NOW})
    assert "Choose a day before that of the page." in page.content.decode()


def test_focal_points_and_assessments_move_too(signed_in, office, step):
    AppointmentFactory(office=office, visibility="network", starts_on=dt.date(2022, 1, 1))
    AssessmentSnapshotFactory(
        office=office, visibility="network", approved_at=dt.datetime(2023, 1, 1, 12, tzinfo=dt.UTC)
    )
    found = cells(signed_in)
    assert [found[1].symbol, found[2].symbol] == ["✓↑", "2023-01+"]
    assert not any(arrow in found[3].symbol for arrow in ARROWS.values())


def test_a_post_that_fell_vacant_is_a_step_back():
    held = Vacancy(None, Coverage.SERVING)
    empty = Vacancy(None, Coverage.VACANT)
    assert of_focal_point(held, empty) == Move.BACK
    assert of_focal_point(None, held) == Move.FURTHER
    assert of_focal_point(held, Vacancy(None, Coverage.REPORTED)) is None


def test_joining_and_leaving_an_instrument_are_told_apart(signed_in, office, step):
    treaty = TreatyFactory()
    country = office.country
    TreatyActionFactory(treaty=treaty, country=country, date=dt.date(2022, 1, 1))
    assert cells(signed_in, "/network/treaties/")[0].symbol == "✓↑"
    TreatyActionFactory(
        treaty=treaty,
        country=country,
        kind=ActionKind.WITHDRAWAL,
        date=dt.date(2023, 1, 1),
        effective_on=dt.date(2024, 1, 1),
    )
    page = cells(signed_in, "/network/treaties/", since="2023-06-30")
    assert page[0].symbol.endswith("↓")


def test_what_is_not_open_any_more_is_no_step_back():
    assert of_standing(Standing.NOT_PARTY, Standing.NOT_OPEN) is None
    assert of_standing(Standing.SIGNED, Standing.PARTY) == Move.FURTHER


def test_two_days_read_together_are_the_two_read_apart(office):
    treaty = TreatyFactory()
    for year, kind in ((2015, ActionKind.SIGNATURE), (2022, ActionKind.RATIFICATION)):
        TreatyActionFactory(
            treaty=treaty, country=office.country, kind=kind, date=dt.date(year, 1, 1)
        )
    days = [dt.date(2024, 1, 1), dt.date(2020, 1, 1), dt.date(2010, 1, 1)]
    together = treaty_statuses_on(days)
    apart = [treaty_statuses(as_of=day) for day in days]
    assert [table.deciding for table in together] == [table.deciding for table in apart]
    standings = [table.standing(treaty, office.country) for table in together]
    assert standings == [Standing.PARTY, Standing.SIGNED, Standing.NOT_PARTY]


def test_the_file_holds_both_days_and_the_change(signed_in, office, step):
    report(office, step, 2018, "planned")
    report(office, step, 2023, "done")
    answer = signed_in.get("/network/", {"as_of": NOW, "since": THEN, "format": "csv"})
    head, row = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[-2:]
    said = dict(zip(head.split(","), row.split(","), strict=False))
    assert said["(a)"] == "Done"
    assert "Further than before" in row
    assert "Planned" in row


@pytest.mark.parametrize("path", ["steps", "treaties"])
def test_the_interface_of_programs_says_the_same(signed_in, office, step, path):
    report(office, step, 2018, "planned")
    report(office, step, 2023, "done")
    treaty = TreatyFactory()
    TreatyActionFactory(treaty=treaty, country=office.country, date=dt.date(2022, 1, 1))
    answer = signed_in.get(f"/api/v1/matrix/{path}/", {"as_of": NOW, "since": THEN}).json()
    [state] = answer["states"]
    cell = state["cells"]["R2013-A" if path == "steps" else treaty.code]
    assert answer["since"] == THEN
    assert cell["move"] == "further"
    assert cell["before"] == ("planned" if path == "steps" else "not_party")


@pytest.mark.parametrize("page", ["", "treaties/", "assessments/", "engagement/", "groups/"])
def test_each_matrix_is_also_on_paper(signed_in, office, step, page):
    report(office, step, 2023, "done")
    answer = signed_in.get(f"/network/{page}", {"since": THEN, "format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert_accessible(answer.content)
