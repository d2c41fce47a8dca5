"""An official's day in a real browser: add, find, move, log, and settle a conflict."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from apps.accounts.models import User
from apps.actions.models import Action, Status
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    ActionUpdateFactory,
    InstitutionFactory,
    ItemFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)
LINE = "Send draft bill to cabinet by 30 June @amina (c) !high"


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
    """Actions of every kind, some linked, some logged."""
    ministry = InstitutionFactory(country=office.country, name="Ministry of Justice")
    today = office.country.local_date(timezone.now())
    step = ItemFactory(code="R2013-C", label="(c)", title="Join the instruments")
    made = []
    for number, days in enumerate([-9, -1, 0, 5, 30, None]):
        action = ActionFactory(
            office=office,
            title=f"Action {number} on the prevention of atrocity crimes",
            description="As agreed in the meeting.",
            assignee=amina,
            lead_institution=ministry,
            priority=1 + number % 4,
            due_on=None if days is None else today + dt.timedelta(days=days),
        )
        ActionLinkFactory(action=action, item=step)
        ActionUpdateFactory(action=action, author=amina, text="The ministry replied.")
        made.append(action)
    ActionLinkFactory(action=made[0], item=None, treaty=TreatyFactory())
    ActionFactory(office=office, title="Handed in", status="in_review", due_on=today)
    return made


def stored(**wanted: Any) -> Any:
    with acting(SYSTEM):
        return Action.objects.select_related("assignee").get(**wanted)


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("place", ["/my-work/", "/actions/", "detail", "edit", "history"])
    def test_every_page_is_accessible_and_fits(
        self,
        page: Page,
        viewport: ViewportSize,
        work: list[Any],
        axe: Axe,
        fits: Callable[[], None],
        scheme: Any,
        place: str,
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        own = f"/actions/{work[0].reference}/"
        places = {"detail": own, "edit": f"{own}edit/", "history": f"{own}history/"}
        page.goto(places.get(place, place))
        expect(page.locator("h1")).to_be_visible()
        axe()
        fits()

    def test_it_mirrors_for_arabic(
        self, page: Page, work: list[Any], amina: User, fits: Callable[[], None]
    ) -> None:
        with acting(SYSTEM, reason="test"):
            User.objects.filter(pk=amina.pk).update(language="ar")
        page.goto("/my-work/")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        fits()


class TestQuickAdd:
    def test_one_line_from_any_page_by_the_key_n(
        self, page: Page, viewport: ViewportSize, amina: User, axe: Axe
    ) -> None:
        ItemFactory(code="R2013-C", label="(c)", title="Join the instruments")
        page.goto("/actions/new/")
        page.locator("h1").click()
        page.keyboard.press("n")
        line = page.locator("#quick-add-dialog-line")
        expect(line).to_be_focused()
        line.press_sequentially(LINE)
        understood = page.locator("#quick-add-dialog-understood")
        for words in ["30 June", "Amina Diallo", "Join the instruments", "High"]:
            expect(understood).to_contain_text(words)
        axe()
        page.keyboard.press("Enter")
        expect(page.locator(".fp-toast")).to_contain_text("is logged")
        expect(page).to_have_url(re.compile("/actions/new/$"))
        expect(page.locator("#quick-add-dialog-line")).to_have_value("")
        expect(page.locator("#quick-add-dialog-line")).to_be_focused()
        action = stored(title="Send draft bill to cabinet")
        assert (action.priority, action.assignee.name) == (3, "Amina Diallo")
        assert (action.due_on.month, action.due_on.day) == (6, 30)

    def test_what_is_not_clear_is_asked_and_the_text_is_kept(
        self, page: Page, amina: User, axe: Axe
    ) -> None:
        page.goto("/my-work/")
        page.keyboard.press("n")
        line = page.locator("#quick-add-bar-line")
        expect(line).to_be_focused()
        line.fill("Send draft @nobody by 30 June 2020")
        page.keyboard.press("Enter")
        problems = page.locator("#quick-add-bar [role=alert]")
        expect(problems).to_contain_text("Nobody in this State is called “nobody”")
        expect(problems).to_contain_text("has passed")
        expect(line).to_have_value("Send draft @nobody by 30 June 2020")
        expect(line).to_be_focused()
        axe()

    def test_my_work_counts_it_at_once(self, page: Page, amina: User) -> None:
        page.goto("/my-work/")
        page.locator("#quick-add-bar-line").fill("Call the minister tomorrow @me")
        page.keyboard.press("Enter")
        expect(page.locator("#soon")).to_contain_text("Call the minister")
        expect(page.locator(".fp-stat").nth(1)).to_contain_text("1")


class TestList:
    def test_filters_live_in_the_url(self, page: Page, work: list[Any]) -> None:
        page.goto("/actions/")
        rows = page.locator("#results tbody tr")
        expect(rows).to_have_count(7)
        page.get_by_label("Deadline").select_option("overdue")
        expect(rows).to_have_count(2)
        expect(page).to_have_url(re.compile(r"due=overdue"))
        page.keyboard.press("Escape")
        page.locator("h1").click()
        page.keyboard.press("/")
        page.keyboard.type("action 0 preventing")
        expect(rows).to_have_count(1)
        expect(page).to_have_url(re.compile(r"q=action"))
        page.reload()
        expect(rows).to_have_count(1)
        page.go_back()
        expect(rows).to_have_count(2)

    def test_rows_by_keyboard_and_done_by_one_key(self, page: Page, work: list[Any]) -> None:
        page.goto("/actions/")
        expect(page.locator("#results tbody tr")).to_have_count(7)
        page.keyboard.press("d")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("d")
        expect(page.locator("#results tbody tr")).to_have_count(6)
        expect(page.locator(".fp-toast")).to_contain_text(work[1].reference)
        assert stored(pk=work[1].pk).status == Status.DONE
        assert stored(pk=work[0].pk).status == Status.OPEN
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(work[0].reference))

    def test_a_row_as_a_card_finishes_by_a_tap(
        self, page: Page, viewport: ViewportSize, work: list[Any]
    ) -> None:
        page.goto("/my-work/")
        page.get_by_role("button", name=f"Mark {work[0].reference} as done").click()
        expect(page.locator("#overdue tbody tr")).to_have_count(1)
        assert stored(pk=work[0].pk).status == Status.DONE


class TestDetail:
    @pytest.mark.parametrize(
        ("key", "status", "words"),
        [
            ("d", Status.DONE, "Done"),
            ("p", Status.IN_PROGRESS, "In progress"),
            ("r", Status.IN_REVIEW, "In review"),
            ("x", Status.CANCELLED, "Cancelled"),
        ],
    )
    def test_the_status_changes_by_one_key(
        self, page: Page, work: list[Any], key: str, status: Status, words: str
    ) -> None:
        page.goto(work[3].get_absolute_url())
        page.keyboard.press(key)
        expect(page.locator(".actions-standing .fp-badge").first).to_contain_text(words)
        assert stored(pk=work[3].pk).status == status

    def test_the_log_and_the_links_change_in_place(
        self, page: Page, viewport: ViewportSize, work: list[Any], axe: Axe
    ) -> None:
        TreatyFactory(code="genocide", short_title="Genocide Convention")
        page.goto(work[4].get_absolute_url())
        page.keyboard.press("u")
        page.keyboard.type("Two more weeks, they say.")
        page.get_by_role("button", name="Add to the log").click()
        expect(page.locator("#log ol li").first).to_contain_text("Two more weeks")
        expect(page.locator("#log textarea")).to_have_value("")
        page.locator("#links select").select_option("treaty:genocide")
        page.get_by_role("button", name="Link", exact=True).click()
        expect(page.locator("#links")).to_contain_text("Genocide Convention")
        page.get_by_role("button", name="Remove Genocide Convention").click()
        expect(page.locator("#links ul")).not_to_contain_text("Genocide Convention")
        axe()


class TestConflict:
    def test_two_users_save_and_nothing_typed_is_lost(
        self,
        page: Page,
        viewport: ViewportSize,
        work: list[Any],
        axe: Axe,
        fits: Callable[[], None],
        context: BrowserContext,
    ) -> None:
        address = f"/actions/{work[0].reference}/edit/"
        page.goto(address)
        other = context.new_page()
        other.goto(address)
        other.get_by_label("Title").fill("Theirs")
        other.get_by_role("button", name="Save").click()
        expect(other.locator("h1")).to_contain_text("Theirs")

        page.get_by_label("Title").fill("Mine")
        page.get_by_label("Description").fill("Typed for half an hour")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("Somebody saved this record")
        expect(page.locator("main")).to_contain_text("Theirs")
        expect(page.get_by_label("Title")).to_have_value("Mine")
        expect(page.get_by_label("Description")).to_have_value("Typed for half an hour")
        axe()
        fits()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("h1")).to_contain_text("Mine")
        saved = stored(pk=work[0].pk)
        assert (saved.title, saved.description) == ("Mine", "Typed for half an hour")
