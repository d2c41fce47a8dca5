"""An offer and a need are brought together; the network asks a State for news."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import CountryFactory, InstitutionFactory, SupportFactory, person

Fits = Callable[[], None]
NEED = "A course for desk officers"


@pytest.fixture
def needing(live_server: object) -> User:
    office = InstitutionFactory(
        country=CountryFactory(code="XAA", name="Aravia", regional_group="AG")
    )
    return person(Role.FOCAL_POINT, office, name="Boris Tal")


@pytest.fixture
def offering(live_server: object) -> User:
    office: Any = InstitutionFactory(country=CountryFactory(name="Belmora", regional_group="EEG"))
    SupportFactory(
        office=office,
        side="offer",
        title="A week with our desk",
        languages=["en", "fr"],
        region="AG",
        shared=True,
    )
    return person(Role.FOCAL_POINT, office, name="Irena Sol")


def test_a_need_meets_an_offer_and_a_question_its_answer(
    page: Page,
    viewport: ViewportSize,
    needing: User,
    offering: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    coordinator = person(Role.COORDINATOR, name="Cora Lind")

    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1, exact=True)).to_be_visible()
        axe()
        fits()

    def change_to(user: User) -> None:
        page.context.clear_cookies()
        sign_in(user)

    # The State says what it needs, and shares it.
    sign_in(needing)
    page.goto("/offers-and-needs/")
    looks_well("Engagement")
    page.get_by_role("link", name="New offer or need").first.click()
    looks_well("New offer or need")
    page.locator("[name=side]").select_option("need")
    page.locator("[name=kind]").select_option("training")
    page.locator("[name=topic]").select_option("early_warning")
    page.locator("[name=title]").fill(NEED)
    page.get_by_label("French").check()
    page.locator("[name=visibility]").select_option("network")
    page.get_by_label("Approve it at once").check()
    page.get_by_role("button", name="Save").click()
    looks_well(NEED)
    expect(page.locator("#matches")).to_contain_text("Both can work in: French.")

    # The coordinator sees why the two go together, and introduces the States.
    change_to(coordinator)
    page.goto("/offers-and-needs/matches/")
    looks_well("What goes together")
    expect(
        page.get_by_text("The offer is for African States; Aravia is one of them.")
    ).to_be_visible()
    page.get_by_role("link", name="Introduce").click()
    looks_well("Introduce Belmora to Aravia")
    page.locator("[name=message]").fill("Your desk and their officers fit.")
    page.get_by_role("button", name="Introduce them").click()
    pair = f"A week with our desk – {NEED}"
    looks_well(pair)

    # Both accept, and say what came of it.
    for user in (needing, offering):
        change_to(user)
        page.goto("/introductions/")
        looks_well("Introductions")
        page.get_by_role("link", name=pair).click()
        looks_well(pair)
        page.get_by_role("link", name="Accept or decline").click()
        looks_well("Answer the introduction")
        page.get_by_role("button", name="Answer").click()
        looks_well(pair)
    expect(page.locator("#facts")).to_contain_text("Accepted by both")
    page.get_by_role("link", name="Record the outcome").click()
    looks_well("Record the outcome")
    page.get_by_label("Help was given", exact=True).check()
    page.locator("[name=outcome]").fill("Two officers came for a week.")
    page.get_by_role("button", name="Record it").click()
    looks_well(pair)
    expect(page.locator("#outcome")).to_contain_text("Two officers came for a week.")

    # The coordinator asks the State for news from its page; the State answers.
    change_to(coordinator)
    page.goto("/network/states/XAA/")
    expect(page.get_by_role("heading", name="Aravia", level=1)).to_be_visible()
    fits()
    page.get_by_role("link", name="Ask this State").click()
    looks_well("Ask a State")
    page.locator("[name=about]").select_option("assessment")
    page.locator("[name=text]").fill("Is the assessment approved?")
    page.locator("[name=reply_by]").fill("2031-05-02")
    page.get_by_role("button", name="Ask", exact=True).click()
    asked = "Assessment of risk and resilience"
    looks_well(asked)
    change_to(needing)
    page.goto("/asked-by-the-network/")
    looks_well("Asked by the network")
    page.get_by_role("link", name=asked).click()
    looks_well(asked)
    page.get_by_role("link", name="Answer", exact=True).click()
    looks_well("Answer the network")
    page.locator("[name=answer]").fill("It was approved in May.")
    page.get_by_role("button", name="Answer").click()
    looks_well(asked)
    expect(page.locator("#answer")).to_contain_text("It was approved in May.")
