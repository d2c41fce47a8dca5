"""The maps of the network: the world, each regional group, and the tables that say the same."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from apps.countries.models import Country, RegionalGroup
from focalpoint.acting import acting
from focalpoint.charts import Spec
from focalpoint.roles import Role
from tests.costs import at_most
from tests.factories import (
    AppointmentFactory,
    CountryFactory,
    InstitutionFactory,
    ItemFactory,
    MapRuleFactory,
    MemberStateFactory,
    ProgressReportFactory,
    actor,
    person,
)

pytestmark = pytest.mark.django_db
PAGE, DATA = "/network/map/", "/network/map/data/"
ATLAS = Path(settings.BASE_DIR) / "node_modules" / "world-atlas"


@pytest.fixture
def signed_in(client):
    client.force_login(person(Role.COORDINATOR))
    return client


@pytest.fixture
def step():
    return ItemFactory(code="R2013-A", label="(a)")


@pytest.fixture
def states(step):
    """Two States of Africa, of which one has a focal point; one of Asia; one in no group."""
    made = [
        MemberStateFactory(name=name, m49=m49, regional_group=group)
        for name, m49, group in (
            ("Quentia", "996", "AG"),
            ("Otherland", "997", "AG"),
            ("Thirdland", "998", "APG"),
            ("Aloneland", "999", ""),
        )
    ]
    AppointmentFactory(office=InstitutionFactory(country=made[0]), visibility="network")
    return made


def values(spec: Spec) -> dict[str, str]:
    return {each["name"]: each["value"] for each in spec["datasets"]["states"]}


def colours(spec: Spec) -> list[Spec]:
    """How the areas and dots of a map are coloured; its lines are not."""
    layers = [layer["encoding"] for layer in spec["layer"] if "encoding" in layer]
    return [encoding["color"] for encoding in layers]


def test_the_world_says_what_its_table_says(signed_in, states):
    table = {str(row[0]): row[2] for row in signed_in.get(PAGE).context["rows"]}
    assert table == values(signed_in.get(DATA).json())
    assert table["Quentia"] == "Serving"


@pytest.mark.parametrize("query", [{}, {"as_of": "2024-06-30"}, {"show": "R2013-A"}])
def test_each_state_of_the_table_leads_where_its_outline_does(signed_in, states, query):
    page, spec = signed_in.get(PAGE, query), signed_in.get(DATA, query).json()
    [address] = [each["calculate"] for each in spec["transform"] if each.get("as") == "address"]
    for state in states:
        url = address.split("'")[1].replace("AAA", state.code)
        assert query.get("as_of", "") in url
        assert f'<th scope="row"><a href="{url}">{state.name}</a></th>' in page.text
        assert signed_in.get(url).status_code == 200


@pytest.mark.parametrize("query", [{}, {"show": "R2013-A"}, {"group": "AG"}])
def test_each_group_is_drawn_from_the_facts_of_the_world(signed_in, states, query):
    page, spec = signed_in.get(PAGE, query), signed_in.get(DATA, query).json()
    parts = spec["usermeta"]["parts"]
    assert [group.name for group in page.context["groups"]] == list(parts)
    together = {}
    for part in parts.values():
        together |= values(part)
    assert together == values(spec)
    (one,) = colours(spec)
    assert all(colours(part) == [one, one] for part in parts.values())


def test_groups_stand_by_name_and_states_in_none_last_with_words_and_numbers(signed_in, states):
    page = signed_in.get(PAGE)
    told = [(each.label, len(each.facts), each.words) for each in page.context["groups"]]
    assert told == [
        ("African States", 2, "Serving: 1; No information: 1"),
        ("Asia-Pacific States", 1, "No information: 1"),
        ("In no regional group", 1, "No information: 1"),
    ]
    assert page.context["group_head"][:3] == ["Regional group", "States", "Serving"]
    assert page.context["group_rows"] == [
        ["African States", 2, 1, 0, 0, 0, 1],
        ["Asia-Pacific States", 1, 0, 0, 0, 0, 1],
        ["In no regional group", 1, 0, 0, 0, 0, 1],
    ]


def test_a_step_is_drawn_with_what_is_shared_of_it_alone(signed_in, states, step):
    office = InstitutionFactory(country=states[2])
    ProgressReportFactory(office=office, item=step, status="done")
    assert signed_in.get(PAGE, {"show": step.code}).context["group_rows"][1][1:] == [
        1, 0, 0, 0, 0, 0, 0, 1,
    ]  # fmt: skip


def test_every_map_has_the_disclaimer_and_no_training_state(signed_in, states):
    InstitutionFactory(country=CountryFactory(name="Aravia", code="XAA"))
    page = signed_in.get(PAGE)
    assert page.text.count("express no opinion on the legal status of any territory") == 2
    assert "Aravia" not in [str(row[0]) for row in page.context["rows"]]
    assert sum(row[1] for row in page.context["group_rows"]) == len(page.context["rows"])


def test_the_filters_keep_what_the_map_shows(signed_in, states):
    page = signed_in.get(PAGE, {"show": "R2013-A"}).text
    assert '<input type="hidden" name="show" value="R2013-A">' in page


@pytest.mark.parametrize("address", [PAGE, DATA])
def test_an_unknown_theme_is_not_found_and_a_ministry_officer_not_let_in(
    signed_in, client, states, address
):
    assert signed_in.get(address, {"show": "nothing"}).status_code == 404
    assert signed_in.get(address, {"show": "\0"}).status_code == 404
    assert signed_in.get(address, {"q": "\0"}).status_code == 200
    client.force_login(person(Role.MINISTRY_OFFICER))
    assert client.get(address).status_code == 403


def test_the_rules_in_force_are_told_and_drawn(signed_in, states):
    MapRuleFactory(title="Settled since", is_active=False)
    MapRuleFactory(title="An island", kind="note", second="")
    for code in ("one", "two"):
        MapRuleFactory(code=code, title="A line", second="768")
    page = signed_in.get(PAGE)
    assert [each.title for each in page.context["unsettled"]] == ["A line", "An island"]
    assert "Settled since" not in page.text
    spec = signed_in.get(DATA).json()
    line = {"kind": "border", "first": "288", "second": "768", "box": []}
    for drawn in (spec, *spec["usermeta"]["parts"].values()):
        assert drawn["usermeta"]["borders"] == [line, line]


def test_no_rule_leaves_every_line_whole_and_nothing_to_tell(signed_in, states):
    assert "What is disputed or not settled" not in signed_in.get(PAGE).text
    assert signed_in.get(DATA).json()["usermeta"]["borders"] == []


def test_no_state_at_all_leaves_no_map(signed_in, step):
    page = signed_in.get(PAGE, {"q": "nowhere"})
    assert "No State fits these filters" in page.text
    assert signed_in.get(DATA, {"q": "nowhere"}).json()["usermeta"]["parts"] == {}


@pytest.mark.parametrize("address", [PAGE, DATA])
def test_costs_the_same_for_all_groups(signed_in, step, address):
    for group in [*RegionalGroup, ""] * 4:
        InstitutionFactory(country=MemberStateFactory(regional_group=group))
    for query, budget in (({}, 3), ({"show": "R2013-A"}, 4)):
        signed_in.get(address, query)
        with at_most(budget):
            signed_in.get(address, query)


@pytest.mark.slow
def test_every_member_state_but_the_smallest_has_an_outline_in_the_map_of_its_group():
    call_command("load_catalogues", verbosity=0)
    coordinator = actor(Role.COORDINATOR)
    drawn = json.loads((ATLAS / "countries-50m.json").read_text())["objects"]["countries"]
    outlines = {each.get("id") for each in drawn["geometries"]}
    with acting(coordinator):
        missing = Country.objects.member_states().exclude(m49__in=outlines - {None})
        assert [state.code for state in missing] == ["TUV"]
