"""The network's matrices as files: what the page shows, at the date of the page."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.appointments.models import ReportedFocalPoint
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.exports.files import body, json_rows
from tests.factories import (
    AppointmentFactory,
    CountryFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return InstitutionFactory(country=MemberStateFactory(name="Quentia", code="WQE"))


@pytest.fixture
def web(client):
    client.force_login(person(Role.COORDINATOR))
    return client


def row(web, path, code="WQE"):
    """The line of one State in the file at ``path``."""
    rows = json_rows(body(web.get(f"{path}{'&' if '?' in path else '?'}format=json")))
    [found] = [row for row in rows if row["country"] == code]
    return found


def test_each_step_has_its_newest_shared_status_with_its_date(web, office):
    step = ItemFactory(code="R2013-A", label="(a)")
    shared = {"office": office, "item": step, "visibility": "network"}
    for year, status in ((2014, "planned"), (2020, "done")):
        ProgressReportFactory(
            **shared,
            status=status,
            approved_at=timezone.now(),
            effective_on=dt.date(year, 6, 1),
        )
    ProgressReportFactory(**shared, status="sustained", effective_on=dt.date(2021, 1, 1))
    now, before = row(web, "/network/"), row(web, "/network/?as_of=2019-12-31")
    assert (now["R2013-A"], now["R2013-A_effective_on"]) == ("done", "2020-06-01")
    assert (before["R2013-A"], before["shared_actions"]) == ("planned", None)


def test_each_instrument_has_its_status_with_its_date(web, office):
    treaty = TreatyFactory(code="rome")
    TreatyActionFactory(
        treaty=treaty, country=office.country, kind="ratification", date=dt.date(2003, 5, 1)
    )
    found = row(web, "/network/treaties/")
    assert (found["rome"], found["rome_date"]) == ("party", "2003-05-01")


def test_focal_points_say_since_when_and_who_says_so(web, office):
    AppointmentFactory(office=office, visibility="network", starts_on=dt.date(2020, 1, 1))
    found = row(web, "/network/focal-points/")
    assert (found["focal_point"], found["focal_point_since"]) == ("serving", "2020-01-01")


def test_what_a_source_says_has_the_day_of_the_source_and_is_unknown_before(web, office):
    with acting(SYSTEM, reason="test"):
        ReportedFocalPoint.objects.create(
            country=office.country,
            appointed=True,
            source="A list",
            as_of=dt.date(2013, 12, 31),
            confidence="medium",
        )
    for day, coverage, words, symbol in (
        ("2014-01-01", "reported", "A list, as of 31 December 2013", "r"),
        ("2013-12-30", "unknown", "", "·"),
        ("2000-01-01", "unknown", "", "·"),
    ):
        address = f"/network/focal-points/?as_of={day}"
        if day != "2000-01-01":
            found = row(web, address)
            expected = "2013-12-31" if words else None
            assert (found["focal_point"], found["source_as_of"]) == (coverage, expected)
            assert (words or "No information") in web.get(address).content.decode()
            matrix = web.get(f"/network/?as_of={day}").context["matrix"]
            [cell] = [
                line.cells[0]
                for group in matrix.groups
                for line in group.rows
                if line.label == "Quentia"
            ]
            assert cell.symbol == symbol
            assert words in cell.words
        # No member of the United Nations on the day, and no word of a focal point either.
        assert ("A list" in web.get(address).content.decode()) == bool(words)


def test_the_file_holds_what_the_filters_leave_and_marks_training(web, office):
    CountryFactory(code="XQE")
    rows = json_rows(body(web.get("/network/?q=WQE&format=json")))
    assert [found["country"] for found in rows] == ["WQE"]
    assert row(web, "/network/", "XQE")["is_training"] is True
    assert row(web, "/network/")["is_training"] is False


def test_a_sheet_speaks_the_words_of_the_page(web, office):
    text = body(web.get("/network/focal-points/?format=csv")).decode("utf-8-sig")
    assert "Quentia" in text
    assert "No information" in text


@pytest.mark.parametrize("kind", ["csv", "pdf"])
def test_nothing_is_exported_for_a_date_that_makes_no_sense(web, office, kind):
    response = web.get(f"/network/?as_of=soon&format={kind}")
    assert (response.status_code, response.url) == (302, "/network/?as_of=soon")
