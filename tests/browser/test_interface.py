"""The interface in a real browser: keys, themes, lists, forms that lose nothing."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, Route, ViewportSize, expect

from apps.accounts.models import User
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.ui.urls")]


@pytest.fixture
def user(sign_in: SignIn) -> User:
    user = person(Role.SECRETARIAT, is_staff=True)
    sign_in(user)
    return user


def theme(page: Page) -> str:
    value: str = page.evaluate("document.documentElement.dataset.bsTheme")
    return value


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent.trim()")
    return text


def questions(page: Page) -> list[str]:
    """The kinds of the browser's own dialogs, each answered with yes."""
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    return asked


class TestGallery:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_every_component_is_accessible_and_fits(
        self,
        page: Page,
        viewport: ViewportSize,
        user: User,
        axe: Axe,
        fits: Callable[[], None],
        scheme: Literal["light", "dark"],
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto("/gallery/")
        expect(page.locator(".fp-chart-canvas svg")).to_be_visible()
        axe()
        fits()

    def test_it_mirrors_for_arabic(self, page: Page, user: User, fits: Callable[[], None]) -> None:
        page.goto("/gallery/")
        page.locator(".fp-user").click()
        page.get_by_label("Language").select_option("ar")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        sidebar = page.locator("#sidebar").bounding_box()
        assert sidebar is not None
        assert sidebar["x"] > 640
        fits()


class TestTheme:
    def test_it_follows_the_system_until_somebody_chooses(self, page: Page, user: User) -> None:
        page.emulate_media(color_scheme="dark")
        page.goto("/sample/")
        assert theme(page) == "dark"
        page.locator(".fp-user").click()
        page.locator("[data-theme-choice=light]").click()
        assert theme(page) == "light"
        page.reload()
        assert theme(page) == "light"


class TestKeyboard:
    def test_the_first_stop_skips_to_the_content(self, page: Page, user: User) -> None:
        page.goto("/sample/")
        page.keyboard.press("Tab")
        assert focused(page) == "Skip to content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"

    def test_rows_are_walked_with_j_and_k(self, page: Page, user: User) -> None:
        page.goto("/sample/")
        for key, reference in (("j", "0001"), ("j", "0002"), ("k", "0001"), ("k", "0001")):
            page.keyboard.press(key)
            assert focused(page) == f"XAA-2026-{reference}"

    def test_the_slash_goes_to_the_search_and_keys_stay_text_there(
        self, page: Page, user: User
    ) -> None:
        page.goto("/sample/")
        page.keyboard.press("/")
        page.keyboard.type("jjk?")
        assert page.locator("input[name=q]").input_value() == "jjk?"

    def test_help_lists_the_keys_and_can_switch_them_off(self, page: Page, user: User) -> None:
        page.goto("/sample/")
        page.keyboard.press("?")
        dialog = page.locator("#keyboard-help")
        expect(dialog).to_be_visible()
        dialog.get_by_role("switch").uncheck()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        page.reload()
        page.keyboard.press("?")
        page.wait_for_timeout(300)
        expect(dialog).to_be_hidden()

    def test_a_matrix_is_walked_with_arrows_and_read_out(self, page: Page, user: User) -> None:
        page.goto("/gallery/")
        page.locator("[data-matrix] td").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-matrix-reading]")).to_have_text("Belmara · Step (b) · Overdue")
        page.keyboard.press("Home")
        assert focused(page) == "Belmara"


class TestList:
    def test_filters_apply_at_once_and_live_in_the_address(self, page: Page, user: User) -> None:
        page.goto("/sample/")
        page.locator("input[name=q]").fill("letter")
        expect(page.locator("tbody tr")).to_have_count(2)
        assert page.url.endswith("/sample/?q=letter")
        expect(page.locator(".fp-chip")).to_contain_text("letter")
        expect(page.locator("#announcer")).to_have_text("2 records")

    def test_choices_are_counted_on_their_button(self, page: Page, user: User) -> None:
        page.goto("/sample/")
        page.get_by_role("button", name="Status").click()
        page.get_by_label("In progress").check()
        expect(page.locator("[data-options-count]")).to_have_text("1 chosen")
        expect(page).to_have_url(re.compile(r"status=in_progress"))

    def test_a_chip_takes_its_filter_off(self, page: Page, user: User) -> None:
        page.goto("/sample/?q=letter")
        page.locator(".fp-chip").first.click()
        expect(page.locator("tbody tr")).to_have_count(5)

    def test_a_phone_shows_rows_as_cards_and_the_menu_on_demand(
        self, page: Page, user: User, fits: Callable[[], None], axe: Axe
    ) -> None:
        page.set_viewport_size({"width": 360, "height": 740})
        page.goto("/sample/")
        fits()
        axe()
        expect(page.locator("#sidebar")).not_to_be_in_viewport()
        page.get_by_role("button", name="Menu", exact=True).click()
        expect(page.locator("#sidebar")).to_be_in_viewport()


