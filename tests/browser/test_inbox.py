"""The inbox in a real browser: by mouse and by keyboard alone, wide and narrow."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from apps.accounts.models import User
from apps.actions.models import Action
from apps.reminders.models import ReminderState
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    ActionFactory,
    InstitutionFactory,
    NoticeFactory,
    ReminderFactory,
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


@pytest.fixture
def told(office: Any, amina: User) -> list[Action]:
    """Three deadlines, one of them overdue, and two notices; the newest is listed first."""
    today = timezone.now().date()
    made = []
    for number, (days, title) in enumerate(
        [
            (-3, "Send the overdue report on the ratification of the Convention to cabinet"),
            (1, "Answer the questionnaire"),
            (7, "Prepare the annual meeting"),
        ]
    ):
        due = today + dt.timedelta(days=days)
        action: Any = ActionFactory(office=office, title=title, assignee=amina, due_on=due)
        ReminderFactory(
            action=action,
            recipient=amina,
            due_on=due,
            offset_days=-days,
            state=ReminderState.SENT,
            scheduled_for=timezone.now() - dt.timedelta(hours=number + 1),
        )
        made.append(action)
    for title, kind in (("Table the bill", "action.assigned"), ("Call Geneva", "action.commented")):
        action = ActionFactory(office=office, title=title)
        NoticeFactory(action=action, recipient=amina, kind=kind, parameters={"who": "Kofi Example"})
        made.append(action)
    return made


def row(page: Page, title: str) -> Any:
    return page.locator(".inbox-item", has_text=title)


def at_row(page: Page, title: str) -> None:
    """The keyboard stands on the row of that title."""
    expect(page.get_by_role("link", name=title)).to_be_focused()


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("query", ["", "?box=done"])
    def test_it_is_accessible_and_fits(
        self,
        page: Page,
        viewport: ViewportSize,
        told: list[Action],
        axe: Axe,
        fits: Callable[[], None],
        scheme: Any,
        query: str,
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(f"/reminders/{query}")
        axe()
        fits()


class TestAccountPages:
    @pytest.mark.parametrize("path", ["mail", "calendar", "calendar/new"])
    def test_they_are_accessible_and_fit(
        self,
        page: Page,
        viewport: ViewportSize,
        amina: User,
        axe: Axe,
        fits: Callable[[], None],
        path: str,
    ) -> None:
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"/profile/{path}/")
        axe()
        fits()

    def test_mail_is_chosen_by_mouse(self, page: Page, viewport: ViewportSize, amina: User) -> None:
        page.goto("/profile/mail/")
        group = page.get_by_role("group", name="Somebody mentions me")
        group.get_by_label("On Mondays").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Your choice is saved.")).to_be_visible()
        expect(group.get_by_label("On Mondays")).to_be_checked()

    def test_mail_is_chosen_by_keyboard(
        self, page: Page, viewport: ViewportSize, amina: User
    ) -> None:
        page.goto("/profile/mail/")
        group = page.get_by_role("group", name="Action due")
        group.get_by_label("Each morning").focus()
        page.keyboard.press("ArrowDown")
        expect(group.get_by_label("On Mondays")).to_be_checked()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Your choice is saved.")).to_be_visible()
        expect(group.get_by_label("On Mondays")).to_be_checked()


class TestByMouse:
    def test_each_mark_does_what_it_says(
        self, page: Page, viewport: ViewportSize, told: list[Action]
    ) -> None:
        page.goto("/reminders/")
        expect(page.locator(".inbox-item")).to_have_count(5)
        row(page, "Answer the questionnaire").get_by_role("button", name="Done").click()
        expect(page.get_by_text("Finished.")).to_be_visible()
        expect(row(page, "Answer the questionnaire")).to_have_count(0)

        row(page, "Prepare the annual").get_by_role("button", name="Snooze").click()
        page.get_by_role("button", name="Tomorrow").click()
        expect(page.get_by_text("Snoozed.")).to_be_visible()
        expect(row(page, "Prepare the annual")).to_have_count(0)

        row(page, "overdue report").get_by_role("button", name="Mark as read").click()
        expect(row(page, "overdue report")).not_to_have_class(re.compile("inbox-unread"))

        row(page, "Table the bill").get_by_role("button", name="Put away").click()
        expect(page.locator(".inbox-item")).to_have_count(2)

        page.get_by_role("link", name="Snoozed").click()
        row(page, "Prepare the annual").get_by_role("button", name="Bring back").click()
        expect(page.get_by_text("Nothing is snoozed")).to_be_visible()
        with acting(SYSTEM):
            assert Action.objects.get(title="Answer the questionnaire").status == "done"

    def test_to_open_an_item_is_to_read_it(self, page: Page, told: list[Action]) -> None:
        page.goto("/reminders/")
        expect(page.locator(".inbox-bell-count")).to_have_text("5")
        page.get_by_role("link", name="Table the bill").click()
        expect(page).to_have_url(re.compile("/actions/"))
        expect(page.locator(".inbox-bell-count")).to_have_text("4")

    def test_the_filters_are_in_the_address(self, page: Page, told: list[Action]) -> None:
        page.goto("/reminders/")
        page.get_by_label("Kind").select_option("deadlines")
        expect(page).to_have_url(re.compile("kind=deadlines"))
        expect(page.locator(".inbox-item")).to_have_count(3)
        page.get_by_label("Unread only").check()
        expect(page).to_have_url(re.compile("unread=1"))


class TestByKeyboard:
    def test_the_list_is_worked_through_without_a_mouse(
        self, page: Page, viewport: ViewportSize, told: list[Action]
    ) -> None:
        page.goto("/reminders/")
        page.keyboard.press("j")
        at_row(page, "Call Geneva")
        page.keyboard.press("e")  # put away
        expect(page.locator(".inbox-item")).to_have_count(4)
        at_row(page, "Table the bill")
        page.keyboard.press("u")
        expect(row(page, "Table the bill")).not_to_have_class(re.compile("inbox-unread"))
        page.keyboard.press("u")
        expect(row(page, "Table the bill")).to_have_class(re.compile("inbox-unread"))
        # The row is a new one; the focus comes back to it.
        at_row(page, "Table the bill")

        page.keyboard.press("j")
        at_row(page, "overdue report")
        page.keyboard.press("s")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
        page.keyboard.press("Enter")
        expect(row(page, "overdue report")).to_have_count(0)
        at_row(page, "Answer the questionnaire")

        page.keyboard.press("e")  # done
        expect(row(page, "Answer the questionnaire")).to_have_count(0)
        page.keyboard.press("a")  # acknowledge
        expect(row(page, "Prepare the annual")).to_have_count(0)
        expect(page.locator(".inbox-item")).to_have_count(1)
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/actions/"))

    def test_the_next_key_may_come_as_soon_as_the_row_is_there(
        self, page: Page, told: list[Action]
    ) -> None:
        page.goto("/reminders/")
        page.evaluate(
            """() => document.addEventListener("htmx:afterSwap", () => setTimeout(() =>
                document.dispatchEvent(new KeyboardEvent("keydown", {key: "e"}))), {once: true})"""
        )
        page.keyboard.press("j")
        at_row(page, "Call Geneva")
        page.keyboard.press("e")
        expect(page.locator(".inbox-item")).to_have_count(3)
        # In place: a whole new page would have lost the focus.
        at_row(page, "overdue report")

    def test_g_i_opens_it_from_anywhere(self, page: Page, told: list[Action]) -> None:
        page.goto("/profile/")
        page.keyboard.press("g")
        page.keyboard.press("i")
        expect(page).to_have_url(re.compile("/reminders/$"))


class TestCounter:
    def test_it_stops_in_a_hidden_tab_and_asks_again_when_seen(
        self, page: Page, told: list[Action]
    ) -> None:
        page.clock.install()
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url) if "/unread/" in r.url else None)
        page.goto("/profile/")
        expect(page.locator(".inbox-bell-count")).to_have_text("5")
        page.clock.run_for(61_000)
        page.wait_for_timeout(200)
        assert len(asked) == 2
        hide(page, True)
        page.clock.run_for(600_000)
        assert len(asked) == 2
        hide(page, False)
        page.wait_for_timeout(200)
        assert len(asked) == 3

    def test_a_session_that_ended_is_no_cause_for_noise(
        self, page: Page, context: BrowserContext, told: list[Action]
    ) -> None:
        page.clock.install()
        page.goto("/profile/")
        context.clear_cookies()
        page.clock.run_for(61_000)
        page.wait_for_timeout(200)
        expect(page.locator(".fp-toasts > *")).to_have_count(0)


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )
