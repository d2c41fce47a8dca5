"""Trends: curves of participation for whoever reads the network, with the table behind them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.countries.models import RegionalGroup
from apps.dashboards.trends import BAND, by_group, multiples, participation
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


def test_panels_of_groups_share_one_scale_and_leave_no_state_out(treaty, states):
    other = TreatyFactory()
    alone = MemberStateFactory(regional_group="")
    TreatyActionFactory(treaty=other, country=alone, date=dt.date(2011, 3, 1), source_as_of=DAY)
    found = memberships([treaty, other], everybody := [*states, alone])
    drawn = curves([treaty, other], everybody, DAY)
    chart = multiples(drawn, found, everybody, DAY, record_reach())
    at_the_end = [row[2:] for row in chart.rows if row[1] == "2012"]
    assert at_the_end == [
        ["1 · 50 %", "0 · 0 %"],
        ["1 · 100 %", "0 · 0 %"],
        ["0 · 0 %", "1 · 100 %"],
    ]
    assert chart.rows[-1][0] == "In no regional group (1)"
    bands = [each["encoding"]["y"]["scale"]["domain"] for each in chart.spec["layer"]]
    assert bands == [[0, 3], [0, 3]]
    # The height above the foot of its panel is the share, as the table has it.
    ends = {
        (each["group"], each["name"]): each["height"]
        for each in chart.spec["data"]["values"]
        if each["year"] == 2012
    }
    africa, _asia, none = dict.fromkeys(row[0] for row in chart.rows)
    assert ends[africa, str(treaty)] == pytest.approx(2 + BAND / 2)
    assert ends[none, str(other)] == pytest.approx(BAND)


def test_one_instrument_alone_fills_its_panels_and_several_share_them(client, treaty, states):
    other = TreatyFactory()
    address = reverse("network-trends")
    one = client.get(address, {"treaty": treaty.code}).content.decode()
    assert f"{treaty} by regional group" in one
    both = client.get(address, {"treaty": [treaty.code, other.code]}).content.decode()
    assert "The instruments by regional group" in both
    file = client.get(address, {"treaty": [treaty.code, other.code], "table": "groups"})
    assert "1 · 50 %" in file.content.decode()


def test_nothing_to_draw_is_said(treaty):
    assert participation(curves([treaty], [], DAY), 0).empty
    assert by_group(treaty, {}, [], DAY, {}).empty
    assert multiples(curves([treaty], [], DAY), {}, [], DAY, {}).empty


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
