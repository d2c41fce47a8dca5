"""The maps of the network, and its steps over the years: drawn, and told by their tables."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from apps.countries.models import RegionalGroup
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    AppointmentFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    person,
)

Fits = Callable[[], None]
# Outlines of the package that no State of the test is said to be: any will do.
OUTLINES = ("288", "072", "404", "516", "894")
SMALL, LARGE = "242", "356"
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
    expect(picture.locator(".mark-shape path")).to_have_count(5)
    asia = page.locator("figure", has=page.get_by_role("heading", name="Asia-Pacific States"))
    expect(asia.locator(".mark-shape path")).to_have_count(2)
    # On the map of the world the rest is grey, without a value.
    world = page.locator("#world .mark-shape path")
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
