"""The pages of charts: what they show to whom, and their files."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.assessments.findings.services import record_finding
from apps.assessments.models import Extent
from apps.assessments.selectors import snapshots
from apps.assessments.sharing import share_snapshot
from apps.catalogue.models import Item
from focalpoint.acting import acting
from focalpoint.visibility import Visibility
from tests.costs import at_most

pytestmark = pytest.mark.django_db


def browser(who):
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client


def address(assessment):
    return reverse("assessment-charts", args=[assessment.reference])


def test_a_new_draft_says_of_each_chart_why_it_is_not_there(draft, official):
    page = browser(official).get(address(draft))
    assert page.status_code == 200
    assert "No factor is rated yet." in page.text
    assert "The map appears with the second one." in page.text
    assert "data-chart-save" not in page.text


def test_a_rated_draft_is_drawn_with_the_table_behind_it(rated, official):
    page = browser(official).get(address(rated))
    assert 'id="quadrant"' in page.text
    assert "The figures as a table" in page.text
    assert f"{rated.reference} · Draft" in page.text


def test_it_costs_the_same_however_many_findings_there_are(rated, official):
    client = browser(official)
    client.get(address(rated))
    with at_most(14):
        client.get(address(rated))
    for indicator in Item.objects.filter(parent__code="RF1"):
        record_finding(
            actor=official,
            assessment=rated,
            indicator=indicator,
            changes={"presence": "present"},
            version=0,
        )
    with at_most(14):
        page = client.get(address(rated))
    assert 'id="indicators"' in page.text
    assert 'id="coverage"' in page.text


def test_the_table_is_a_file_that_says_whose_it_is(rated, official):
    answer = browser(official).get(address(rated), {"table": "quadrant"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"quadrant-{rated.reference}.csv" in answer["Content-Disposition"]
    told = answer.content.decode("utf-8-sig")
    assert told.startswith("Factor,Level,Strongest structure,Marked")
    assert "Visible to: My office" in told


@pytest.mark.parametrize("name", ["heat-map", "no-such-chart"])
def test_a_table_that_is_not_there_is_not_found(rated, official, name):
    assert browser(official).get(address(rated), {"table": name}).status_code == 404


def test_abroad_the_approved_charts_are_read_and_the_working_ones_are_not(
    shared, rated, coordinator
):
    client = browser(coordinator)
    page = client.get(reverse("snapshot-charts", args=[shared.pk]))
    assert 'id="quadrant"' in page.text
    # What findings rest on stays with the working record.
    assert "Evidence and its age" not in page.text
    assert client.get(address(rated)).status_code == 404
    table = client.get(reverse("snapshot-charts", args=[shared.pk]), {"table": "quadrant"})
    assert "2 Moderate" in table.text


def test_of_levels_alone_nothing_is_drawn_that_is_not_shared(shared, focal_point, coordinator):
    share_snapshot(
        actor=focal_point,
        snapshot=shared,
        visibility=Visibility.NETWORK,
        extent=Extent.LEVELS,
        reason="The texts are for us.",
    )
    with acting(coordinator):
        levels = snapshots(coordinator).get()
    page = browser(coordinator).get(reverse("snapshot-charts", args=[levels.pk]))
    assert page.status_code == 200
    assert 'id="quadrant"' not in page.text
    assert 'id="indicators"' not in page.text
