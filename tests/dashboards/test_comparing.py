"""The matrices beside an earlier day: what moved, which way, and what stood before."""

import datetime as dt

import orjson
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
from tests.factories.engagement import ParticipationFactory
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


def approve(office, year, **content):
    made = AssessmentSnapshotFactory.build(office=office, country=office.country)
    extent = content.pop("extent", made.extent)
    return AssessmentSnapshotFactory(
        office=office,
        visibility="network",
        approved_at=dt.datetime(year, 1, 1, 12, tzinfo=dt.UTC),
        extent=extent,
        content={**made.content, "rated": 14, "total": 14, **content},
    )


def attend(office, year, times=1):
    for _ in range(times):
        ParticipationFactory(
            office=office,
            visibility="network",
            kind="dialogue",
            approved_at=timezone.now(),
            starts_on=dt.date(year, 1, 1),
        )


class TestAssessments:
    path = "/network/assessments/"

    def symbols(self, client, **asked):
        return [cell.symbol for cell in cells(client, self.path, **asked)]

    def test_the_first_one_is_new(self, signed_in, office):
        approve(office, 2023)
        found = cells(signed_in, self.path)
        assert [cell.symbol for cell in found] == ["2023-01+", "◑ 17", "14/14", "–", "–", "▤"]
        assert found[0].words.endswith("On 30 June 2020: No shared assessment")

    def test_a_newer_approval_is_a_step_further(self, signed_in, office):
        approve(office, 2018, rated=7)
        approve(office, 2024)
        found = cells(signed_in, self.path)
        assert [cell.symbol for cell in found[:3]] == ["2024-01↑", "● 5↑", "14/14↑"]
        assert found[0].words.endswith("On 30 June 2020: 2018-01, Approved 1 January 2018")
        assert found[1].words == "5 months old. On 30 June 2020: 29 months old"

    def test_what_nobody_renewed_has_gone_stale(self, signed_in, office):
        approve(office, 2020)
        assert self.symbols(signed_in)[:3] == ["2020-01", "○ 53↓", "14/14"]
        # Older, but on the same side of the bound.
        assert self.symbols(signed_in, since="2023-01-01")[1] == "○ 53"

    def test_a_longer_framework_is_compared_by_its_share(self, signed_in, office):
        approve(office, 2019, rated=7, total=14)
        approve(office, 2024, rated=8, total=16)
        assert self.symbols(signed_in)[2] == "8/16"

    def test_less_than_before_is_a_step_back(self, signed_in, office):
        approve(office, 2019)
        approve(office, 2024, rated=3, extent="levels")
        found = self.symbols(signed_in)
        assert (found[2], found[5]) == ("3/14↓", "≡↓")

    def test_without_an_earlier_day_nothing_moves(self, signed_in, office):
        approve(office, 2019)
        approve(office, 2024)
        assert not set("".join(self.symbols(signed_in, since=""))) & set(ARROWS.values())

    def test_the_file_says_it_too(self, signed_in, office):
        approve(office, 2018)
        approve(office, 2024)
        [row] = file_rows(signed_in, self.path)
        assert (row["approved_on_before"], row["approved_on_move"]) == ("2018-01-01", "further")
        assert (row["age_in_months_before"], row["age_in_months_move"]) == (29, "further")
        assert row["rated_move"] is None
        [row] = file_rows(signed_in, self.path, since="")
        assert "approved_on_before" not in row

    def test_and_paper(self, signed_in, office):
        approve(office, 2024)
        asked = {"as_of": NOW, "since": THEN, "format": "pdf"}
        assert_accessible(signed_in.get(self.path, asked).content)


class TestEngagement:
    path = "/network/engagement/"

    @pytest.mark.parametrize(
        ("before", "after", "symbol", "was"),
        [
            (1, 3, "3↑", "1"),
            (3, 1, "1↓", "3"),
            (0, 2, "2+", "nothing shared"),
            (2, 0, "·↓", "2"),
            (2, 2, "2", ""),
            (0, 0, "·", ""),
        ],
    )
    def test_more_and_fewer_are_told_apart(self, signed_in, office, before, after, symbol, was):
        attend(office, 2019, before)
        attend(office, 2023, after)
        cell = cells(signed_in, self.path)[4]
        assert cell.symbol == symbol
        said = f". On 30 June 2020: {was}"
        assert cell.words.endswith(said) if was else "2020" not in cell.words

    def test_the_file_says_it_too(self, signed_in, office):
        attend(office, 2019, 3)
        attend(office, 2023)
        [row] = file_rows(signed_in, self.path)
        assert (row["dialogues"], row["dialogues_before"], row["dialogues_move"]) == (1, 3, "back")
        assert (row["reviews_before"], row["reviews_move"]) == (0, None)
        [row] = file_rows(signed_in, self.path, since="")
        assert "dialogues_before" not in row

    def test_without_an_earlier_day_nothing_moves(self, signed_in, office):
        attend(office, 2023)
        assert cells(signed_in, self.path, since="")[4].symbol == "1"


@pytest.mark.parametrize("path", ["/network/assessments/", "/network/engagement/"])
def test_the_legend_says_what_the_arrows_mean_where_there_are_any(signed_in, office, path):
    with_arrows = signed_in.get(path, {"as_of": NOW, "since": THEN}).context["matrix"].legend
    without = signed_in.get(path, {"as_of": NOW}).context["matrix"].legend
    assert {symbol for symbol, *_rest in with_arrows} - {symbol for symbol, *_rest in without} == {
        "↑",
        "↓",
        "+",
    }


@pytest.mark.parametrize("path", ["/network/assessments/", "/network/engagement/"])
def test_a_day_that_is_not_earlier_is_refused(signed_in, office, path):
    page = signed_in.get(path, {"as_of": THEN, "since": NOW})
    assert "Choose a day before that of the page." in page.text
    assert signed_in.get(path, {"as_of": THEN, "since": NOW, "format": "csv"}).status_code == 302


def file_rows(client, path, **asked):
    answer = client.get(path, {"as_of": NOW, "since": THEN, "format": "json", **asked})
    return orjson.loads(b"".join(answer.streaming_content))["rows"]
