"""A list of status from upload to decision: unknown names, conflicts, and what the State sees."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.treaties.tasks import read_list_task
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import MemberStateFactory, TreatyFactory, person
from tests.treaties.lists import bring_in
from tests.treaties.sources import files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def list_file(sign_in: SignIn, tmp_path: Path) -> Path:
    """The depositary's list: one name that nobody knows, one date that OHCHR has otherwise."""
    MemberStateFactory(name="Aravia", code="0AR")
    MemberStateFactory(name="Belmora", code="0BE")
    TreatyFactory(
        code="TESTS",
        mtdsg="IV-1",
        short_title="Test Convention",
        full_title="Convention of the tests",
    )
    bring_in(files.ohchr(["Aravia", "", files.DAY, ""]))
    sign_in(person(Role.SECRETARIAT, name="Sena Cole"))
    path = tmp_path / "IV-1.en.xml"
    path.write_bytes(
        files.xml(
            ("Aravia", "1 Jan 2000", "5 May 2001 a"),
            ("Belmora (Republic of)<superscript>2</superscript>", "", "3 Mar 2002 d"),
            ("Cardonia", "", "31 Feb 2002"),
            parties=3,
        )
    )
    return path


@pytest.fixture(autouse=True)
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The worker's turn: what the page asked for is done when the test says so."""
    asked: list[str] = []
    monkeypatch.setattr(read_list_task, "delay_on_commit", asked.append)

    def work() -> None:
        while asked:
            read_list_task(asked.pop())

    return work


def test_a_list_from_upload_to_status(
    page: Page,
    viewport: ViewportSize,
    list_file: Path,
    worker: Callable[[], None],
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    page.goto("/treaties/imports/")
    axe()
    fits()
    page.locator("input[type=file]").set_input_files(list_file)
    page.get_by_label("Day of the list").fill("2015-03-14")
    page.get_by_role("button", name="Upload").click()

    # The page waits, and renews itself when the list has been read.
    expect(page.locator("#import").get_by_text("It begins in a moment")).to_be_visible()
    axe()
    worker()
    expect(page.locator("[data-count=created]")).to_have_text("1")
    expect(page.locator("[data-count=conflicts]")).to_have_text("1")
    expect(page.get_by_text("“31 Feb 2002” is a date that does not exist.")).to_be_visible()
    expect(page.get_by_text("-2 to the file's own count")).to_be_visible()
    axe()
    fits()

    # The name is mapped once.
    page.get_by_role("link", name="Participant not known 1").click()
    page.get_by_role("link", name="Say whom they mean").click()
    expect(page.get_by_role("heading", name="Belmora (Republic of)")).to_be_visible()
    axe()
    fits()
    page.get_by_label("Means").select_option("Belmora")
    page.get_by_label("Note").fill("Its full name")
    page.get_by_role("button", name="Map and apply").click()
    expect(page.get_by_text("means Belmora: 1 new.").first).to_be_visible()
    expect(page.get_by_text("Every participant is known")).to_be_visible()
    axe()

    # Both values, and a decision with its reason.
    page.goto("/treaties/imports/conflicts/")
    axe()
    fits()
    page.get_by_role("link", name="Aravia").click()
    expect(page.locator("#record").get_by_text("5 May 2001")).to_be_visible()
    expect(page.locator("#other").get_by_text("3 February 2001")).to_be_visible()
    axe()
    fits()
    page.get_by_label("The other source is right").check()
    page.get_by_label("Reason").fill("The depositary's own notification says so")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Decided. The status follows from it at once.").first).to_be_visible()
    axe()

    page.get_by_role("link", name="Where the State stands now").click()
    expect(page.get_by_text("3 February 2001").first).to_be_visible()
    expect(page.get_by_text("OHCHR ratification status").first).to_be_visible()
