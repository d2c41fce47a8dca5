"""How the network grew: dated facts with their sources, beside what States share here."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.dashboards.growth import growth, recorded_counts, reported_counts
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests import factories as f

pytestmark = pytest.mark.django_db

FILE = Path(settings.BASE_DIR) / "apps/catalogue/data/frameworks/network.yaml"
DAY = dt.date(2026, 6, 30)


@pytest.fixture
def coordinator():
    return f.person(Role.COORDINATOR)


@pytest.fixture
def reader():
    return f.actor(Role.COORDINATOR)


@pytest.fixture
def facts():
    """The catalogue's own file, as it is loaded."""
    framework = f.FrameworkFactory(code="NETWORK", edition="2024", title="Networks")
    for item in yaml.safe_load(FILE.read_text())["items"]:
        f.ItemFactory(
            framework=framework,
            code=item["code"],
            kind=item["kind"],
            label=item["label"],
            title=item["title"],
            confidence=item.get("confidence", ""),
            facts=item.get("facts", {}),
        )


def serve(start, end=None, **more):
    country = more.pop("country", None) or f.MemberStateFactory()
    office = f.InstitutionFactory(country=country)
    values = {"visibility": "network", **more}
    return f.AppointmentFactory(office=office, starts_on=start, ends_on=end, **values)


def test_each_fact_has_its_day_and_its_source(facts):
    found = reported_counts(DAY)
    sure = [(str(each.as_of), each.count) for each in found if each.is_sure]
    assert sure == [("2010-09", 11), ("2012-09-29", 17), ("2013-07-09", 28), ("2015-08-27", 50)]
    assert [each.count for each in found if not each.is_sure] == [61]
    assert all(each.source for each in found)
    assert [each.date_words for each in found][:2] == ["September 2010", "29 September 2012"]


def test_what_lies_after_the_day_is_not_told(facts):
    assert [each.count for each in reported_counts(dt.date(2013, 7, 8))] == [11, 17]


def test_it_counts_member_states_with_a_principal_that_they_share(reader):
    first = serve(dt.date(2023, 5, 1), dt.date(2024, 6, 30))
    serve(dt.date(2024, 7, 1), country=first.country)
    serve(dt.date(2025, 2, 1))
    serve(dt.date(2023, 1, 1), visibility="government")
    serve(dt.date(2023, 1, 1), is_alternate=True)
    serve(dt.date(2023, 1, 1), country=f.CountryFactory())
    with acting(reader):
        counted = recorded_counts(reader, DAY)
    assert counted == [
        (dt.date(2023, 12, 31), 1),
        (dt.date(2024, 12, 31), 1),
        (dt.date(2025, 12, 31), 2),
        (DAY, 2),
    ]


def test_one_odd_date_adds_no_line_for_each_year_since(reader):
    """Somebody's slip of the pen, shared with the network, is in everybody's chart."""
    serve(dt.date(206, 1, 15))
    with acting(reader):
        counted = recorded_counts(reader, DAY)
    assert counted[0] == (dt.date(2010, 12, 31), 1)
    assert counted[-1] == (DAY, 1)
    assert len(counted) == DAY.year - 2010 + 1


def test_what_is_yet_to_come_changes_with_no_year(reader):
    serve(dt.date(2025, 2, 1))
    far, present = dt.date(2200, 12, 31), timezone.localdate().year
    with acting(reader):
        counted = recorded_counts(reader, far)
    assert [day.year for day, _number in counted] == [*range(2025, present + 1), 2200]


def test_before_the_network_there_is_the_day_alone(reader):
    serve(dt.date(206, 1, 15))
    day = dt.date(1900, 6, 1)
    with acting(reader):
        assert recorded_counts(reader, day) == [(day, 1)]


def test_the_table_says_what_the_chart_draws(facts, reader):
    serve(dt.date(2025, 2, 1))
    with acting(reader):
        chart = growth(reader, DAY)
    drawn = [dot["number"] for dot in chart.spec["data"]["values"]]
    line = [dot["number"] for dot in chart.spec["layer"][-1]["data"]["values"]]
    assert sorted(row[1] for row in chart.rows) == sorted(drawn + line)
    assert [row[2] for row in chart.rows if row[1] == 61] == ["low"]


def test_without_any_fact_it_says_so(reader):
    with acting(reader):
        assert growth(reader, DAY).empty


def test_the_page_shows_it_and_gives_it_away(facts, coordinator):
    client = Client()
    client.force_login(coordinator)
    serve(dt.date(2025, 2, 1), dt.date(2026, 6, 20))
    page = client.get(reverse("network-vacancies"), {"as_of": DAY.isoformat()})
    assert "(10 days)" in page.text
    address = reverse("network-growth")
    assert "GCR2P news item (Rwanda)" in client.get(address).text
    answer = client.get(address, {"table": "growth"})
    assert answer["Content-Type"].startswith("text/csv")
    assert "un.int/ghana joint statement" in answer.text
