"""Templates in a real browser: seen, altered and started by keyboard alone, and by mouse."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.actions.models import Action
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import ActionFactory, InstitutionFactory, ItemFactory, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(name="Office of the Focal Point")


@pytest.fixture
def amina(office: Any, sign_in: SignIn) -> User:
    user: User = person(Role.OFFICIAL, office, name="Amina Diallo", email="amina@example.org")
    sign_in(user)
    return user


def made() -> list[Action]:
    with acting(SYSTEM):
        return list(Action.objects.select_related("assignee").order_by("reference"))


class TestTemplates:
    def test_one_is_started_by_keyboard_alone(
        self,
        page: Page,
        viewport: ViewportSize,
        amina: User,
        axe: Axe,
        fits: Callable[[], None],
    ) -> None:
        ItemFactory(code="R2013-E", label="(e)", title="Take part in peer review")
        page.goto("/actions/templates/")
        axe()
        fits()
        page.get_by_role("link", name="Universal Periodic Review, one cycle").focus()
        page.keyboard.press("Enter")
        anchor = page.get_by_label("First day of the session of the Working Group")
        expect(page.locator("main")).to_contain_text("Which day?")
        anchor.fill("2031-05-05")
        anchor.press("Enter")
        due = page.get_by_label("Due: Send in the national report")
        expect(due).to_have_value("2031-01-20")
        axe()
        fits()
        due.fill("2031-01-15")
        page.get_by_label("Assignee: Send in the national report").select_option("Amina Diallo")
        midterm = page.get_by_label("Make “Publish the mid-term update”")
        midterm.focus()
        page.keyboard.press("Space")
        page.get_by_role("button", name="Make the chosen actions").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#messages")).to_contain_text("10 actions are logged")
        report = next(action for action in made() if action.title == "Send in the national report")
        assert (f"{report.due_on}", str(report.assignee)) == ("2031-01-15", "Amina Diallo")

    def test_actions_are_kept_and_edited_by_mouse(
        self,
        page: Page,
        viewport: ViewportSize,
        office: Any,
        amina: User,
        axe: Axe,
        fits: Callable[[], None],
    ) -> None:
        ActionFactory(office=office, title="Write the speech", due_on="2030-04-30")
        page.goto("/actions/templates/keep/")
        page.get_by_label("Name of the template").fill("Commemoration")
        page.get_by_label("Anchor").fill("Day of the commemoration")
        page.get_by_label("When was that day?").fill("2030-05-07")
        page.get_by_label("Write the speech").check()
        axe()
        fits()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("h1")).to_contain_text("Commemoration")
        expect(page.locator("main")).to_contain_text("7 days before")
        page.get_by_role("link", name="Edit", exact=True).click()
        page.get_by_label("From the anchor: Write the speech").fill("-3")
        page.get_by_label("Unit: Write the speech").select_option("weeks")
        axe()
        fits()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("main")).to_contain_text("3 weeks before")
