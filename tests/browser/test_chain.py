"""The chain from risk to evidence in a real browser, walked by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    EvidenceFactory,
    InstitutionFactory,
    ItemFactory,
    RiskFactorFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(name="Office of the Focal Point")


@pytest.fixture
def amina(office: Any, sign_in: SignIn) -> User:
    user: User = person(Role.OFFICIAL, office, name="Amina Diallo", email="amina@example.org")
    sign_in(user)
    return user


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_walked_down_and_up_again(
    page: Page,
    viewport: ViewportSize,
    office: Any,
    amina: User,
    axe: Axe,
    fits: Callable[[], None],
    scheme: Any,
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    action = ActionFactory(office=office, title="Train border police", status="in_progress")
    factor = RiskFactorFactory(code="RF8", label="RF8", title="Triggering factors")
    ActionLinkFactory(action=action, item=factor)
    ActionLinkFactory(action=action, item=ItemFactory(code="R2013-C", label="(c)", title="Join"))
    ActionLinkFactory(action=action, item=None, treaty=TreatyFactory(short_title="Rome Statute"))
    EvidenceFactory(office=office, action=action, title="List of those trained")
    page.goto("/chain/")
    axe()
    fits()
    page.get_by_role("link", name="Triggering factors").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Triggering factors")
    axe()
    fits()
    page.get_by_role("link", name="Train border police").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("List of those trained")
    axe()
    fits()
