"""The maps of the network, and its steps over the years: drawn, and told by their tables."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from apps.countries.models import Country, RegionalGroup
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    AppointmentFactory,
    InstitutionFactory,
    ItemFactory,
    MapRuleFactory,
    MemberStateFactory,
    ProgressReportFactory,
    person,
)

Fits = Callable[[], None]
# Outlines of the package that no State of the test is said to be: any will do.
OUTLINES = ("288", "072", "404", "516", "894")
SMALL, LARGE = "242", "356"
# Borders are lines of their own.
AREAS = ".mark-shape path[fill]:not([fill='none'])"
DASHED = ".mark-shape path[stroke-dasharray]"
SERVING, UNKNOWN = "#009e73", "#c3c9d1"


@pytest.fixture
def states(live_server: object) -> None:
    """Five States of Africa, one of which has a focal point and a step done; two of Asia."""
    step = ItemFactory(code="R2013-A", label="(a)", title="Focal point", order=1)
    ItemFactory(code="R2013-B", label="(b)", title="Assessment", order=2)
    for number, m49 in enumerate(OUTLINES):
        state = MemberStateFactory(
            name=f"Land {number}",
            m49=m49,
            regional_group=RegionalGroup.AFRICA,
            un_member_since=dt.date(1960, 1, 1),
        )
    office = InstitutionFactory(country=state)
    AppointmentFactory(office=office, visibility="network")
    for year, status in ((2020, "planned"), (2024, "done")):
        ProgressReportFactory(
            office=office,
            item=step,
            status=status,
            effective_on=dt.date(year, 5, 1),
            visibility="network",
            approved_at=timezone.now(),
        )
    for m49 in (SMALL, LARGE):
        MemberStateFactory(m49=m49, regional_group=RegionalGroup.ASIA_PACIFIC)


def test_each_regional_group_has_a_map_and_the_table_says_the_same(
    page: Page, viewport: ViewportSize, states: None, sign_in: SignIn, axe: Axe, fits: Fits
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(person(Role.COORDINATOR))
    page.goto("/network/map/")
    africa = page.locator("figure", has=page.get_by_role("heading", name="African States"))
    expect(africa).to_contain_text("5 States — Serving: 1; No information: 4")
    picture = africa.get_by_role("img", name="African States: Serving: 1; No information: 4")
    expect(picture.locator("svg.marks")).to_be_visible()
    # The States of the group alone, in the colours of the legend.
    expect(picture.locator(f"path[fill='{SERVING}']")).to_have_count(1)
    expect(picture.locator(f"path[fill='{UNKNOWN}']")).to_have_count(4)
    expect(picture.locator(AREAS)).to_have_count(5)
    asia = page.locator("figure", has=page.get_by_role("heading", name="Asia-Pacific States"))
    expect(asia.locator(AREAS)).to_have_count(2)
    # On the map of the world the rest is grey, without a value.
    world = page.locator(f"#world {AREAS}")
    expect(world.and_(page.locator(f"[fill='{SERVING}']"))).to_have_count(1)
    assert world.count() > 150
    row = page.locator("#groups-table tr", has_text="African States")
    expect(row.locator("td")).to_have_text(["5", "1", "0", "0", "0", "4"])
    axe()
    fits()
    # Specifications and outlines are asked for once, whatever the number of maps.
    for part in ("/network/map/data/", "countries-50m", "countries-110m"):
        assert len([url for url in asked if part in url]) == 1
    # A filter draws what it leaves; in the dark as well.
    page.emulate_media(color_scheme="dark")
    page.goto("/network/map/?group=APG&show=R2013-A")
    expect(page.locator(".fp-multiples figure")).to_have_count(1)
    expect(page.locator(".fp-multiples figure")).to_contain_text("2 States — Nothing shared: 2")
    expect(page.locator(".fp-multiples svg.marks")).to_be_visible()
    axe()
    fits()


def test_what_is_not_settled_is_dashed_and_told(
    page: Page, viewport: ViewportSize, states: None, sign_in: SignIn, axe: Axe, fits: Fits
) -> None:
    MapRuleFactory(title="A line in the south", first="404", second="231")
    MapRuleFactory(title="Another", first="356", second="586", box=[73.5, 32.2, 78.0, 37.2])
    sign_in(person(Role.COORDINATOR))
    page.goto("/network/map/")
    expect(page.locator(f"#world {DASHED}")).to_have_count(2)
    # A group has the lines of its own States alone, and they stand where the rule says.
    africa = page.locator("figure", has=page.get_by_role("heading", name="African States"))
    expect(africa.locator(DASHED)).to_have_count(1)
    summary = page.locator("summary", has_text="What is disputed or not settled")
    summary.focus()
    summary.press("Enter")
    row = page.locator("#unsettled-table tr", has_text="A line in the south")
    expect(row).to_contain_text("The two States have not agreed on it.")
    expect(row).to_contain_text("Confidence: high; as of 1 January 2026")
    axe()
    fits()


def test_a_state_of_the_map_is_named_under_the_pointer_and_leads_to_its_page(
    page: Page, states: None, sign_in: SignIn
) -> None:
    sign_in(person(Role.COORDINATOR))
    page.goto("/network/map/?as_of=2026-01-05")
    kenya = page.locator("#world path[aria-label='Land 2']")
    box = kenya.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#world [data-chart]")).to_have_attribute("title", "Land 2: No information")
    code = Country.objects.get(m49="404").code
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(f"**/network/states/{code}/?as_of=2026-01-05")


# Two squares side by side, of which the right one is in two parts; one step is one degree.
SQUARES = {
    "type": "Topology",
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [
        [[1, 0], [0, 1], [0, 1]],
        [[1, 2], [-1, 0], [0, -2], [1, 0]],
        [[1, 0], [1, 0]],
        [[2, 0], [0, 2]],
        [[2, 2], [-1, 0]],
        [[2, 0], [1, 0], [0, 2], [-1, 0]],
    ],
    "objects": {
        "countries": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "1", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {
                    "type": "MultiPolygon",
                    "id": "2",
                    "arcs": [[[2, 3, 4, ~0]]],
                    "properties": {"name": "Middle"},
                },
                {
                    "type": "MultiPolygon",
                    "id": "3",
                    "arcs": [[[5, ~3]]],
                    "properties": {"name": "East"},
                },
            ],
        }
    },
}


def bordered(page: Page, *rules: Mapping[str, object]) -> dict[str, Any]:
    """The squares as the page's script makes them by some rules."""
    drawn: dict[str, Any] = page.evaluate(
        "([map, rules]) => JSON.parse(window.FocalPoint.bordered(JSON.stringify(map), rules))",
        [SQUARES, list(rules)],
    )
    return drawn


