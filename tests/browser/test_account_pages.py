"""The pages of one's own account follow the design of the site."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from focalpoint.roles import Role
from tests.browser.conftest import Axe
from tests.factories import PASSWORD, person

pytestmark = pytest.mark.django_db(transaction=True)

OPEN = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-nonsense/",
    "/accounts/inactive/",
]
OWN = [
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/sessions/",
    "/accounts/logout/",
]


@pytest.fixture
def user() -> User:
    return person(Role.OFFICIAL)


@pytest.mark.parametrize("path", OPEN)
def test_pages_for_visitors(
    page: Page, viewport: ViewportSize, axe: Axe, fits: Callable[[], None], path: str
) -> None:
    page.goto(path)
    expect(page.locator("main h1")).to_be_visible()
    axe()
    fits()


def sign_in_by_hand(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def test_pages_of_ones_own_account(
    page: Page, viewport: ViewportSize, axe: Axe, fits: Callable[[], None], user: User
) -> None:
    sign_in_by_hand(page, user)
    for path in OWN:
        page.goto(path)
        if page.get_by_role("button", name="Confirm").count():
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Confirm").click()
        expect(page.locator("main h1")).to_be_visible()
        axe()
        fits()


def test_a_wrong_password_is_said_and_keeps_the_address(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(user.email)