class TestQuickAdd:
    def test_saving_empties_the_line_for_the_next_one(self, page: Page, user: User) -> None:
        page.goto("/sample/add/")
        page.get_by_label("Title").fill("Answer the letter")
        page.get_by_label("Due").fill("in 2 weeks")
        page.keyboard.press("Enter")
        expect(page.locator(".fp-toast")).to_contain_text("Saved: XAA-2026-0009")
        expect(page.get_by_label("Title")).to_have_value("")
        expect(page.get_by_label("Title")).to_be_focused()

    def test_the_key_opens_the_dialog_with_the_cursor_in_the_title(
        self, page: Page, user: User, axe: Axe
    ) -> None:
        page.goto("/sample/dialog/")
        page.keyboard.press("n")
        title = page.locator("#quick-add").get_by_label("Title")
        expect(title).to_be_focused()
        axe()
        page.keyboard.type("Answer the letter")
        page.locator("#quick-add").get_by_label("Due").fill("in 2 weeks")
        page.keyboard.press("Enter")
        expect(page.locator(".fp-toast")).to_contain_text("Saved")
        expect(title).to_have_value("")
        page.keyboard.press("Escape")
        expect(page.locator("#quick-add")).to_be_hidden()

    def test_problems_keep_what_was_typed(self, page: Page, user: User) -> None:
        page.goto("/sample/add/")
        page.get_by_label("Due").fill("in 2 weeks")
        page.locator("button[type=submit]", has_text="Add").click()
        expect(page.get_by_role("alert")).to_contain_text("This field is required.")
        expect(page.get_by_label("Due")).to_have_value("in 2 weeks")

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (lambda route: route.abort(), "cannot be reached"),
            (lambda route: route.fulfill(status=500, body="no"), "went wrong"),
            (lambda route: route.fulfill(status=429, body="no"), "Too many"),
            (lambda route: route.fulfill(status=401, body="no"), "session has ended"),
        ],
    )
    def test_a_failure_is_said_and_keeps_what_was_typed(
        self, page: Page, user: User, answer: Callable[[Route], None], words: str
    ) -> None:
        page.goto("/sample/add/")
        page.get_by_label("Title").fill("Answer the letter")
        page.get_by_label("Due").fill("in 2 weeks")
        page.route("**/sample/add/", answer)
        page.keyboard.press("Enter")
        expect(page.locator(".fp-toast")).to_contain_text(words)
        expect(page.get_by_label("Title")).to_have_value("Answer the letter")

    def test_the_sign_in_page_is_never_put_into_another(
        self, page: Page, context: BrowserContext, user: User
    ) -> None:
        page.goto("/sample/add/")
        page.get_by_label("Title").fill("Answer the letter")
        context.clear_cookies(name="sessionid")
        page.keyboard.press("Enter")
        expect(page.locator(".fp-toast")).to_contain_text("session has ended")
        expect(page.locator("input[type=password]")).to_have_count(0)
        expect(page.get_by_label("Title")).to_have_value("Answer the letter")


class TestForm:
    def test_problems_take_the_focus_and_lead_to_their_fields(self, page: Page, user: User) -> None:
        page.goto("/sample/form/")
        page.get_by_role("button", name="Save").click()
        problems = page.locator(".fp-problems")
        expect(problems).to_be_focused()
        problems.get_by_role("link", name="Title").click()
        expect(page.locator("#id_title")).to_be_focused()

    def test_leaving_with_unsaved_changes_asks_first(self, page: Page, user: User) -> None:
        page.goto("/sample/form/")
        page.get_by_label("Title").fill("Half a sentence")
        asked = questions(page)
        page.locator(".fp-brand-link").click()
        page.wait_for_url(lambda url: "/sample/form/" not in url)
        assert asked == ["beforeunload"]

    def test_cancel_asks_nothing(self, page: Page, user: User) -> None:
        page.goto("/sample/form/")
        page.get_by_label("Title").fill("Half a sentence")
        asked = questions(page)
        page.get_by_role("link", name="Cancel").click()
        page.wait_for_url("**/sample/")
        assert asked == []

    def test_a_session_that_ended_loses_no_text(
        self, page: Page, context: BrowserContext, user: User, sign_in: SignIn
    ) -> None:
        page.goto("/sample/form/")
        page.get_by_label("Title").fill("A long sentence")
        page.locator("#id_steps_2").check()
        context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/accounts/login/**")
        sign_in(user)
        page.goto("/sample/form/")
        expect(page.get_by_label("Title")).to_have_value("A long sentence")
        expect(page.locator("#id_steps_2")).to_be_checked()
        expect(page.locator(".fp-toast")).to_contain_text("not saved yet")

    def test_nobody_else_is_given_the_text(
        self, page: Page, context: BrowserContext, user: User, sign_in: SignIn
    ) -> None:
        page.goto("/sample/form/")
        page.get_by_label("Title").fill("A long sentence")
        context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/accounts/login/**")
        sign_in(person(Role.SECRETARIAT))
        page.goto("/sample/form/")
        expect(page.get_by_label("Title")).to_have_value("")

    def test_either_version_can_be_taken_and_given_back(self, page: Page, user: User) -> None:
        page.goto("/sample/conflict/")
        narrative = page.locator("textarea[name=narrative]")
        take = page.locator("[data-take=narrative]")
        take.click()
        expect(narrative).to_have_value("Theirs, saved a minute ago")
        take.click()
        expect(narrative).to_have_value("Mine")
        page.locator("[data-take=status]").click()
        expect(page.locator("select[name=status]")).to_have_value("done")