def lines(drawn: dict[str, Any], kind: str) -> dict[tuple[str, str | None], list[Any]]:
    """The lines of a kind between outlines, each as its points."""
    return {
        (each["properties"]["first"], each["properties"]["second"]): [
            drawn["arcs"][line] for (line,) in each["arcs"]
        ]
        for each in drawn["objects"][kind]["geometries"]
    }


def test_lines_are_cut_where_a_rule_ends_and_a_part_moves(
    page: Page, states: None, sign_in: SignIn
) -> None:
    sign_in(person(Role.COORDINATOR))
    page.goto("/network/map/")
    page.wait_for_function("Boolean(window.FocalPoint?.bordered)")
    plain = bordered(page)
    assert lines(plain, "disputed") == {}
    assert set(lines(plain, "settled")) == {
        ("1", "2"),
        ("1", None),
        ("2", None),
        ("2", "3"),
        ("3", None),
    }
    line = {"kind": "border", "first": "2", "second": "1", "box": []}
    assert set(lines(bordered(page, line), "disputed")) == {("1", "2")}
    # Half of the line lies in the box: the other half stays whole.
    half = bordered(page, {**line, "box": [0, 1, 3, 3]})
    assert lines(half, "disputed") == {("1", "2"): [[[1, 1], [0, 1]]]}
    assert lines(half, "settled")["1", "2"] == [[[1, 0], [0, 1]]]
    # The square in the east is drawn with that in the middle; the line between them is dashed.
    part = {"kind": "part", "first": "3", "second": "2", "box": [1.5, -1, 4, 3]}
    moved = bordered(page, part)
    places = {each["id"]: each["arcs"] for each in moved["objects"]["countries"]["geometries"]}
    assert places["2"] == [[[2, 3, 4, -1]], [[5, -4]]]
    assert places["3"] == []
    assert list(lines(moved, "disputed")) == [("2", None)]
    # A rule of outlines that are not on this map changes nothing.
    for kind in ("border", "part"):
        other = {"kind": kind, "first": "9", "second": "2", "box": [0, 0, 9, 9]}
        assert bordered(page, other) == plain


def test_the_steps_over_the_years_and_one_by_regional_group(
    page: Page, viewport: ViewportSize, states: None, sign_in: SignIn, axe: Axe, fits: Fits
) -> None:
    sign_in(person(Role.COORDINATOR))
    page.goto("/network/trends/")
    page.get_by_role("navigation", name="Trends of what").get_by_role("link", name="Steps").click()
    first = page.locator("#r2013-a")
    expect(first.locator("svg.marks")).to_be_visible()
    expect(page.locator("#r2013-b svg.marks")).to_be_visible()
    # One legend for all of them, on the page.
    expect(first.locator(".role-legend")).to_have_count(0)
    summary = first.get_by_text("The figures as a table")
    summary.focus()
    summary.press("Enter")
    row = first.locator("tr", has=page.get_by_role("rowheader", name="2024", exact=True))
    expect(row.locator("td").nth(5)).to_have_text("1 · 14 %")
    axe()
    fits()
    page.emulate_media(color_scheme="dark")
    page.get_by_role("link", name="(a) Focal point", exact=True).click()
    expect(page.locator("#ag svg.marks")).to_be_visible()
    expect(page.get_by_text("Not drawn, since fewer than 5 States are left")).to_contain_text(
        "Asia-Pacific States (2)"
    )
    axe()
    fits()


def test_the_file_of_a_small_chart_has_the_legend_of_the_page(
    page: Page, states: None, sign_in: SignIn
) -> None:
    sign_in(person(Role.COORDINATOR))
    page.goto("/network/trends/steps/")
    with page.expect_download() as saved:
        page.locator("#r2013-a").get_by_role("button", name="SVG").click()
    drawn = saved.value.path().read_text()
    assert "Done and kept up" in drawn
    assert "what States share today of the time up to" in drawn
