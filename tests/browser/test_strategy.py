"""From a gap to a priority, to an action, to the strategy that the network reads."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    AssessmentSnapshotFactory,
    CountryFactory,
    ElementItemFactory,
    InhibitorFactory,
    InstitutionFactory,
    RiskFactorFactory,
    person,
)

Fits = Callable[[], None]


@pytest.fixture
def people(live_server: object) -> SimpleNamespace:
    """A State whose latest assessment rates one risk high and one inhibitor weak."""
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    factor = RiskFactorFactory(code="RF5", label="5", title="Capacity to commit crimes")
    inhibitor = InhibitorFactory(code="IN2", label="2", title="Rule of law")
    for number in range(1, 6):
        ElementItemFactory(code=f"ST{number}", title=f"Element {number}", order=number)
    AssessmentSnapshotFactory(
        office=office,
        content={
            "reference": "XAA-RA-2026-0001",
            "title": "National assessment",
            "factors": [{"code": "RF5", "label": "5", "title": factor.title, "level": "very_high"}],
            "inhibitors": [
                {"code": "IN2", "label": "2", "title": inhibitor.title, "strength": "weak"}
            ],
        },
    )
    return SimpleNamespace(
        focal_point=person(Role.FOCAL_POINT, office, name="Amina Sow"),
        coordinator=person(Role.COORDINATOR, name="Ines Prat"),
    )


def test_from_a_gap_to_the_strategy_that_a_coordinator_reads(
    page: Page,
    viewport: ViewportSize,
    people: SimpleNamespace,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        axe()
        fits()

    sign_in(people.focal_point)
    page.goto("/strategy/gaps/")
    looks_well("From risk to action: what is missing")
    page.get_by_role("link", name=re.compile(r"New priority\s*: 2 Rule of law")).click()
    looks_well("New priority")
    expect(page.get_by_label("2 Rule of law")).to_be_checked()
    page.get_by_label("5 Capacity to commit crimes").check()
    page.get_by_label("Title").fill("Courts within reach of every district")
    page.get_by_role("button", name="Propose it").click()
    looks_well("Courts within reach of every district")
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_text("nobody works on it")).to_be_visible()
    page.locator("#actions").get_by_role("link", name="New action").click()
    looks_well("New action")
    expect(page.get_by_label("2 Rule of law")).to_be_checked()
    page.get_by_label("Title").fill("Open two district courts")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Open two district courts", level=1)).to_be_visible()
    page.locator("#links").get_by_role("link", name="Courts within reach").click()
    looks_well("Courts within reach of every district")
    expect(page.locator("#actions").get_by_text("Open two district courts")).to_be_visible()

    page.goto("/strategy/")
    looks_well("National strategy")
    page.get_by_role("link", name=re.compile(r"Write\s*: 1 Element 1")).click()
    looks_well("1 Element 1")
    page.get_by_label("Where it stands").fill("We assess our risks every two years.")
    page.get_by_role("button", name="Save").click()
    looks_well("National strategy")
    expect(page.get_by_text("We assess our risks every two years.").first).to_be_visible()
    page.get_by_role("link", name="Approve a version").click()
    looks_well("Approve the strategy")
    page.get_by_label("Who reads this version").select_option("network")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Version 1 is approved.").first).to_be_visible()
    looks_well("National strategy")

    sign_in(people.coordinator)
    page.goto("/strategy/versions/")
    looks_well("Approved strategies")
    page.locator("table").get_by_role("link", name="National strategy").click()
    looks_well("National strategy")
    expect(page.get_by_text("We assess our risks every two years.")).to_be_visible()
    expect(page.get_by_text("Courts within reach of every district")).to_be_visible()
