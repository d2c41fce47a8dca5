"""Changing many actions at once, and back again, in a real browser: by mouse and by keys alone."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from apps.accounts.models import User
from apps.actions import bulk_work
from apps.actions.bulk_models import BulkChange
from apps.actions.models import Action, Status
from apps.actions.tasks import apply_bulk_change_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.history import history_of
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.browser.keys import press, tab_to
from tests.factories import ActionFactory, InstitutionFactory, person

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
def work(office: Any, amina: User) -> list[Any]:
    return [
        ActionFactory(office=office, title=f"Action {n}", due_on=dt.date(2027, 1, 1 + n))
        for n in range(6)
    ]


def stored(action: Any) -> Any:
    with acting(SYSTEM):
        return Action.objects.get(pk=action.pk)


def dialog(page: Page) -> Locator:
    return page.locator("#bulk-dialog")


def box(page: Page, action: Any) -> Locator:
    return page.get_by_label(f"Select {action.reference}", exact=True)


class TestSelecting:
    def test_one_some_a_range_the_page_and_none(
        self, page: Page, viewport: ViewportSize, work: Any
    ) -> None:
        page.goto("/actions/")
        count = page.locator("[data-bulk-count]")
        expect(page.locator("[data-bulk-tools]")).to_be_hidden()
        box(page, work[1]).check()
        expect(count).to_have_text("1 selected")
        box(page, work[4]).click(modifiers=["Shift"])
        expect(count).to_have_text("4 selected")
        page.get_by_label("Select all on this page").check()
        expect(count).to_have_text("6 selected")
        page.locator("[data-bulk-none]").click()
        expect(count).to_be_hidden()
        expect(page).to_have_url(re.compile("/actions/$"))

    def test_everything_that_the_filters_find(
        self, page: Page, office: Any, amina: User, work: Any
    ) -> None:
        for n in range(55):
            ActionFactory(office=office, title=f"Hearing {n}")
        page.goto("/actions/?q=hearing")
        page.get_by_label("Select all on this page").check()
        expect(page.locator("[data-bulk-count]")).to_have_text("50 selected")
        page.get_by_role("button", name="Select all 55").click()
        expect(page.locator("[data-bulk-count]")).to_have_text("All 55 selected")
        page.get_by_role("button", name="Archive").click()
        dialog(page).get_by_role("button", name="Change").click()
        expect(page.locator(".fp-toast")).to_contain_text("55 actions changed")
        expect(page.locator("#results")).to_contain_text("No action fits these filters")
        page.locator(".fp-toast-action").click()
        expect(page.locator("[data-announce]").last).to_have_text("55 actions")


class TestChanging:
    @pytest.mark.parametrize(
        ("kind", "field", "value", "name", "wanted"),
        [
            ("Assign", "Assignee", "Amina Diallo", "assignee_id", None),
            ("Change status", "Status", "In progress", "status", Status.IN_PROGRESS),
            ("Change priority", "Priority", "Urgent", "priority", 4),
        ],
    )
    def test_a_choice_and_its_undo(
        self,
        page: Page,
        viewport: ViewportSize,
        work: Any,
        amina: User,
        axe: Axe,
        fits: Callable[[], None],
        kind: str,
        field: str,
        value: str,
        name: str,
        wanted: Any,
    ) -> None:
        page.goto("/actions/")
        before = getattr(work[0], name)
        box(page, work[0]).check()
        box(page, work[2]).check()
        axe()
        fits()
        page.get_by_role("button", name=kind, exact=True).click()
        dialog(page).get_by_label(field).select_option(label=value)
        dialog(page).get_by_label("Why").fill("The minister asked")
        axe()
        dialog(page).get_by_role("button", name="Change").click()
        expect(page.locator(".fp-toast")).to_contain_text("2 actions changed")
        expect(dialog(page)).to_be_hidden()
        assert getattr(stored(work[0]), name) == (wanted or amina.pk)
        assert getattr(stored(work[1]), name) == before
        with acting(SYSTEM):
            assert history_of(stored(work[2]))[0].reason == "The minister asked"
        page.locator(".fp-toast-action").click()
        expect(page.locator(".fp-toast").last).to_contain_text("2 actions are what they were")
        assert getattr(stored(work[0]), name) == before

    def test_by_the_keyboard_alone(self, page: Page, viewport: ViewportSize, work: Any) -> None:
        page.goto("/actions/")
        expect(page.locator("#results tbody tr")).to_have_count(6)
        for key in ("j", "x", "j", "j", "X"):
            page.keyboard.press(key)
        expect(page.locator("[data-bulk-count]")).to_have_text("3 selected")
        page.keyboard.press("c")
        expect(dialog(page)).to_be_visible()
        expect(dialog(page).get_by_label("Assignee")).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog(page)).to_be_hidden()
        # The bar has the focus again; the next button reschedules.
        expect(page.locator("[data-bulk-kind=assign]")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(dialog(page).get_by_label("To this date")).to_be_focused()
        tab_to(page, dialog(page).get_by_label("or by so many days"))
        page.keyboard.type("7")
        page.keyboard.press("Enter")
        expect(page.locator(".fp-toast")).to_contain_text("3 actions changed")
        moved = [(stored(action).due_on - action.due_on).days for action in work]
        assert moved == [7, 7, 7, 0, 0, 0]
        press(page, page.locator(".fp-toast-action"))
        expect(page.locator(".fp-toast").last).to_contain_text("3 actions are what they were")
        assert [stored(action).due_on for action in work] == [action.due_on for action in work]

    def test_what_cannot_be_changed_is_named_and_the_others_follow(
        self, page: Page, viewport: ViewportSize, office: Any, work: Any, axe: Axe
    ) -> None:
        done = ActionFactory(office=office, title="Long done", status="done")
        page.goto("/actions/?status=all")
        page.get_by_label("Select all on this page").check()
        page.get_by_role("button", name="Change status", exact=True).click()
        dialog(page).get_by_label("Status").select_option("in_review")
        dialog(page).get_by_label("Change all of them or none").check()
        dialog(page).get_by_role("button", name="Change").click()
        expect(dialog(page)).to_contain_text("Nothing was changed")
        expect(dialog(page)).to_contain_text("Long done")
        axe()
        assert stored(work[0]).status == Status.OPEN
        dialog(page).get_by_role("button", name="Change the other 6").click()
        expect(dialog(page)).to_contain_text("6 actions changed")
        assert stored(work[0]).status == Status.IN_REVIEW
        dialog(page).get_by_role("button", name="Undo").click()
        expect(page.locator(".fp-toast").last).to_contain_text("6 actions are what they were")
        assert stored(work[0]).status == Status.OPEN
        assert stored(done).status == Status.DONE

    def test_a_mistake_is_said_in_the_dialog(self, page: Page, work: Any) -> None:
        page.goto("/actions/")
        box(page, work[0]).check()
        page.get_by_role("button", name="Reschedule").click()
        dialog(page).get_by_role("button", name="Change").click()
        expect(dialog(page)).to_contain_text("Give either a date or a number of days")
        dialog(page).get_by_label("To this date").fill("2027-05-01")
        dialog(page).get_by_role("button", name="Change").click()
        expect(page.locator(".fp-toast")).to_contain_text("1 action changed")
        assert stored(work[0]).due_on == dt.date(2027, 5, 1)


class TestMany:
    def test_a_worker_does_it_while_the_dialog_shows_how_far_it_is(
        self, page: Page, work: Any, axe: Axe, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk_work, "BATCH", 2)
        asked: list[str] = []
        monkeypatch.setattr(apply_bulk_change_task, "delay", asked.append)
        page.goto("/actions/")
        page.get_by_label("Select all on this page").check()
        page.get_by_role("button", name="Archive").click()
        dialog(page).get_by_role("button", name="Change").click()
        expect(dialog(page)).to_contain_text("0 / 6")
        axe()
        apply_bulk_change_task(asked[0])
        expect(dialog(page)).to_contain_text("6 actions changed")
        expect(page.locator("#results")).to_contain_text("Nothing is open")
        with acting(SYSTEM):
            assert BulkChange.objects.get().total == 6


class TestLater:
    def test_the_way_back_is_kept_on_a_page(
        self, page: Page, viewport: ViewportSize, work: Any, axe: Axe, fits: Callable[[], None]
    ) -> None:
        page.goto("/actions/")
        box(page, work[0]).check()
        page.get_by_role("button", name="Archive").click()
        dialog(page).get_by_role("button", name="Change").click()
        expect(page.locator(".fp-toast")).to_contain_text("1 action changed")
        page.get_by_role("link", name="Bulk changes, and how to undo them").click()
        expect(page.locator("main")).to_contain_text("Archive")
        axe()
        fits()
        page.get_by_role("link", name="Archive", exact=True).click()
        expect(page.locator("main")).to_contain_text("possible until")
        axe()
        fits()
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#messages")).to_contain_text("1 action is what it was before")
        assert stored(work[0]).archived_at is None

    def test_what_is_archived_says_so_and_comes_back_by_keyboard_alone(
        self, page: Page, viewport: ViewportSize, work: Any, axe: Axe, fits: Callable[[], None]
    ) -> None:
        page.goto("/actions/")
        box(page, work[0]).check()
        page.get_by_role("button", name="Archive").click()
        dialog(page).get_by_label("Why").fill("Logged twice")
        dialog(page).get_by_role("button", name="Change").click()
        expect(page.locator(".fp-toast")).to_contain_text("1 action changed")
        page.goto("/actions/?archived=only")
        expect(page.locator("#results tbody tr")).to_contain_text("Archived")
        page.goto(work[0].get_absolute_url())
        note = page.locator(".actions-archived")
        expect(note).to_contain_text("Amina Diallo")
        expect(note).to_contain_text("Logged twice")
        axe()
        fits()
        press(page, page.get_by_role("button", name="Restore"))
        expect(page.locator("#messages")).to_contain_text("is out of the archive")
        expect(note).to_have_count(0)
        assert stored(work[0]).archived_at is None
