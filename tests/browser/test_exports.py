"""A list taken away as a file, by mouse and by keyboard, as the page is filtered just then."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.exports.files import csv_rows, xlsx_rows
from tests.factories import ActionFactory, InstitutionFactory, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _actions(sign_in: SignIn) -> None:
    office = InstitutionFactory()
    sign_in(person(Role.OFFICIAL, office))
    ActionFactory(office=office, title="Draft bill")
    ActionFactory(office=office, title="Send report")


def saved(page: Page, press: Any) -> bytes:
    with page.expect_download() as download:
        press()
    return Path(download.value.path()).read_bytes()


@pytest.mark.usefixtures("_actions")
def test_the_file_follows_the_filter_without_a_new_page(
    page: Page, viewport: ViewportSize, axe: Axe, fits: Any
) -> None:
    page.goto("/actions/")
    page.get_by_role("searchbox").fill("draft")
    expect(page.get_by_role("link", name="Send report")).to_have_count(0)
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("link", name="Excel (XLSX)")).to_be_visible()
    axe()
    fits()
    content = saved(page, page.get_by_role("link", name="Excel (XLSX)").click)
    assert [row["Title"] for row in xlsx_rows(content)] == ["Draft bill"]
    expect(page.get_by_role("heading", name="Actions", level=1)).to_be_visible()


@pytest.mark.usefixtures("_actions")
def test_by_keyboard_alone(page: Page) -> None:
    page.goto("/actions/")
    page.get_by_role("button", name="Export").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="CSV")).to_be_focused()
    content = saved(page, lambda: page.keyboard.press("Enter"))
    assert {row["Title"] for row in csv_rows(content)} == {"Draft bill", "Send report"}
