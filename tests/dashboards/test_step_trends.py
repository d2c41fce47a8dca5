"""Trends of the steps: what was shared at each year's end, as the matrix has it on that day."""

import datetime as dt
import random
from collections import Counter

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.countries.models import RegionalGroup
from apps.dashboards.groups import FEWEST
from apps.dashboards.selectors import states_side_by_side, steps_matrix
from apps.dashboards.step_trends import (
    FIRST_YEAR,
    group_panels,
    step_charts,
    step_panels,
    too_few,
    year_ends,
)
from apps.recommendations.models import ProgressStatus
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 1)
ADDRESS = "/network/trends/steps/"


@pytest.fixture
def steps():
    return [ItemFactory(code=f"R2013-{letter}", label=f"({letter.lower()})") for letter in "AB"]


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def signed_in(client):
    client.force_login(person(Role.COORDINATOR))
    return client


def office(group=RegionalGroup.AFRICA, since=dt.date(1960, 1, 1)):
    return InstitutionFactory(
        country=MemberStateFactory(regional_group=group, un_member_since=since)
    )


def report(where, step, day, status="done", **fields):
    shared = {"visibility": "network", "approved_at": timezone.now()}
    return ProgressReportFactory(
        office=where, item=step, status=status, effective_on=day, **{**shared, **fields}
    )


def read(reader, steps, as_of=TODAY):
    """The States and what they had shared at each year's end."""
    with acting(reader):
        members = [s for s in states_side_by_side(reader, as_of) if s.kind == "member"]
        return members, year_ends(reader, as_of, steps, members)


def numbers(chart):
    """The rows of the table: the day, and the number of States in each column."""
    return {row[0]: [int(str(cell).split(" ·")[0]) for cell in row[1:]] for row in chart.rows}


@pytest.mark.parametrize("seed", range(6))
def test_each_year_end_is_the_matrix_of_that_day(coordinator, steps, seed):
    chance = random.Random(seed)
    offices = [
        office(chance.choice([*RegionalGroup, ""]), dt.date(chance.choice((1960, 2016)), 1, 9))
        for _ in range(9)
    ]
    offices.append(InstitutionFactory())  # of a training State
    for _ in range(60):
        on = dt.date(2013, 1, 1) + dt.timedelta(days=chance.randrange(14 * 365))
        report(
            chance.choice(offices),
            chance.choice(steps),
            chance.choice((on, dt.date(on.year, 12, 31), dt.date(on.year, 1, 1))),
            chance.choice([*ProgressStatus]),
            visibility=chance.choice(("network", "public", "government")),
            approved_at=chance.choice((timezone.now(), timezone.now(), None)),
        )
    members, ends = read(coordinator, steps)
    drawn = {chart.name: numbers(chart) for chart in step_charts(step_panels(steps, members, ends))}
    with acting(coordinator):
        for year in range(FIRST_YEAR, 2027):
            day = min(dt.date(year, 12, 31), TODAY)
            then = [s for s in states_side_by_side(coordinator, day) if s.kind == "member"]
            matrix = steps_matrix(coordinator, day, then)
            label = str(year) if day < TODAY else "1 November 2026"
            for step in steps:
                found = [matrix.reports.get((state.pk, step.pk)) for state in then]
                known = Counter(each.status for each in found if each)
                told = drawn[step.code.lower()].get(label)
                if told is None:
                    # Too few were members, or nobody had shared anything of any step.
                    assert len(then) < FEWEST or not matrix.reports
                else:
                    assert told == [
                        len(then),
                        *(known[status] for status in ProgressStatus),
                        len(then) - known.total(),
                    ]


def test_the_bars_are_the_shares_of_the_table_in_one_scale(coordinator, steps):
    offices = [office() for _ in range(5)]
    report(offices[0], steps[0], dt.date(2024, 5, 1), "planned")
    report(offices[0], steps[0], dt.date(2025, 12, 31), "done")
    report(offices[1], steps[1], dt.date(2026, 1, 1), "done")
    first, second = step_charts(step_panels(steps, *read(coordinator, steps)))
    assert [row[0] for row in first.rows] == ["2024", "2025", "1 November 2026"]
    assert first.rows[0][1:4] == [5, "0 · 0 %", "1 · 20 %"]
    drawn = [(v["year"], v["status"], v["share"]) for v in first.spec["data"]["values"]]
    assert drawn == [("2024", "Planned", 0.2), ("2025", "Done", 0.2), ("2026", "Done", 0.2)]
    scales = [chart.spec["layer"][0]["encoding"] for chart in (first, second)]
    assert scales[0]["y"]["scale"] == scales[1]["y"]["scale"]
    assert scales[0]["x"]["scale"]["domain"] == scales[1]["x"]["scale"]["domain"]
    assert "of 5 States: Done: 1" in first.text


def test_training_states_and_what_is_not_shared_are_in_no_number(coordinator, steps):
    offices = [office() for _ in range(5)]
    training = InstitutionFactory(country=CountryFactory(code="XAA"))
    report(training, steps[0], dt.date(2024, 5, 1))
    report(offices[0], steps[0], dt.date(2024, 5, 1), visibility="government")
    report(offices[1], steps[0], dt.date(2024, 5, 1), approved_at=None)
    members, ends = read(coordinator, steps)
    assert ends == []
    assert step_charts(step_panels(steps, members, ends)) == []


