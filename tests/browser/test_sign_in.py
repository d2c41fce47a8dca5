"""The first page that anyone meets."""

from collections.abc import Callable

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Axe


def test_the_sign_in_page_is_accessible_and_fits(
    page: Page, viewport: ViewportSize, axe: Axe, fits: Callable[[], None]
) -> None:
    page.goto("/accounts/login/")
    expect(page.locator("input[type=password]")).to_be_visible()
    axe()
    fits()
