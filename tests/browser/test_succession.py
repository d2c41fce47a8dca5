"""From an approved assessment to the next cycle and to a correction, on a laptop and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.services import approve_assessment, rate_factor, submit_assessment
from focalpoint.acting import acting
from tests.browser.conftest import Axe, SignIn
from tests.browser.test_cycle import draft, official

# The State, its people and the draft are those of the cycle.
__all__ = ["draft", "official"]

Fits = Callable[[], None]


@pytest.fixture
def approved(draft: Assessment, official: User) -> Assessment:
    who = actor_for(official)
    with acting(who):
        ratings = list(FactorRating.objects.filter(assessment=draft))
    for rating in ratings:
        rate_factor(
            actor=who,
            rating=rating,
            changes={"level": "moderate", "narrative": "As the survey says."},
            version=None,
        )
    submit_assessment(actor=who, assessment=draft)
    focal_point = actor_for(User.objects.get(name="Amina Farouk"))
    approve_assessment(actor=focal_point, assessment=draft)
    return draft


def test_the_next_cycle_and_a_correction(
    page: Page,
    viewport: ViewportSize,
    approved: Assessment,
    official: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well() -> None:
        axe()
        fits()

    main = page.get_by_role("main")
    sign_in(official)
    page.goto(approved.get_absolute_url())
    main.get_by_role("link", name="The next cycle").click()
    expect(page.get_by_role("heading", name="The next cycle", level=1)).to_be_visible()
    looks_well()
    main.get_by_label("Title").fill("National assessment 2027")
    main.get_by_role("button", name="Begin").click()
    expect(main.get_by_role("heading", name="What comes next")).to_be_visible()
    main.get_by_role("link", name="Factors", exact=True).click()
    expect(main.get_by_text("Begun from the last cycle")).to_be_visible()
    expect(main.get_by_text("2 unchanged, 0 changed, 0 new")).to_be_visible()
    looks_well()
    main.get_by_role("link", name="1 Risk factor 1").first.click()
    expect(main.get_by_text("last time: Moderate, Unknown")).to_be_visible()
    looks_well()

    # And the former is corrected.
    page.goto(approved.get_absolute_url())
    main.get_by_role("link", name="Correct", exact=True).click()
    expect(page.get_by_role("heading", name="Correct an approved assessment")).to_be_visible()
    main.get_by_label("What is to be corrected, and why?").fill("A wrong province.")
    looks_well()
    main.get_by_role("button", name="Begin").click()
    expect(main.get_by_role("heading", name="What comes next")).to_be_visible()
    main.get_by_role("link", name="Factors", exact=True).click()
    expect(main.get_by_text("A wrong province.")).to_be_visible()
    looks_well()
