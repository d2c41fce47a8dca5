"""The history of an action in a real browser: differences word by word, page by page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.selectors import actor_for
from apps.actions.services import link_action, log_update, update_action
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.browser.keys import press
from tests.factories import ActionFactory, InstitutionFactory, ItemFactory, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def action(sign_in: SignIn) -> Any:
    """An action that was renamed with a reason, and linked, after more than a page of entries."""
    office = InstitutionFactory(name="Office of the Focal Point")
    amina = person(Role.OFFICIAL, office, name="Amina Diallo")
    who = actor_for(amina)
    action = ActionFactory(office=office, title="Draft the bill", description="Ask the drafters.")
    for number in range(52):
        log_update(actor=who, action=action, text=f"Call number {number}")
    update_action(
        actor=who,
        action=action,
        changes={"title": "Draft the whole bill", "priority": 4},
        version=action.version,
        reason="The minister asked",
    )
    link_action(actor=who, action=action, item=ItemFactory(title="Ratify the Convention"))
    sign_in(amina)
    return action


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_says_who_changed_what_and_why(
    page: Page,
    viewport: ViewportSize,
    action: Any,
    axe: Axe,
    fits: Callable[[], None],
    scheme: Any,
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(action.get_absolute_url())
    page.get_by_role("link", name="History").click()
    renamed = page.locator(".fp-timeline-item", has_text="The minister asked")
    expect(renamed).to_contain_text("Amina Diallo")
    expect(renamed.locator(".fp-diff ins")).to_contain_text("whole")
    expect(renamed.locator("ins").last).to_contain_text("Urgent")
    linked = page.locator(".fp-timeline-item").first
    expect(linked).to_contain_text("Link added")
    expect(linked).to_contain_text("Ratify the Convention")
    axe()
    fits()


def test_older_pages_by_keyboard_alone(page: Page, viewport: ViewportSize, action: Any) -> None:
    page.goto(action.get_absolute_url())
    press(page, page.get_by_role("link", name="History"))
    expect(page.locator(".fp-timeline")).to_contain_text("Call number 51")
    press(page, page.get_by_role("link", name="Older changes"))
    expect(page.locator(".fp-timeline")).to_contain_text("Call number 0")
    expect(page.locator(".fp-timeline-item").last).to_contain_text("Created")
    press(page, page.get_by_role("link", name="Newest changes"))
    expect(page.locator(".fp-timeline")).to_contain_text("The minister asked")
