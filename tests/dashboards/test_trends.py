"""Trends: curves of participation for whoever reads the network, with the table behind them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.countries.models import RegionalGroup
from apps.dashboards.trends import by_group, participation
from apps.treaties.participation import curves, memberships
from apps.treaties.selectors import record_reach
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import MemberStateFactory, TreatyActionFactory, TreatyFactory, actor

pytestmark = pytest.mark.django_db
DAY = dt.date(2012, 12, 31)


@pytest.fixture
def treaty():
    return TreatyFactory(code="GENOCIDE")


@pytest.fixture
def states(treaty):
    """Two States of Africa, one of which joined in 2010, and one of Asia, which joined in 2012."""
    made = [
        MemberStateFactory(regional_group=group, un_member_since=dt.date(1960, 1, 1))
        for group in (RegionalGroup.AFRICA, RegionalGroup.AFRICA, RegionalGroup.ASIA_PACIFIC)
    ]
    for state, year in ((made[0], 2010), (made[2], 2012)):
        TreatyActionFactory(
            treaty=treaty, country=state, date=dt.date(year, 3, 1), source_as_of=DAY
        )
    return made


@pytest.fixture
def client():
    client = Client()
    client.force_login(User.objects.get(pk=actor(Role.COORDINATOR).user_id))
    return client


def test_the_table_says_what_the_curve_draws(treaty, states):
    chart = participation(curves([treaty], states, DAY), len(states))
    assert chart.head[1] == str(treaty)
    assert list(chart.rows) == [["2010", 1], ["2012", 2]]
    drawn = {each["year"]: each["parties"] for each in chart.spec["data"]["values"]}
    assert drawn == {2010: 1, 2011: 1, 2012: 2}


def test_groups_stand_side_by_side_with_their_size_and_share(treaty, states):
    chart = by_group(treaty, memberships([treaty], states), states, DAY, record_reach())
    assert [head.rsplit(" ", 1)[1] for head in chart.head[1:]] == ["(2)", "(1)"]
    assert list(chart.rows) == [["2010", 1, 0], ["2012", 1, 1]]
    labels = [each["label"] for each in chart.spec["layer"][1]["data"]["values"]]
    assert [label.rsplit(": ", 1)[1] for label in labels] == ["50 %", "100 %"]


def test_nothing_to_draw_is_said(treaty):
    assert participation(curves([treaty], [], DAY), 0).empty
    assert by_group(treaty, {}, [], DAY, {}).empty


def test_the_page_shows_the_usual_instruments_and_up_to_when_each_is_known(client, states):
    page = client.get(reverse("network-trends")).content.decode()
    assert "Parties over the years" in page
    assert "until 31 December 2012" in page


def test_a_group_and_a_day_change_the_curve(client, states):
    query = {"table": "parties", "group": RegionalGroup.AFRICA, "as_of": "2011-06-01"}
    table = client.get(reverse("network-trends"), query).content.decode()
    assert "2010,1" in table
    assert "2012" not in table.split("Known")[0]


def test_more_lines_than_can_be_told_apart_are_refused(client, states):
    codes = [TreatyFactory().code for _ in range(7)]
    page = client.get(reverse("network-trends"), {"treaty": codes}).content.decode()
    assert "Choose at most 6 instruments." in page


def test_costs_the_same_for_many_states_of_all_groups(client, treaty):
    for group in [*RegionalGroup] * 6:
        state = MemberStateFactory(regional_group=group)
        TreatyActionFactory(treaty=treaty, country=state, source_as_of=DAY)
    client.get(reverse("network-trends"))
    with at_most(6):
        client.get(reverse("network-trends"))
