"""The checklist of an instrument: from what it asks to the law that answers it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import InstitutionFactory, TreatyFactory, TreatyRequirementFactory, person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_law_answers_what_an_instrument_asks(
    page: Page,
    viewport: ViewportSize,
    sign_in: SignIn,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    treaty = TreatyFactory(code="TESTS", short_title="Test Convention")
    for order, title in enumerate(("The crime is an offence", "The emblem is protected")):
        TreatyRequirementFactory(treaty=treaty, title=title, order=order)
    sign_in(person(Role.FOCAL_POINT, InstitutionFactory()))
    page.goto("/treaties/TESTS/")
    page.get_by_role("link", name="National law").click()
    expect(page.get_by_text("0 of 2 covered")).to_be_visible()
    axe()
    fits()
    page.get_by_role("link", name=re.compile("^Measure.*The crime")).click()
    axe()
    fits()
    page.get_by_label("Law", exact=False).first.fill("Penal code")
    page.get_by_label("In force since").fill("2019-03-01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 of 2 covered")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Does not apply.*The emblem")).click()
    axe()
    fits()
    page.get_by_label("Why does it not apply?").fill("There are no armed forces")
    page.get_by_role("button", name="It does not apply").click()
    expect(page.get_by_text("1 of 1 covered")).to_be_visible()
    page.get_by_role("link", name="Penal code").click()
    expect(page.get_by_text("The crime is an offence")).to_be_visible()
    axe()
    fits()
    page.goto("/treaties/measures/")
    axe()
    fits()
