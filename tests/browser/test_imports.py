"""A field office's sheet, brought back: by mouse and by keyboard alone, with its errors."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from apps.actions.import_models import ActionImport
from apps.actions.models import Action
from apps.actions.tasks import apply_import_task, check_import_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.browser.keys import press, tab_to
from tests.exports.files import xlsx_rows
from tests.factories import ActionFactory, InstitutionFactory, person

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [
    {"Reference": "", "Title": "Brief the border police", "Due": "2027-06-30", "Priority": "High"},
    {
        "Reference": "",
        "Title": "Translate the manual",
        "Due": "03/04/2027",
        "Priority": "Dire",
    },
    {"Reference": "{old}", "Title": "Draft the bill anew", "Due": "", "Priority": "Normal"},
]


@pytest.fixture
def office(sign_in: SignIn) -> Any:
    office = InstitutionFactory(name="Office of the Focal Point")
    sign_in(person(Role.OFFICIAL, office, name="Amina Diallo"))
    return office


@pytest.fixture
def sheet(office: Any, tmp_path: Path) -> Path:
    old = ActionFactory(office=office, title="Draft the bill")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROWS[0]))
    writer.writeheader()
    writer.writerows(
        {**row, "Reference": row["Reference"].format(old=old.reference)} for row in ROWS
    )
    path = tmp_path / "field office.csv"
    path.write_text(out.getvalue())
    return path


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The worker's turn: what the page asked for is done when the test says so."""
    asked: list[tuple[Any, str]] = []
    for task in (check_import_task, apply_import_task):
        monkeypatch.setattr(
            task, "delay", lambda batch_id, task=task: asked.append((task, batch_id))
        )

    def work() -> None:
        while asked:
            task, batch_id = asked.pop()
            task(batch_id)

    return work


def titles() -> set[str]:
    with acting(SYSTEM):
        return set(Action.objects.values_list("title", flat=True))


def test_an_import_with_errors(
    page: Page,
    viewport: ViewportSize,
    sheet: Path,
    worker: Callable[[], None],
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    page.goto("/actions/")
    page.get_by_role("link", name="Import", exact=True).click()
    expect(page.get_by_role("button", name="Upload")).to_be_visible()
    axe()
    fits()
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="Upload").click()

    # The columns are guessed; nothing has to be said.
    expect(page.get_by_role("heading", name="What do the columns hold?")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("title")
    axe()
    fits()
    page.get_by_role("button", name="Check the rows").click()

    # The page waits, and renews itself when the check has ended.
    expect(page.locator("#import").get_by_text("It begins in a moment")).to_be_visible()
    axe()
    worker()
    expect(page.locator("#import").get_by_text("1 row with problems")).to_be_visible()
    expect(
        page.locator("#import").get_by_text("“03/04/2027” could be 2027-04-03 or 2027-03-04")
    ).to_be_visible()
    expect(page.locator("#import").get_by_text("“Dire” is none of")).to_be_visible()
    axe()
    fits()

    page.get_by_role("link", name="Changed 1").click()
    expect(page.locator("#import").get_by_text("Draft the bill anew").first).to_be_visible()
    fits()
    page.get_by_role("button", name="Apply the 2 rows without problems").click()
    expect(page.locator("#import").get_by_text("It begins in a moment")).to_be_visible()
    worker()
    expect(page.locator("#import").get_by_text("1 action added")).to_be_visible()
    axe()
    fits()
    assert titles() == {"Brief the border police", "Draft the bill anew"}

    with page.expect_download() as download:
        page.get_by_role("link", name="Problems as XLSX").click()
    [row] = xlsx_rows(Path(download.value.path()).read_bytes())
    assert row["Title"] == "Translate the manual"


def test_by_keyboard_alone(
    page: Page, viewport: ViewportSize, sheet: Path, worker: Callable[[], None]
) -> None:
    page.goto("/actions/imports/")
    # Choosing a file is the browser's own dialog.
    page.locator("input[type=file]").set_input_files(sheet)
    press(page, button(page, "Upload"))
    expect(page.get_by_role("heading", name="What do the columns hold?")).to_be_visible()
    tab_to(page, page.get_by_label("Dates such as 03/04/2026"))
    page.keyboard.press("ArrowDown")
    press(page, button(page, "Check the rows"))
    expect(page.locator("#import").get_by_text("It begins in a moment")).to_be_visible()
    worker()

    # The date is clear now; the priority is not, and its row is looked at and left out.
    expect(page.locator("#import").get_by_text("1 row with problems")).to_be_visible()
    expect(page.locator("#import").get_by_text("“Dire” is none of")).to_be_visible()
    press(page, page.get_by_role("link", name="New 1"))
    expect(page.locator("#import").get_by_text("Brief the border police").first).to_be_visible()
    press(page, button(page, "Apply the 2 rows without problems"))
    expect(page.locator("#import").get_by_text("It begins in a moment")).to_be_visible()
    worker()
    expect(page.locator("#import").get_by_text("1 action added")).to_be_visible()
    assert titles() == {"Brief the border police", "Draft the bill anew"}


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def test_a_cancelled_import_leaves_everything_as_it_was(
    page: Page, sheet: Path, worker: Callable[[], None]
) -> None:
    page.goto("/actions/imports/")
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Check the rows").click()
    expect(page.locator("#import").get_by_text("It begins in a moment")).to_be_visible()
    page.get_by_role("button", name="Cancel the import").click()
    expect(page.locator("#import").get_by_text("nothing was changed").first).to_be_visible()
    worker()
    with acting(SYSTEM):
        assert ActionImport.objects.get().status == "cancelled"
    assert titles() == {"Draft the bill"}
