"""The directory and the public page: what a State allows, who then reads it, and how it ends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.appointments.services import create_appointment
from focalpoint.roles import Role
from tests.browser.conftest import AXE, NARROW, Axe, SignIn
from tests.factories import CountryFactory, InstitutionFactory, ItemFactory, person

Fits = Callable[[], None]


@pytest.fixture
def focal_point(live_server: object) -> User:
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia", code="XAA")
    )
    ItemFactory(code="R2013-A", label="(a)", title="Name a senior focal point")
    user = person(Role.FOCAL_POINT, office, name="Amina Sorel")
    create_appointment(
        actor=actor_for(user),
        country=office.country,
        fields={
            "person_name": "Amina Sorel",
            "rank": "Ambassador at large",
            "institution": office,
            "starts_on": "2024-01-01",
        },
    )
    return user


def test_a_state_allows_what_is_shown_and_takes_it_back(
    page: Page,
    viewport: ViewportSize,
    browser: Browser,
    focal_point: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1, exact=True)).to_be_visible()
        axe()
        fits()

    # The focal point allows some facts, each to whom they choose.
    sign_in(focal_point)
    page.goto("/focal-points/states/XAA/")
    looks_well("Focal point")
    page.get_by_role("link", name="Amina Sorel").click()
    looks_well("Amina Sorel")
    page.get_by_role("link", name="Choose what is shown").click()
    looks_well("What the directory shows")
    page.get_by_label("Work e-mail").first.fill("office@xaa.example")
    page.get_by_label("French").check()
    page.locator("[name=show_person_name]").select_option("public")
    page.locator("[name=show_email]").select_option("network")
    page.locator("[name=show_languages]").select_option("public")
    page.get_by_role("button", name="Save").click()
    looks_well("Amina Sorel")
    expect(page.locator("#directory")).to_contain_text("Everybody")
    page.goto("/focal-points/states/XAA/history/")
    looks_well("History and vacancies")

    # The coordinator finds them, and takes the card.
    page.context.clear_cookies()
    sign_in(person(Role.COORDINATOR, name="Cora Lind"))
    page.goto("/directory/?language=fr")
    looks_well("Directory")
    expect(page.get_by_role("link", name="office@xaa.example")).to_be_visible()
    expect(page.get_by_text("Ambassador at large")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("link", name="vCard of Amina Sorel, Aravia").click()
    card = Path(download.value.path()).read_text(encoding="utf-8")
    assert "FN:Amina Sorel" in card
    assert "EMAIL;TYPE=work:office@xaa.example" in card
    page.goto("/network/focal-points/")
    looks_well("Focal points")
    page.get_by_role("link", name="How the network grew over the years").click()
    looks_well("How the network grew")

    # The focal point sees the page before anybody else does, and turns it on.
    page.context.clear_cookies()
    sign_in(focal_point)
    page.goto("/public-page/")
    looks_well("Public page")
    page.get_by_role("link", name="Preview as the public").click()
    looks_well("Aravia")
    expect(page.get_by_text("this is what the public would read")).to_be_visible()
    page.get_by_role("link", name="Back to the setting").click()
    looks_well("Public page")
    page.get_by_label("Why?").fill("The cabinet wants it")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("button", name="Turn it off")).to_be_visible()
    looks_well("Public page")
    address = page.get_by_role("link", name="/public/states/XAA/").get_attribute("href")

    # Anybody reads it, in Arabic and on a phone.
    stranger = browser.new_context(viewport=NARROW)
    visitor = stranger.new_page()
    visitor.goto(f"{address}?lang=ar")
    expect(visitor.locator("html")).to_have_attribute("dir", "rtl")
    expect(visitor.get_by_text("Amina Sorel")).to_be_visible()
    expect(visitor.get_by_text("office@xaa.example")).to_have_count(0)
    visitor.evaluate(AXE.read_text())
    found = visitor.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [each for each in found if each["impact"] in {"serious", "critical"}] == []
    wide = visitor.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide, "the public page scrolls sideways"
    assert stranger.cookies() == []

    # Turned off, it is gone.
    page.get_by_label("Why?").fill("To be corrected")
    page.get_by_role("button", name="Turn it off").click()
    expect(page.get_by_role("button", name="Turn it on")).to_be_visible()
    answer = visitor.request.get(str(address))
    assert answer.status == 404
    stranger.close()
