"""Recurring actions in a real browser: made, stopped and gone on with, by mouse and by keys."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from apps.actions.series_models import ActionSeries
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.browser.keys import press, write
from tests.factories import ActionFactory, InstitutionFactory, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def action(sign_in: SignIn) -> Any:
    office = InstitutionFactory(name="Office of the Focal Point")
    sign_in(person(Role.OFFICIAL, office, name="Amina Diallo"))
    return ActionFactory(office=office, title="Brief the cabinet", due_on=dt.date(2027, 1, 31))


def series() -> ActionSeries:
    with acting(SYSTEM):
        return ActionSeries.objects.get()


def card(page: Page) -> Locator:
    return page.locator("#series")


def test_by_mouse(
    page: Page, viewport: ViewportSize, action: Any, axe: Axe, fits: Callable[[], None]
) -> None:
    page.goto(action.get_absolute_url())
    card(page).get_by_role("link", name="Repeat").click()
    expect(page.get_by_label("Every")).to_be_focused()
    axe()
    fits()
    page.get_by_label("Every").fill("3")
    expect(page.locator("#dates")).to_contain_text("every 3 months", ignore_case=True)
    expect(page.locator("#dates")).to_contain_text("30 April 2027")
    page.get_by_role("button", name="Save").click()
    expect(card(page)).to_contain_text("the next one follows")
    assert series().interval == 3
    axe()

    card(page).get_by_role("link", name="Stop the series").click()
    expect(page.get_by_label("Why")).to_be_focused()
    axe()
    fits()
    page.get_by_label("Why").fill("The cabinet is dissolved")
    page.locator("main").get_by_role("button").first.click()
    expect(card(page)).to_contain_text("Stopped")
    card(page).get_by_role("button", name="Go on with the series").click()
    expect(card(page)).to_contain_text("the next one follows")
    assert series().stopped_at is None


def test_by_keyboard_alone(page: Page, viewport: ViewportSize, action: Any) -> None:
    page.goto(action.get_absolute_url())
    press(page, card(page).get_by_role("link", name="Repeat"))
    expect(page.get_by_label("Every")).to_be_focused()
    write(page, page.get_by_label("Every"), "0")
    page.keyboard.press("Enter")
    expect(page.locator(".invalid-feedback").first).to_be_visible()
    write(page, page.get_by_label("Every"), "2")
    write(page, page.get_by_label("times", exact=False).last, "4")
    expect(page.locator("#dates li")).to_have_count(4)
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("the next one follows")
    assert (series().interval, series().times) == (2, 4)

    press(page, card(page).get_by_role("link", name="Stop the series"))
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.type("Enough")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("Stopped")
    press(page, card(page).get_by_role("button", name="Go on with the series"))
    expect(card(page)).to_contain_text("the next one follows")
    assert series().stopped_at is None