def test_a_group_of_fewer_than_five_is_not_drawn(coordinator, steps):
    large = [office(RegionalGroup.AFRICA) for _ in range(FEWEST)]
    small = [office(RegionalGroup.ASIA_PACIFIC) for _ in range(FEWEST - 1)]
    for where in (large[0], small[0]):
        report(where, steps[0], dt.date(2024, 5, 1))
    panels = group_panels(steps[0], *read(coordinator, steps))
    assert [chart.title for chart in step_charts(panels)] == [
        "Member States (9)",
        "African States (5)",
    ]
    assert too_few(panels) == ["Asia-Pacific States (4)"]


def test_a_year_end_before_a_fifth_state_joined_is_left_out(coordinator, steps):
    offices = [office() for _ in range(4)] + [office(since=dt.date(2015, 6, 1))]
    report(offices[0], steps[0], dt.date(2013, 5, 1))
    [chart, _other] = step_charts(step_panels(steps, *read(coordinator, steps)))
    assert chart.rows[0][0] == "2015"


class TestPage:
    def test_a_ministry_officer_has_no_business_here(self, client, steps):
        client.force_login(person(Role.MINISTRY_OFFICER))
        assert client.get(ADDRESS).status_code == 403
        assert client.get(ADDRESS, {"table": "r2013-a"}).status_code == 403

    def test_all_steps_or_one_by_regional_group(self, signed_in, steps):
        for group in (RegionalGroup.AFRICA, RegionalGroup.ASIA_PACIFIC):
            for _ in range(FEWEST):
                report(office(group), steps[0], dt.date(2024, 5, 1))
        every = signed_in.get(ADDRESS)
        assert [chart.name for chart in every.context["charts"]] == ["r2013-a", "r2013-b"]
        one = signed_in.get(ADDRESS, {"step": "R2013-A"})
        assert [chart.name for chart in one.context["charts"]] == ["all", "ag", "apg"]
        narrowed = signed_in.get(ADDRESS, {"step": "R2013-A", "group": "APG"})
        assert [chart.name for chart in narrowed.context["charts"]] == ["all", "apg"]
        # The filters carry the step along.
        assert '<input type="hidden" name="step" value="R2013-A">' in one.text

    def test_filters_that_leave_too_few_show_nothing(self, signed_in, steps):
        for group in ["AG"] * FEWEST + ["WEOG"]:
            report(office(group), steps[0], dt.date(2024, 5, 1))
        assert "Nothing can be drawn" in signed_in.get(ADDRESS, {"group": "WEOG"}).text
        assert signed_in.get(ADDRESS, {"group": "WEOG", "table": "r2013-a"}).status_code == 404

    def test_says_where_nothing_is_shared(self, signed_in, steps):
        office()
        assert "Nothing can be drawn" in signed_in.get(ADDRESS).text

    def test_the_table_of_a_chart_as_a_file_on_the_day_of_the_page(self, signed_in, steps):
        offices = [office() for _ in range(5)]
        report(offices[0], steps[0], dt.date(2024, 5, 1), "planned")
        report(offices[0], steps[0], dt.date(2025, 5, 1), "done")
        asked = {"table": "r2013-a", "as_of": "2025-03-01"}
        file = signed_in.get(ADDRESS, asked)
        assert file["Content-Type"].startswith("text/csv")
        lines = file.content.decode("utf-8-sig").splitlines()
        assert lines[1:3] == [
            "2024,5,0 · 0 %,1 · 20 %,0 · 0 %,0 · 0 %,0 · 0 %,0 · 0 %,4 · 80 %",
            "1 March 2025,5,0 · 0 %,1 · 20 %,0 · 0 %,0 · 0 %,0 · 0 %,0 · 0 %,4 · 80 %",
        ]
        assert "what States share today of the time up to 1 March 2025" in lines[-1]

    @pytest.mark.parametrize("asked", [{"step": "R2013-Z"}, {"table": "nothing"}, {"table": "\0"}])
    def test_what_is_not_there_is_not_found(self, signed_in, steps, asked):
        office()
        assert signed_in.get(ADDRESS, asked).status_code == 404

    def test_what_no_text_holds_is_left_out_of_the_question(self, signed_in, steps):
        office()
        assert signed_in.get(ADDRESS, {"step": "\0", "q": "\0"}).status_code == 200

    @pytest.mark.parametrize("day", ["1800-01-01", "2013-06-01", "2200-12-31"])
    def test_any_day_can_be_asked_for(self, signed_in, steps, day):
        for _ in range(5):
            report(office(since=dt.date(1799, 1, 1)), steps[0], dt.date(2013, 5, 1))
        page = signed_in.get(ADDRESS, {"as_of": day})
        assert page.status_code == 200
        assert len(page.context["charts"]) == (0 if day.startswith("1800") else 2)

    def test_the_two_parts_lead_to_each_other_under_the_same_filters(self, signed_in, steps):
        office()
        for name, other in (
            ("network-trends", "network-trends-steps"),
            ("network-trends-steps", "network-trends"),
        ):
            parts = signed_in.get(reverse(name), {"group": "AG"}).context["parts"]
            active = {part["url"]: part["active"] for part in parts}
            assert active == {
                f"{reverse(name)}?group=AG": True,
                f"{reverse(other)}?group=AG": False,
            }

    def test_costs_the_same_for_many_states_and_years(self, signed_in, steps):
        for group in [*RegionalGroup] * 4:
            where = office(group)
            for year in (2014, 2020, 2024):
                report(where, steps[0], dt.date(year, 5, 1))
        for query in ({}, {"step": "R2013-A"}):
            signed_in.get(ADDRESS, query)
            # Session, user and memberships aside: the States, the steps, what they shared.
            with at_most(3):
                signed_in.get(ADDRESS, query)
