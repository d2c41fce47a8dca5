"""The list, the board, the calendar and the timeline in a real browser, by mouse and by keys."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, ViewportSize, expect

from apps.accounts.models import User
from apps.actions.models import Action, Status
from apps.actions.view_models import SavedView
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    ActionDependencyFactory,
    ActionFactory,
    InstitutionFactory,
    SavedViewFactory,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)
Fits = Callable[[], None]


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(name="Office of the Focal Point")


@pytest.fixture
def amina(office: Any, sign_in: SignIn) -> User:
    user: User = person(Role.OFFICIAL, office, name="Amina Diallo", email="amina@example.org")
    sign_in(user)
    return user


@pytest.fixture
def work(office: Any, amina: User) -> list[Any]:
    """Open actions due around the middle of the month, one in review, one undated, one blocked."""
    middle = office.country.local_date(timezone.now()).replace(day=15)
    made = [
        ActionFactory(
            office=office,
            title=f"Prepare the hearing no. {n}",
            assignee=amina,
            due_on=middle + dt.timedelta(days=n),
            start_on=middle - dt.timedelta(days=20 - n),
        )
        for n in range(3)
    ]
    made.append(ActionFactory(office=office, title="Handed in", status="in_review", due_on=middle))
    made.append(ActionFactory(office=office, title="Undated"))
    ActionDependencyFactory(action=made[2], blocked_by=made[0])
    return made


def stored(action: Any) -> Any:
    with acting(SYSTEM):
        return Action.objects.get(pk=action.pk)


def column(page: Page, status: str) -> Locator:
    return page.locator(f"[data-drop={status}]")


def drag(page: Page, what: Locator, to: Locator) -> None:
    what.scroll_into_view_if_needed()
    start, end = what.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] - 4)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20, steps=8)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 24)
    page.mouse.up()


def to_card(page: Page, action: Any) -> None:
    """Walk to a card or a chip by the key j alone."""
    for _ in range(20):
        page.keyboard.press("j")
        focused = page.evaluate("document.activeElement.getAttribute('href')")
        if focused == action.get_absolute_url():
            return
    pytest.fail(f"j does not reach {action}")


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize(
        "place", ["", "board/", "calendar/", "timeline/?span=12", "views/", "bulk/", "views/new/"]
    )
    def test_every_view_is_accessible_and_fits(
        self,
        page: Page,
        viewport: ViewportSize,
        work: Any,
        axe: Axe,
        fits: Fits,
        scheme: Any,
        place: str,
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto(f"/actions/{place}")
        expect(page.locator("h1")).to_be_visible()
        axe()
        fits()

    @pytest.mark.parametrize("place", ["board/", "calendar/", "timeline/"])
    def test_it_mirrors_for_arabic(
        self, page: Page, work: Any, amina: User, fits: Fits, place: str
    ) -> None:
        with acting(SYSTEM, reason="test"):
            User.objects.filter(pk=amina.pk).update(language="ar")
        page.goto(f"/actions/{place}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        fits()


class TestSwitch:
    def test_the_filters_go_along(self, page: Page, viewport: ViewportSize, work: Any) -> None:
        page.goto("/actions/?q=hearing")
        for name in ("Board", "Calendar", "Timeline", "List"):
            page.locator(".actions-shapes").get_by_role("link", name=name).click()
            expect(page).to_have_url(re.compile(r"q=hearing"))
            expect(page.locator(".actions-shapes [aria-current]")).to_contain_text(name)
            expect(page.locator("#results [data-announce]")).to_have_text("3 actions")

    def test_a_filter_renews_the_board_in_place(self, page: Page, work: Any) -> None:
        page.goto("/actions/board/")
        expect(page.locator(".actions-card")).to_have_count(5)
        page.keyboard.press("/")
        page.keyboard.type("hearing")
        expect(page.locator(".actions-card")).to_have_count(3)
        expect(page).to_have_url(re.compile("/actions/board/.*q=hearing"))
        expect(page.locator(".actions-shapes a").first).to_have_attribute(
            "href", re.compile("q=hearing")
        )


class TestBoard:
    def test_a_card_is_dragged_to_another_column(self, page: Page, work: Any) -> None:
        page.goto("/actions/board/")
        drag(page, page.locator(f"#card-{work[0].reference}"), column(page, "in_progress"))
        expect(column(page, "in_progress").locator(".actions-card")).to_have_count(1)
        expect(column(page, "in_progress").locator(".fp-count")).to_have_text("1")
        expect(page.locator(".fp-toast")).to_contain_text("In progress")
        expect(page).to_have_url(re.compile("/actions/board/$"))
        assert stored(work[0]).status == Status.IN_PROGRESS

    def test_a_card_leaves_the_filters_where_they_end(self, page: Page, work: Any) -> None:
        page.goto("/actions/board/")
        drag(page, page.locator(f"#card-{work[0].reference}"), column(page, "done"))
        expect(page.locator(".actions-card")).to_have_count(4)
        assert stored(work[0]).status == Status.DONE

    def test_where_it_cannot_go_is_said_at_the_card(self, page: Page, work: Any) -> None:
        page.goto("/actions/board/")
        card = page.locator(f"#card-{work[3].reference}")
        drag(page, card, column(page, "open"))
        expect(card).to_contain_text("It cannot go from here to Open")
        assert stored(work[3]).status == Status.IN_REVIEW

    def test_escape_lets_go(self, page: Page, work: Any) -> None:
        page.goto("/actions/board/")
        box = page.locator(f"#card-{work[0].reference}").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 4)
        page.mouse.down()
        page.mouse.move(box["x"] + 300, box["y"] + 30, steps=4)
        expect(page.locator(".actions-float")).to_be_visible()
        page.keyboard.press("Escape")
        page.mouse.up()
        expect(page.locator(".actions-float")).to_have_count(0)
        assert stored(work[0]).status == Status.OPEN

    def test_by_the_keyboard_alone(self, page: Page, viewport: ViewportSize, work: Any) -> None:
        page.goto("/actions/board/")
        said = page.locator("#announcer")
        to_card(page, work[0])
        page.keyboard.press("m")
        expect(said).to_contain_text("is taken")
        page.keyboard.press("ArrowRight")
        expect(said).to_contain_text("Over In progress")
        page.keyboard.press("Escape")
        expect(said).to_contain_text("stays where it was")
        page.keyboard.press("m")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(column(page, "in_progress").locator(".actions-card")).to_have_count(1)
        # The focus goes with the card.
        expect(page.locator(f"#card-{work[0].reference} a").first).to_be_focused()
        assert stored(work[0]).status == Status.IN_PROGRESS

    def test_by_the_menu_of_a_card(self, page: Page, viewport: ViewportSize, work: Any) -> None:
        page.goto("/actions/board/")
        page.get_by_role("button", name=f"Change the status of {work[0].reference}").click()
        page.locator(f"#card-{work[0].reference} [data-move-to=in_review]").click()
        expect(column(page, "in_review").locator(".actions-card")).to_have_count(2)
        assert stored(work[0]).status == Status.IN_REVIEW

    def test_a_stale_card_is_shown_anew(self, page: Page, work: Any) -> None:
        page.goto("/actions/board/")
        with acting(SYSTEM, reason="meanwhile"):
            Action.objects.filter(pk=work[0].pk).update(title="Theirs")
        drag(page, page.locator(f"#card-{work[0].reference}"), column(page, "in_progress"))
        expect(page.locator(".fp-toast")).to_contain_text("Somebody changed it meanwhile")
        expect(page.locator(f"#card-{work[0].reference}")).to_contain_text("Theirs")
        assert stored(work[0]).status == Status.OPEN

    def test_a_long_column_loads_more(self, page: Page, office: Any, amina: User) -> None:
        for n in range(45):
            ActionFactory(office=office, title=f"Action {n}")
        page.goto("/actions/board/")
        cards = column(page, "open").locator(".actions-card")
        expect(cards).to_have_count(20)
        page.get_by_role("button", name="Load more").click()
        expect(cards).to_have_count(40)
        # What was loaded stays when a card moves.
        drag(page, cards.nth(0), column(page, "in_progress"))
        expect(column(page, "in_progress").locator(".actions-card")).to_have_count(1)
        expect(cards).to_have_count(40)
        page.get_by_role("button", name="Load more").click()
        expect(cards).to_have_count(44)


class TestCalendar:
    def day(self, page: Page, day: dt.date) -> Locator:
        return page.locator(f"[data-drop='{day.isoformat()}']")

    def test_an_action_is_dragged_to_another_day(self, page: Page, work: Any) -> None:
        page.goto("/actions/calendar/")
        target = work[0].due_on - dt.timedelta(days=8)
        drag(page, page.locator(f"#chip-{work[0].reference}"), self.day(page, target))
        expect(self.day(page, target).locator(".actions-chip")).to_have_count(1)
        assert stored(work[0]).due_on == target

    def test_by_the_keyboard_alone(self, page: Page, work: Any) -> None:
        page.goto("/actions/calendar/")
        to_card(page, work[0])
        page.keyboard.press("m")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        target = work[0].due_on - dt.timedelta(days=6)
        expect(self.day(page, target).locator(".actions-chip")).to_have_count(1)
        assert stored(work[0]).due_on == target

    def test_not_to_a_day_before_it_starts(self, page: Page, office: Any, amina: User) -> None:
        day = office.country.local_date(timezone.now()).replace(day=20)
        action = ActionFactory(
            office=office, title="Late start", start_on=day - dt.timedelta(days=2), due_on=day
        )
        page.goto("/actions/calendar/")
        drag(
            page,
            page.locator(f"#chip-{action.reference}"),
            self.day(page, day - dt.timedelta(days=10)),
        )
        expect(page.locator(f"#chip-{action.reference}")).to_contain_text("before it starts")
        assert stored(action).due_on == day

    def test_the_months_turn_by_keys(self, page: Page, viewport: ViewportSize, work: Any) -> None:
        page.goto("/actions/calendar/?q=hearing")
        now = page.locator(".actions-period").inner_text()
        page.keyboard.press("f")
        expect(page.locator(".actions-period")).not_to_have_text(now)
        expect(page).to_have_url(re.compile("q=hearing"))
        page.keyboard.press("b")
        expect(page.locator(".actions-period")).to_have_text(now)
        page.keyboard.press("b")
        page.keyboard.press("t")
        expect(page.locator(".actions-period")).to_have_text(now)

    def test_what_has_no_date_is_a_click_away(
        self, page: Page, viewport: ViewportSize, work: Any
    ) -> None:
        for place in ("calendar", "timeline"):
            page.goto(f"/actions/{place}/")
            page.get_by_role("link", name="1 without a date").click()
            expect(page.locator("#results tbody tr")).to_have_count(1)
            expect(page.locator("#results tbody tr")).to_contain_text("Undated")


class TestTimeline:
    def test_bars_arrows_and_the_same_in_words(
        self, page: Page, viewport: ViewportSize, work: Any
    ) -> None:
        page.goto("/actions/timeline/")
        expect(page.locator(".actions-timeline-table tbody tr")).to_have_count(4)
        expect(page.locator(".actions-bar rect")).to_have_count(3)
        expect(page.locator(".actions-arrow")).to_have_count(1)
        row = page.get_by_role("row").filter(has_text="hearing no. 2")
        expect(row).to_contain_text(f"Waits for {work[0].reference}")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/actions/TST-"))

    def test_its_length_is_chosen(self, page: Page, viewport: ViewportSize, work: Any) -> None:
        page.goto("/actions/timeline/")
        page.get_by_role("link", name="12 months").click()
        expect(page.locator(".actions-months > span")).to_have_count(12)


class TestSavedViews:
    def test_filters_are_kept_and_opened_by_keys(
        self, page: Page, viewport: ViewportSize, work: Any, amina: User, axe: Axe
    ) -> None:
        page.goto("/actions/board/?q=hearing")
        page.keyboard.press("v")
        item = page.get_by_role("link", name="Keep this view …")
        expect(item).to_be_visible()
        axe()
        item.click()
        name = page.locator("#view-dialog").get_by_label("Name")
        expect(name).to_be_focused()
        page.keyboard.type("Hearings")
        page.get_by_label("Open my list of actions with it").check()
        axe()
        page.locator("#view-dialog").get_by_role("button", name="Keep").click()
        expect(page.locator("#messages")).to_contain_text("“Hearings” is kept")
        page.goto("/actions/")
        expect(page).to_have_url(re.compile(r"/actions/board/\?q=hearing"))
        with acting(SYSTEM):
            assert SavedView.objects.get(owner=amina).name == "Hearings"

    def test_a_shared_one_is_opened_from_the_menu(
        self, page: Page, viewport: ViewportSize, office: Any, work: Any
    ) -> None:
        SavedViewFactory(office=office, name="For the council", query="q=handed", shape="calendar")
        page.goto("/actions/")
        page.keyboard.press("v")
        expect(page.get_by_text("For the council")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/actions/calendar/\?q=handed"))
        page.keyboard.press("v")
        expect(page.locator(".actions-views [aria-current]")).to_contain_text("For the council")
