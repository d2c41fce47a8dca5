"""States × assessments: what is shared, how old it is on the day, and nothing more."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.assessments.filters import SnapshotFilter
from apps.assessments.models import AssessmentSnapshot, Extent
from apps.dashboards.assessed import assessed_matrix, assessed_rows, assessed_table
from apps.dashboards.selectors import states_side_by_side
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.factories import (
    AssessmentSnapshotFactory,
    ConsultationFactory,
    InstitutionFactory,
    MemberStateFactory,
    actor,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 30)


@pytest.fixture
def coordinator():
    return actor(Role.COORDINATOR)


@pytest.fixture
def office():
    country = MemberStateFactory(name="Quentia", code="WQE", un_member_since=dt.date(2011, 7, 14))
    return InstitutionFactory(country=country)


def approved(office, on, visibility="network", **content):
    made = AssessmentSnapshotFactory.build(office=office, country=office.country)
    return AssessmentSnapshotFactory(
        office=office,
        visibility=visibility,
        approved_at=dt.datetime.combine(on, dt.time(12), dt.UTC),
        content={**made.content, "rated": 14, "total": 14, **content},
    )


def seen(who, day=DAY):
    with acting(who):
        states = [s for s in states_side_by_side(who, day) if s.code == "WQE"]
        return assessed_matrix(who, day, states)


def cells(matrix):
    [row] = [row for group in assessed_table(matrix).groups for row in group.rows]
    return [cell.symbol for cell in row.cells]


def test_the_newest_that_is_shared_counts_with_its_age(coordinator, office):
    approved(office, dt.date(2023, 1, 1))
    approved(office, dt.date(2025, 5, 30))
    approved(office, dt.date(2026, 2, 1), visibility="government")
    assert cells(seen(coordinator)) == ["2025-05", "◑ 13", "14/14", "–", "–", "▤"]


@pytest.mark.parametrize(
    ("on", "symbol"),
    [(dt.date(2025, 7, 1), "● 11"), (dt.date(2025, 6, 30), "◑ 12"), (dt.date(2024, 6, 30), "○ 24")],
)
def test_a_year_and_two_years_are_the_bounds(coordinator, office, on, symbol):
    approved(office, on)
    assert cells(seen(coordinator))[1] == symbol


def test_an_earlier_day_knows_what_stood_then(coordinator, office):
    approved(office, dt.date(2023, 1, 1))
    approved(office, dt.date(2025, 5, 30))
    assert cells(seen(coordinator, dt.date(2024, 1, 1)))[0] == "2023-01"


@pytest.mark.parametrize("reader", ["UTC", "Pacific/Auckland"])
def test_the_day_is_that_of_the_state_whoever_reads(coordinator, reader):
    """What is approved at noon in Greenwich is approved on the next day in Auckland."""
    country = MemberStateFactory(
        code="WQE", un_member_since=dt.date(1945, 10, 24), time_zone="Pacific/Auckland"
    )
    made = approved(InstitutionFactory(country=country), DAY)
    july = DAY + dt.timedelta(days=1)
    with timezone.override(reader):
        assert set(cells(seen(coordinator))) == {"·"}
        assert cells(seen(coordinator, july))[0] == "2026-07"
        with acting(coordinator):
            [before] = [s for s in states_side_by_side(coordinator, DAY) if s.code == "WQE"]
            [then] = [s for s in states_side_by_side(coordinator, july) if s.code == "WQE"]
            rows = AssessmentSnapshot.objects.visible_to(coordinator)
            since = SnapshotFilter({"approved_after": str(july)}, queryset=rows).qs
            assert list(since) == [made]
    assert (before.assessed_at, then.assessed_at) == (None, made.approved_at)


def test_resilience_and_civil_society_stand_beside_risk(coordinator, office):
    strengths = ("weak", "unknown")
    inhibitors = [{"code": s, "label": s, "title": s, "strength": s} for s in strengths]
    made = approved(office, dt.date(2026, 2, 1), inhibitors=inhibitors)
    ConsultationFactory(
        office=office,
        assessment=made.assessment,
        status="closed",
        closed_at=made.approved_at,
        contributors=3,
    )
    assert cells(seen(coordinator))[3:5] == ["1/2", "✓"]


def test_what_is_kept_at_home_is_nothing_abroad_and_nothing_here(coordinator, office):
    approved(office, dt.date(2026, 2, 1), visibility="government")
    assert set(cells(seen(coordinator))) == {"·"}
    # Everybody who reads the network reads the same.
    assert set(cells(seen(actor(Role.FOCAL_POINT, office)))) == {"·"}


def test_the_file_says_what_the_page_says(coordinator, office):
    approved(office, dt.date(2025, 5, 30))
    [row] = assessed_rows(seen(coordinator))
    assert (row["approved_on"], row["age_in_months"]) == (dt.date(2025, 5, 30), 13)
    assert row["extent"] == Extent.FULL
