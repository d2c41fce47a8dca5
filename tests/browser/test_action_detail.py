"""Working together on one action in a real browser, by mouse and by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, ViewportSize, expect

from apps.accounts.models import User
from apps.actions.collaboration import ActionComment, ActionDependency, ChecklistItem
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    ActionCommentFactory,
    ActionDependencyFactory,
    ActionFactory,
    ActionUpdateFactory,
    ActionWatcherFactory,
    ChecklistItemFactory,
    InstitutionFactory,
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
def badu(office: Any) -> User:
    ministry = InstitutionFactory(country=office.country, name="Ministry of Justice")
    user: User = person(Role.MINISTRY_OFFICER, ministry, name="Badu Osei", email="badu@example.org")
    return user


@pytest.fixture
def action(office: Any, amina: User, badu: User) -> Any:
    """An action that people work on together."""
    action = ActionFactory(office=office, title="Send the Rome Statute bill to the cabinet")
    ActionUpdateFactory(action=action, author=amina, text="The minister's office replied.")
    for place, text in enumerate(["Ask the drafting unit", "Translate the bill", "Call"], 1):
        ChecklistItemFactory(action=action, text=text, position=place)
    treasury = ActionFactory(office=office, title="Treasury agrees to the costs")
    ActionDependencyFactory(action=action, blocked_by=treasury)
    ActionDependencyFactory(action=ActionFactory(office=office), blocked_by=action)
    ActionCommentFactory(action=action, author=amina, text="Who calls the treasury?")
    ActionWatcherFactory(action=action, user=badu)
    return action


def all_of(model: Any) -> list[Any]:
    with acting(SYSTEM):
        return list(model.objects.all())


def settled(page: Page) -> None:
    """What was swapped in reacts some milliseconds later; no person is so fast."""
    expect(page.locator(".htmx-added, .htmx-swapping, .htmx-settling")).to_have_count(0)


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("query", ["", "?talk=comments"])
    def test_it_is_accessible_and_fits(
        self,
        page: Page,
        viewport: ViewportSize,
        action: Any,
        axe: Axe,
        fits: Callable[[], None],
        scheme: Any,
        query: str,
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(action.get_absolute_url() + query)
        expect(page.locator(".actions-standing")).to_contain_text("blocked by")
        assert page.evaluate("window.scrollY") == 0
        axe()
        fits()


class TestComments:
    def test_a_colleague_is_called_by_keyboard_alone(
        self, page: Page, viewport: ViewportSize, action: Any, axe: Axe
    ) -> None:
        page.goto(action.get_absolute_url())
        page.keyboard.press("c")
        box = page.get_by_label("Say something to colleagues")
        expect(box).to_be_visible()
        box.focus()
        page.keyboard.type("Please look, @ba")
        choice = page.get_by_role("option", name=re.compile("Badu Osei"))
        expect(choice).to_have_attribute("aria-selected", "true")
        expect(choice).to_contain_text("Ministry of Justice")
        expect(page.locator("#announcer")).to_contain_text("1 suggestions")
        axe()
        page.keyboard.press("Enter")
        expect(box).to_have_value("Please look, @Badu Osei ")
        page.keyboard.type("today")
        page.keyboard.press("Control+Enter")
        first = page.locator("#comments li.fp-timeline-item").first
        expect(first.locator(".actions-mention")).to_have_text("@Badu Osei")
        expect(page.locator("#talk-comments")).to_contain_text("2")
        axe()

    def test_a_colleague_is_chosen_by_mouse_and_arrows(self, page: Page, action: Any) -> None:
        page.goto(action.get_absolute_url() + "?talk=comments")
        box = page.get_by_label("Say something to colleagues")
        box.press_sequentially("@")
        expect(page.locator(".fp-choices > li")).to_have_count(2)
        page.keyboard.press("ArrowDown")
        expect(page.locator(".fp-choices > li").nth(1)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Escape")
        expect(page.locator(".fp-choices > li")).to_have_count(0)
        box.press_sequentially("b")
        page.get_by_role("option", name=re.compile("Badu Osei")).click()
        expect(box).to_have_value("@Badu Osei ")

    def test_the_choice_stays_while_another_part_of_the_page_loads(
        self, page: Page, action: Any
    ) -> None:
        held: list[Route] = []
        page.route("**/evidence/of/**", lambda route: held.append(route))
        page.goto(action.get_absolute_url() + "?talk=comments")
        page.get_by_label("Say something to colleagues").press_sequentially("@")
        expect(page.locator(".fp-choices > li")).to_have_count(2)
        with page.expect_response("**/evidence/of/**"):
            held[0].continue_()
        expect(page.get_by_role("heading", name="Evidence")).to_be_visible()
        expect(page.locator(".fp-choices > li")).to_have_count(2)

    def test_an_unknown_name_is_explained_and_the_text_stays(
        self, page: Page, action: Any, axe: Axe
    ) -> None:
        page.goto(action.get_absolute_url() + "?talk=comments")
        box = page.get_by_label("Say something to colleagues")
        box.fill("@nobody please")
        page.get_by_role("button", name="Comment", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Nobody in this State")
        expect(box).to_have_value("@nobody please")
        expect(box).to_be_focused()
        axe()

    def test_ones_own_is_corrected_in_place(
        self, page: Page, viewport: ViewportSize, action: Any
    ) -> None:
        page.goto(action.get_absolute_url() + "?talk=comments")
        page.get_by_role("link", name=re.compile("^Edit.*Who calls")).click()
        box = page.get_by_label("Your comment")
        expect(box).to_be_focused()
        box.fill("Who writes to the treasury?")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#comments ol")).to_contain_text("Who writes to the treasury?")
        expect(page.locator("#comments ol")).to_contain_text("edited")
        assert all_of(ActionComment)[0].text == "Who writes to the treasury?"


class TestChecklist:
    def test_it_is_kept_by_keyboard_alone(
        self, page: Page, viewport: ViewportSize, action: Any, axe: Axe
    ) -> None:
        page.goto(action.get_absolute_url())
        item = page.get_by_role("checkbox", name="Translate the bill")
        item.focus()
        page.keyboard.press("Space")
        expect(item).to_be_checked()
        expect(item).to_be_focused()
        expect(page.locator("#checklist")).to_contain_text("1 of 3")
        settled(page)
        page.keyboard.press("Alt+ArrowUp")
        expect(page.locator("#checklist li").first).to_contain_text("Translate the bill")
        expect(item).to_be_focused()
        expect(page.locator("#announcer")).to_contain_text("is now number 1")
        new = page.get_by_label("New item")
        new.focus()
        page.keyboard.type("Print it")
        page.keyboard.press("Enter")
        expect(page.locator("#checklist li")).to_have_count(4)
        expect(new).to_be_focused()
        expect(new).to_have_value("")
        axe()
        texts = [row.text for row in all_of(ChecklistItem)]
        assert texts == ["Translate the bill", "Ask the drafting unit", "Call", "Print it"]

    def test_it_is_kept_by_mouse(self, page: Page, viewport: ViewportSize, action: Any) -> None:
        page.goto(action.get_absolute_url())
        page.get_by_role("checkbox", name="Call").click()
        expect(page.get_by_role("checkbox", name="Call")).to_be_checked()
        settled(page)
        page.get_by_role("button", name="Move up: Call").click()
        expect(page.locator("#checklist li").nth(1)).to_contain_text("Call")
        settled(page)
        page.get_by_role("button", name="Remove Call").click()
        expect(page.locator("#checklist li")).to_have_count(2)
        expect(page.get_by_label("New item")).to_be_focused()


class TestBlockers:
    def test_one_is_found_by_its_title(
        self, page: Page, viewport: ViewportSize, action: Any, office: Any, axe: Axe
    ) -> None:
        ActionFactory(office=office, title="Parliament opens")
        page.goto(action.get_absolute_url())
        box = page.get_by_label("Add an action that must be finished before")
        box.press_sequentially("parl")
        # What fits all four letters is the only choice, and the last answer to come.
        choice = page.locator(".fp-choices > li")
        expect(choice).to_have_count(1)
        expect(choice).to_contain_text("Parliament opens")
        page.keyboard.press("ArrowDown")
        expect(choice).to_have_attribute("aria-selected", "true")
        axe()
        page.keyboard.press("Enter")
        expect(box).to_have_value(re.compile("Parliament opens"))
        page.keyboard.press("Enter")
        expect(page.locator("#ties")).to_contain_text("Parliament opens")
        assert len(all_of(ActionDependency)) == 3

    def test_finishing_says_what_is_left_open(self, page: Page, action: Any) -> None:
        page.goto(action.get_absolute_url())
        page.keyboard.press("d")
        expect(page.locator("#messages")).to_contain_text("3 checklist items are still open.")
        expect(page.locator(".actions-standing .fp-badge").first).to_contain_text("Done")


class TestWatching:
    def test_the_key_w_goes_on_and_off(self, page: Page, action: Any) -> None:
        page.goto(action.get_absolute_url())
        page.keyboard.press("w")
        expect(page.locator("#watch-button")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#watch")).to_contain_text("Amina Diallo")
        settled(page)
        page.keyboard.press("w")
        expect(page.locator("#watch-button")).to_have_attribute("aria-pressed", "false")
