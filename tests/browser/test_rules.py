"""The rules of reminders in a real browser: what is typed shows its mails before it is saved."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.reminders.models import ReminderRules
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import ActionFactory, InstitutionFactory, person

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/reminders/rules/"


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(name="Office of the Focal Point")


@pytest.fixture
def focal_point(office: Any, sign_in: SignIn) -> User:
    user: User = person(Role.FOCAL_POINT, office, name="Kofi Mensah", email="kofi@example.org")
    person(Role.DEPUTY, office, name="Esi Owusu", email="esi@example.org")
    sign_in(user)
    return user


@pytest.fixture
def work(office: Any, focal_point: User) -> Any:
    today = office.country.local_date(timezone.now())
    amina = person(Role.OFFICIAL, office, name="Amina Diallo", email="amina@example.org")
    for days in (-2, 3, 9, 9, 25, 40):
        ActionFactory(
            office=office,
            title=f"Prepare the report that is due in {days} days",
            assignee=amina,
            due_on=today + dt.timedelta(days=days),
        )
    return amina


def stored(office: Any) -> ReminderRules:
    with acting(SYSTEM):
        return ReminderRules.objects.get(country=office.country)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(
    page: Page, viewport: ViewportSize, work: Any, axe: Axe, fits: Callable[[], None], scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(PAGE)
    expect(page.get_by_role("heading", name="Calendar of mails")).to_be_visible()
    axe()
    fits()


def test_what_is_typed_shows_its_mails_and_is_saved(
    page: Page, viewport: ViewportSize, work: Any, office: Any
) -> None:
    page.goto(PAGE)
    group = page.get_by_role("group", name="Action due")
    group.get_by_label("Days before").fill("21, 2")
    example = page.locator("#example")
    expect(example.get_by_text("21 days before")).to_be_visible()
    expect(example.get_by_text("30 days before")).to_have_count(0)
    page.get_by_label("Deputy, after days overdue").fill("2")
    expect(example.get_by_text("Deputy is told after 2 days")).to_be_visible()
    page.get_by_label("Reason").fill("Agreed in the office")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("What waits follows the new rules")).to_be_visible()
    assert stored(office).kinds["action.due"]["before"] == [21, 2]


def test_by_keyboard_alone_a_mistake_is_told_and_put_right(
    page: Page, work: Any, office: Any
) -> None:
    page.goto(PAGE)
    after = page.get_by_role("group", name="Action due").get_by_label("Days overdue")
    after.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("20")
    wrong = page.locator("#rules-preview").get_by_text("told within a week")
    expect(wrong).to_be_visible()
    page.keyboard.press("Enter")
    problems = page.locator(".fp-problems")
    expect(problems).to_be_visible()
    expect(after).to_have_value("20")
    after.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("2, 6")
    expect(page.locator("#example").get_by_text("2 days overdue")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("What waits follows the new rules")).to_be_visible()
    assert stored(office).kinds["action.due"]["after"] == [2, 6]


def test_a_weekend_is_shaded_and_mails_move_with_it(page: Page, work: Any) -> None:
    page.goto(PAGE)
    calendar = page.locator(".rules-month").first
    fridays = calendar.locator("tbody tr td:nth-child(5)", has=page.locator(".rules-number"))
    expect(fridays.first).not_to_have_class("rules-off")
    page.get_by_label("Friday").check()
    page.get_by_label("Sunday").uncheck()
    expect(
        page.locator(".rules-month").nth(1).locator("tbody td:nth-child(5).rules-off").first
    ).to_be_visible()


def test_the_next_step_is_on_the_page_of_the_action(
    page: Page, viewport: ViewportSize, work: Any, axe: Axe, fits: Callable[[], None]
) -> None:
    page.goto("/actions/")
    page.get_by_role("link", name="Prepare the report that is due in 3 days").first.click()
    card = page.locator("#escalation")
    expect(card.get_by_text("Deputy (Esi Owusu) is told")).to_be_visible()
    expect(card.get_by_text("Focal point (Kofi Mensah) is told")).to_be_visible()
    axe()
    fits()
