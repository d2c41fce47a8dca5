"""From the page of a treaty to the deposit: by mouse, and by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.browser.keys import press, write
from tests.factories import CountryFactory, InstitutionFactory, TreatyFactory, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def focal_point(sign_in: SignIn) -> Any:
    """A focal point whose State has joined nothing yet."""
    office = InstitutionFactory(
        country=CountryFactory(name="Aravia", time_zone="UTC"), name="Office of the Focal Point"
    )
    InstitutionFactory(country=office.country, name="Ministry of Justice")
    TreatyFactory(code="TESTS", short_title="Test Convention")
    who = person(Role.FOCAL_POINT, office, name="Amina Sorel")
    sign_in(who)
    return who


def test_a_plan_from_its_beginning_to_the_deposit(
    page: Page,
    viewport: ViewportSize,
    focal_point: Any,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    page.goto("/treaties/TESTS/")
    page.get_by_role("link", name="Plan to join").click()
    expect(page.get_by_role("heading", name="Plan to join: Test Convention")).to_be_visible()
    axe()
    fits()
    page.get_by_label("Count the dates").select_option("back")
    page.get_by_label("Day").fill("2031-05-02")
    page.get_by_role("button", name="Show the dates").click()
    expect(page.get_by_role("table").get_by_text("Parliament")).to_be_visible()
    page.get_by_role("button", name="Begin the plan").click()

    # The path: whose turn it is, and the click that moves it on.
    path = page.locator("#path")
    expect(path.get_by_text("in the hands of Office of the Focal Point")).to_be_visible()
    expect(path.locator("[aria-current=step]")).to_have_count(1)
    axe()
    fits()
    path.get_by_role("button", name=re.compile("^Done.*Policy decision")).click()
    expect(path.locator("[aria-current=step]")).to_contain_text("Inter-ministerial consultation")

    # A stage is given to a ministry.
    path.get_by_role("link", name="Legal review").click()
    axe()
    fits()
    page.get_by_role("link", name="Edit").click()
    axe()
    fits()
    page.get_by_label("In whose hands").select_option("Ministry of Justice")
    page.get_by_role("button", name="Save").click()
    expect(path.get_by_text("Ministry of Justice")).to_be_visible()

    # An action is made of the stage; each leads to the other.
    path.get_by_role("link", name="Legal review").click()
    page.get_by_role("link", name="New action").click()
    expect(page.get_by_label("Title")).to_have_value("Test Convention: Legal review")
    axe()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Legal review").click()
    expect(page.locator("#actions").get_by_text("Test Convention: Legal review")).to_be_visible()
    axe()
    fits()
    page.get_by_role("link", name="Test Convention", exact=True).first.click()

    # The deposit ends it, as the State's own word.
    page.get_by_role("link", name="Report the deposit").click()
    expect(page.get_by_text("Left open:")).to_be_visible()
    axe()
    fits()
    page.get_by_role("button", name="Report the deposit").click()
    expect(page.get_by_text("Reported by the State, not yet confirmed")).to_be_visible()
    axe()
    fits()
    page.goto("/treaties/TESTS/")
    expect(
        page.locator("#status").get_by_text(re.compile("reported by the State, not yet"))
    ).to_be_visible()
    expect(page.locator("#status").get_by_text("Never signed")).to_be_visible()
    axe()
    fits()
    page.goto("/treaties/plans/?status=deposited")
    expect(page.get_by_role("link", name="Test Convention")).to_be_visible()
    axe()
    fits()


def test_it_is_done_without_a_mouse(page: Page, focal_point: Any) -> None:
    page.goto("/treaties/TESTS/")
    press(page, page.get_by_role("link", name="Plan to join"))
    press(page, page.get_by_role("button", name="Begin the plan"))
    path = page.locator("#path")
    press(page, path.get_by_role("button", name=re.compile("^Done.*Policy decision")))
    expect(path.locator("[aria-current=step]")).to_contain_text("Inter-ministerial consultation")
    press(page, page.get_by_role("link", name="Report the deposit"))
    write(page, page.get_by_label("Note"), "Note verbale 12")
    press(page, page.get_by_role("button", name="Report the deposit"))
    expect(page.get_by_text("Reported by the State, not yet confirmed")).to_be_visible()
    press(page, page.get_by_role("link", name="Take the report back"))
    write(page, page.get_by_label("Why?"), "Another instrument")
    press(page, page.get_by_role("button", name="Take it back"))
    expect(page.get_by_text("The plan is under way again.")).to_be_visible()


def test_the_stages_of_a_state_are_its_own(
    page: Page, viewport: ViewportSize, focal_point: Any, axe: Axe, fits: Callable[[], None]
) -> None:
    page.goto("/treaties/plans/template/")
    axe()
    fits()
    page.locator("[name=row-0-title]").fill("Council of ministers")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("These are the State's own stages.")).to_be_visible()
    axe()
    fits()
