"""Resilience beside risk, by mouse and by keyboard, on a laptop and on a phone."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.models import Assessment
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.selectors import ratings_of
from apps.assessments.services import create_assessment, rate_factor
from apps.countries.models import Institution
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    CountryFactory,
    InhibitorFactory,
    InstitutionFactory,
    RiskFactorFactory,
    person,
)

Fits = Callable[[], None]


@pytest.fixture
def official(live_server: object) -> User:
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    for number in (1, 2):
        RiskFactorFactory(
            code=f"RF{number}", label=str(number), title=f"Risk factor {number}", order=number
        )
        InhibitorFactory(
            code=f"IN{number}", label=str(number), title=f"Inhibitor {number}", order=number
        )
    return person(Role.OFFICIAL, office, name="Boris Tal")


@pytest.fixture
def draft(official: User) -> Assessment:
    """Both factors are rated high."""
    who = actor_for(official)
    with acting(who):
        office = Institution.objects.get(country=who.country)
    made = create_assessment(
        actor=who,
        country=who.country,
        fields={
            "title": "National assessment 2026",
            "period_start": dt.date(2026, 1, 1),
            "period_end": dt.date(2026, 6, 30),
            "lead_institution": office,
        },
    )
    with acting(who):
        ratings = ratings_of(made, who)
    for rating in ratings:
        rate_factor(actor=who, rating=rating, changes={"level": "high"}, version=None)
    return made


def test_what_holds_the_risks_down_and_where_nothing_does(
    page: Page,
    viewport: ViewportSize,
    draft: Assessment,
    official: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well() -> None:
        axe()
        fits()

    sign_in(official)
    page.goto(draft.get_absolute_url())
    page.get_by_role("link", name="Resilience", exact=True).click()
    looks_well()

    # An inhibitor.
    page.get_by_role("link", name="1 Inhibitor 1").click()
    looks_well()
    page.get_by_label("Weak").check()
    page.get_by_label("Reasons").fill("No civilian oversight.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("No civilian oversight.")).to_be_visible()

    # A structure that holds the first factor.
    page.get_by_role("link", name="New structure").click()
    page.get_by_label("Name").fill("Ombudsperson")
    page.get_by_label("Strength").select_option("fair")
    page.get_by_label("1 Risk factor 1").check()
    looks_well()
    page.get_by_role("button", name="Add", exact=True).last.click()
    expect(page.get_by_role("link", name="Ombudsperson")).to_be_visible()
    looks_well()

    # What nothing holds stands out.
    page.get_by_role("link", name="Risk and resilience").click()
    alert = page.get_by_role("status").filter(has_text="High risk, thin resilience")
    expect(alert.get_by_role("link", name="2 Risk factor 2")).to_be_visible()
    expect(alert.get_by_role("link", name="1 Risk factor 1")).to_have_count(0)
    looks_well()


def test_by_keyboard_alone(page: Page, draft: Assessment, official: User, sign_in: SignIn) -> None:
    sign_in(official)
    page.goto(f"{draft.get_absolute_url()}inhibitors/IN2/")
    page.get_by_label("Strong").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Fair")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("In quiet times.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("In quiet times.")).to_be_visible()
    with acting(SYSTEM):
        assert InhibitorRating.objects.get().strength == "fair"
    page.keyboard.press("c")
    expect(page.get_by_label("Name")).to_be_visible()
    page.get_by_label("Name").focus()
    page.keyboard.type("Local mediators")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Local mediators")).to_be_visible()
    page.get_by_role("link", name="Local mediators").press("Enter")
    page.get_by_role("button", name="Remove this structure").press("Enter")
    expect(page.get_by_text("No structure yet")).to_be_visible()
    with acting(SYSTEM):
        assert not ResilienceStructure.objects.exists()
