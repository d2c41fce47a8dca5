"""Colleagues are seen at work on the page of a factor, and a finding survives a crash."""

from playwright.sync_api import Locator, Page, ViewportSize, expect

from apps.accounts.models import User
from apps.assessments.models import FactorRating
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.browser.test_assessors import Elsewhere, Fits, crash, kept, opened
from tests.browser.test_assessors import elsewhere as elsewhere
from tests.browser.test_assessors import office as office
from tests.browser.test_assessors import people as people
from tests.browser.test_assessors import rating as rating
from tests.factories import IndicatorFactory


def test_a_colleague_is_seen_at_work_and_a_finding_survives_a_crash(
    page: Page,
    viewport: ViewportSize,
    people: dict[Role, User],
    rating: FactorRating,
    sign_in: SignIn,
    elsewhere: Elsewhere,
    axe: Axe,
    fits: Fits,
) -> None:
    IndicatorFactory(
        framework=rating.factor.framework, parent=rating.factor, code="1.1", label="1.1"
    )
    sign_in(people[Role.FOCAL_POINT])
    opened(page, rating)
    other = opened(elsewhere(people[Role.OFFICIAL]), rating)
    other.get_by_label("Reasons").fill("Half a sentence of Bor")
    kept(other)
    seen_again(page)
    expect(company(page)).to_contain_text("Boris Tal is editing this factor (since")
    axe()
    fits()
    row = finding(other)
    typed_as_it_comes(other, "In two districts")
    row.get_by_role("link", name="Note, source, evidence").click()
    expect(row.get_by_label("Note")).to_have_value("In two districts")
    expect(row.locator("[data-autosave-words]")).to_contain_text("Your text was kept at")
    crash(other)
    seen_again(page)
    expect(company(page)).to_contain_text("Boris Tal is editing the finding on indicator 1.1")

    sign_in(people[Role.OFFICIAL])
    opened(page, rating)
    row = finding(page)
    expect(row).to_contain_text("You have text here that was not saved")
    row.get_by_role("link", name="Note, source, evidence").click()
    expect(row.get_by_role("heading", name="You have text that was not saved")).to_be_visible()
    axe()
    fits()
    row.get_by_role("link", name="Restore").click()
    expect(row.get_by_label("Note")).to_have_value("In two districts")
    row.get_by_role("button", name="Save finding").click()
    expect(row.get_by_role("link", name="Edit")).to_be_visible()
    expect(row).to_contain_text("In two districts")


def company(page: Page) -> Locator:
    """Who else writes, as the page says it."""
    return page.locator(".fp-company")


def finding(page: Page) -> Locator:
    """The row of the one indicator."""
    return page.locator("[id='indicator-1.1']")


def typed_as_it_comes(page: Page, text: str) -> None:
    """A fast hand: the note is typed when its form has come, and before the form has settled."""
    page.evaluate(
        """(text) => document.addEventListener("htmx:afterSwap", () => {
            const note = document.querySelector("[id='indicator-1.1'] textarea[name='note']");
            note.value = text;
            note.dispatchEvent(new Event("input", { bubbles: true }));
        }, { once: true })""",
        text,
    )


def seen_again(page: Page) -> None:
    """As when the person comes back to the tab: the page asks at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
