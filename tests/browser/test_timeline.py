"""From an event over a re-rating to the timeline and the next cycle, on a laptop and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.assessments.event_models import RiskEvent
from apps.assessments.models import Assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from tests.browser.conftest import Axe, SignIn
from tests.browser.test_cycle import draft, official
from tests.browser.test_succession import approved

# The State, its people and the approved assessment are those of the cycle.
__all__ = ["approved", "draft", "official"]

Fits = Callable[[], None]


@pytest.fixture
def today(approved: Assessment) -> str:
    return approved.country.local_date(approved.created_at).isoformat()


def test_what_happens_is_weighed_shown_and_taken_up(
    page: Page,
    viewport: ViewportSize,
    approved: Assessment,
    official: User,
    today: str,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        axe()
        fits()

    main = page.get_by_role("main")
    sign_in(official)
    # Two events, one of them by mistake.
    for title in ("Shots at a rally", "Shots at a wedding"):
        page.goto("/assessments/events/new/")
        expect(page.get_by_role("heading", name="Log an event", level=1)).to_be_visible()
        page.get_by_label("Title").fill(title)
        page.locator("[name=occurred_on]").fill(today)
        page.get_by_label("1 Risk factor 1").check()
        page.get_by_role("button", name="Log it").click()
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    main.get_by_role("link", name="Withdraw", exact=True).click()
    looks_well("Withdraw this event")
    page.get_by_label("Why is it withdrawn?").fill("It was a wedding, and nobody was hurt.")
    page.get_by_role("button", name="Withdraw it").click()
    looks_well("Shots at a wedding")
    expect(main.get_by_text("Withdrawn: this event counts for nothing")).to_be_visible()

    # The other one leads to a new judgement.
    with acting(SYSTEM):
        event = RiskEvent.objects.get(title="Shots at a rally")
    page.goto(f"/assessments/factors/{event.factors[0]}/rerate/?event={event.reference}")
    looks_well("Re-rate a factor")
    expect(page.get_by_text("Shots at a wedding")).to_have_count(0)
    page.get_by_role("radio", name="High Many or serious").check()
    page.get_by_label("Why is it judged anew?").fill("Weapons were used for the first time.")
    page.get_by_role("button", name="Re-rate").click()
    looks_well("Factors now")
    expect(main.get_by_text("Weapons were used for the first time.")).to_be_visible()

    # The timeline has both.
    main.get_by_role("link", name="Timeline").click()
    looks_well("Timeline")
    chart = main.locator("[data-chart] svg")
    expect(chart).to_be_visible()
    table = main.get_by_role("table")
    expect(table.get_by_text("Shots at a rally")).to_be_visible()
    expect(table.get_by_text("Weapons were used for the first time.")).to_be_visible()
    expect(table.get_by_text("Shots at a wedding")).to_have_count(0)

    # And the next cycle begins from it.
    page.goto(approved.get_absolute_url())
    main.get_by_role("link", name="The next cycle").click()
    expect(page.get_by_role("heading", name="The next cycle", level=1)).to_be_visible()
    main.get_by_label("Title").fill("National assessment 2027")
    main.get_by_role("button", name="Begin").click()
    expect(main.get_by_role("heading", name="What comes next")).to_be_visible()
    main.get_by_role("link", name="Factors", exact=True).click()
    expect(main.get_by_text("One was changed between the cycles.")).to_be_visible()
