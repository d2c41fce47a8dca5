"""A day that a reader asks for lies within what calendars reckon with: on pages and in the API."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.dashboards.filters import NetworkFilter
from apps.recommendations.forms import DayForm
from focalpoint.api.days import DayField

pytestmark = pytest.mark.django_db

BEYOND = ("0001-06-01", "1799-12-31", "2201-01-01", "9999-12-31")
PAGES = (
    "progress",
    "progress-record",
    "treaty-list",
    "treaty-changes",
    "treaty-peers",
    "treaty-statements",
    "network",
    "network-treaties",
    "network-assessments",
    "network-trends",
    "network-trends-steps",
    "network-map",
    "network-vacancies",
    "network-engagement",
    "network-groups",
)
PROGRAMS = {
    "api-progress-record": "as_of",
    "api-matrix-steps": "as_of",
    "api-matrix-treaties": "as_of",
    "api-treaty-status": "as_of",
    "api-treaty-changes": "since",
}


@pytest.fixture
def client(focal_point):
    client = Client()
    client.force_login(User.objects.get(pk=focal_point.user_id))
    return client


@pytest.mark.parametrize("day", BEYOND)
def test_one_beyond_is_refused_alike(day):
    assert "as_of" in DayForm({"as_of": day}).errors
    assert "as_of" in NetworkFilter({"as_of": day}).form.errors
    with pytest.raises(Exception, match=r"1800-01-01|2200-12-31"):
        DayField().run_validation(day)


@pytest.mark.parametrize("day", ["1800-01-01", "2200-12-31"])
def test_the_bounds_themselves_are_read(client, seven, day):
    assert DayForm({"as_of": day}).is_valid()
    answer = client.get(reverse("progress-record"), {"as_of": day})
    assert answer.status_code == 200
    assert client.get(reverse("api-progress-record"), {"as_of": day}).json()["as_of"] == day


@pytest.mark.parametrize("day", [BEYOND[0], BEYOND[-1]])
def test_a_page_says_so_and_a_program_gets_the_parameter_by_name(client, seven, day):
    for page in PAGES:
        asked = {"as_of": day, "since": day, "until": day}
        assert client.get(reverse(page), asked).status_code == 200, page
    for address, name in PROGRAMS.items():
        answer = client.get(reverse(address), {name: day})
        assert answer.status_code == 400, address
        assert name in str(answer.json()["errors"]), address
