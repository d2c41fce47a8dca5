"""Regional groups: coverage and medians, none of them of a few States."""

import datetime as dt
import json

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from apps.appointments.models import ReportedFocalPoint
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.factories import (
    AppointmentFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 30)


@pytest.fixture
def signed_in(client):
    client.force_login(person(Role.COORDINATOR))
    return client


@pytest.fixture
def step():
    return ItemFactory(code="R2013-A", label="(a)")


def share(step, group, months):
    office = InstitutionFactory(country=MemberStateFactory(regional_group=group))
    ProgressReportFactory(
        office=office,
        item=step,
        visibility="network",
        approved_at=timezone.now(),
        effective_on=DAY - dt.timedelta(days=31 * months),
    )
    return office.country


def lines(client):
    answer = client.get("/network/groups/", {"as_of": DAY.isoformat(), "format": "json"})
    rows = json.loads(b"".join(answer.streaming_content))["rows"]
    return {row["group"]: row for row in rows}


def test_a_median_needs_five_states(signed_in, step):
    for months in (2, 4, 6, 20):
        share(step, "AG", months)
    assert lines(signed_in)["AG"]["R2013-A"] == 4
    assert lines(signed_in)["AG"]["R2013-A_median"] is None
    share(step, "AG", 30)
    assert lines(signed_in)["AG"]["R2013-A_median"] == 6


def test_a_state_that_shares_nothing_is_counted_and_has_no_age(signed_in, step):
    for months in (2, 4, 6, 8, 10):
        share(step, "AG", months)
    MemberStateFactory(regional_group="AG")
    found = lines(signed_in)["AG"]
    assert (found["states"], found["R2013-A"], found["R2013-A_median"]) == (6, 5, 6)


def test_training_states_are_in_no_group(signed_in, step):
    InstitutionFactory(country__name="Aravia", country__code="XAA", country__regional_group="AG")
    MemberStateFactory(regional_group="WEOG")
    found = lines(signed_in)
    assert set(found) == {"WEOG", ""}
    assert found[""]["states"] == 1


def test_instruments_joined_are_a_median_of_states(signed_in, step):
    treaty = TreatyFactory()
    countries = [MemberStateFactory(regional_group="AG") for _ in range(5)]
    for country in countries[:3]:
        TreatyActionFactory(treaty=treaty, country=country, date=dt.date(2020, 1, 1))
    assert lines(signed_in)["AG"]["treaties_median"] == 1


def serve(months, **more):
    """A focal point since so many months; ``None``: a source says so, and not since when."""
    office = InstitutionFactory(country=MemberStateFactory(regional_group="AG"))
    if months is None:
        with acting(SYSTEM, reason="test"):
            return ReportedFocalPoint.objects.create(
                country=office.country,
                appointed=True,
                source="A list",
                as_of=dt.date(2014, 1, 1),
                confidence="high",
            )
    day = DAY - relativedelta(months=months)
    return AppointmentFactory(office=office, visibility="network", starts_on=day)


def test_whoever_serves_since_an_unknown_day_counts_and_is_in_no_median(signed_in, step):
    for months in (10, 12, 14, 16, None, None, None):
        serve(months)
    found = lines(signed_in)["AG"]
    assert [found["focal_point"], found["focal_point_counted"]] == [7, 4]
    assert found["focal_point_median"] is None
    serve(18)
    assert lines(signed_in)["AG"]["focal_point_median"] == 14
    page = signed_in.get("/network/groups/", {"as_of": DAY.isoformat()})
    cell = page.context["matrix"].groups[0].rows[0].cells[1]
    assert cell.symbol == "8/8 · 14 (5)"
    assert cell.words.endswith("median age 14 months; 3 unknown")


def test_under_filters_the_lines_speak_of_what_they_leave_and_lead_there(signed_in, step):
    MemberStateFactory(regional_group="AG", name="Quentia")
    MemberStateFactory(regional_group="AG", name="Otherland")

    def rows(**asked):
        page = signed_in.get("/network/groups/", asked)
        return {row.label: row.url for row in page.context["matrix"].groups[0].rows}

    day = f"as_of={DAY.isoformat()}"
    assert rows(as_of=DAY.isoformat()) == {
        "African States": f"/network/?{day}&group=AG",
        "All Member States": f"/network/?{day}",
    }
    assert rows(as_of=DAY.isoformat(), q="Quentia", page="2") == {
        "African States": f"/network/?{day}&q=Quentia&group=AG",
        "Member States": f"/network/?{day}&q=Quentia",
    }


def test_the_page_explains_why_nobody_is_ranked(signed_in, step):
    MemberStateFactory(regional_group="AG")
    page = signed_in.get("/network/groups/").content.decode()
    assert "/network/no-ranking/" in page
    assert "fewer than 5 States" in signed_in.get("/network/no-ranking/").content.decode()
