"""Evidence in a real browser: drop or choose files, watch them go, look at them, revise them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, ViewportSize, expect

from apps.accounts.models import User
from apps.evidence import storage
from apps.evidence.models import Evidence, Revision
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.evidence.samples import EXE, pdf_of, png
from tests.factories import (
    ActionFactory,
    EvidenceFactory,
    InstitutionFactory,
    RevisionFactory,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)

LAW = pdf_of("Article 1", "Article 2")
PLACES = ["action", "list", "detail", "history", "edit", "revise", "withdraw", "add", "link"]


@pytest.fixture(autouse=True)
def evidence_root(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = str(tmp_path / "evidence")


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(name="Office of the Focal Point")


@pytest.fixture
def amina(office: Any, sign_in: SignIn) -> User:
    user: User = person(Role.OFFICIAL, office, name="Amina Diallo")
    sign_in(user)
    return user


@pytest.fixture
def action(office: Any, amina: User) -> Any:
    return ActionFactory(office=office, title="Draft bill", reference="TST-2026-0099")


@pytest.fixture
def item(office: Any, action: Any, amina: User) -> Any:
    evidence = EvidenceFactory(office=office, action=action, title="The law", added_by=amina)
    RevisionFactory(evidence=evidence, name="law.pdf", media_type="application/pdf", content=LAW)
    return evidence


def stored(model: Any) -> list[Any]:
    with acting(SYSTEM):
        return list(model.objects.order_by("pk"))


def file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def tab_to(page: Page, goal: Locator, most: int = 80) -> None:
    """Reach a control by the Tab key alone."""
    expect(goal).to_be_visible()
    for _press in range(most):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The Tab key does not lead there.")


def choose(page: Page, *files: Any) -> None:
    """Choose files by the keyboard alone."""
    # From here on the dialog is caught; the browser would close it before the waiting begins.
    page.on("filechooser", lambda chooser: None)
    tab_to(page, page.locator("input[type=file]"))
    with page.expect_file_chooser() as opened:
        page.keyboard.press("Enter")
    opened.value.set_files(list(files))


class TestLook:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("place", PLACES)
    def test_every_page_is_accessible_and_fits(
        self,
        page: Page,
        viewport: ViewportSize,
        item: Any,
        action: Any,
        axe: Axe,
        fits: Callable[[], None],
        scheme: Any,
        place: str,
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        own = f"/evidence/{item.pk}/"
        add = f"/evidence/add/actions.action/{action.pk}/"
        places = {
            "action": action.get_absolute_url(),
            "list": "/evidence/",
            "detail": own,
            "add": add,
            "link": f"{add}link/",
        }
        page.goto(places.get(place, f"{own}{place}/"))
        expect(page.locator("h1")).to_be_visible()
        if place == "detail":
            expect(page.locator("[data-pdf]")).to_have_attribute("data-shown", "1")
        axe()
        fits()


class TestUpload:
    def test_files_are_dropped_watched_and_there(
        self, page: Page, viewport: ViewportSize, action: Any, fits: Callable[[], None]
    ) -> None:
        page.goto(action.get_absolute_url())
        page.locator("#evidence").get_by_role("link", name="Add").click()
        page.wait_for_url("**/evidence/add/**")  # until its scripts listen
        drop = page.locator("[data-drop]")
        transfer = page.evaluate_handle(
            """([pdf, png]) => {
                const carrier = new DataTransfer();
                carrier.items.add(new File([new Uint8Array(pdf)], "draft law.pdf"));
                carrier.items.add(new File([new Uint8Array(png)], "خريطة.png"));
                return carrier;
            }""",
            [list(LAW), list(png())],
        )
        drop.dispatch_event("dragover", {"dataTransfer": transfer})
        expect(drop).to_have_class("evidence-drop is-over")
        drop.dispatch_event("drop", {"dataTransfer": transfer})
        expect(drop.locator("li")).to_have_count(2)
        fits()

        # The upload is held on its way, so that its progress can be seen.
        held: list[Route] = []
        page.route("**/evidence/add/**", lambda route: held.append(route))
        page.get_by_role("button", name="Upload").click()
        progress = page.locator("[data-upload-progress]")
        expect(progress).to_be_visible()
        expect(progress.locator("progress")).to_have_attribute("aria-label", "Upload")
        expect(progress.get_by_role("button", name="Stop")).to_be_focused()
        held[0].continue_()
        expect(page).to_have_url(re.compile(f"{action.get_absolute_url()}#evidence$"))
        expect(page.get_by_text("2 files are added.").first).to_be_visible()
        card = page.locator("#evidence")
        expect(card).to_contain_text("draft law")
        expect(card).to_contain_text("خريطة")
        assert [r.media_type for r in stored(Revision)] == ["application/pdf", "image/png"]

    def test_a_stopped_upload_saves_nothing_and_keeps_what_was_chosen(
        self, page: Page, action: Any
    ) -> None:
        page.goto(f"/evidence/add/actions.action/{action.pk}/")
        page.locator("input[type=file]").set_input_files([file("law.pdf", LAW)])
        page.get_by_label("Note").fill("By courier")
        page.route("**/evidence/add/**", lambda route: None)
        page.get_by_role("button", name="Upload").click()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#toasts")).to_contain_text("Nothing was saved")
        expect(page.get_by_role("button", name="Upload")).to_be_focused()
        expect(page.locator("[data-drop] li")).to_contain_text("law.pdf")
        expect(page.get_by_label("Note")).to_have_value("By courier")
        assert stored(Evidence) == []

    def test_a_refused_file_is_named_and_taken_away_by_keyboard_alone(
        self, page: Page, viewport: ViewportSize, action: Any, axe: Axe
    ) -> None:
        page.goto(action.get_absolute_url())
        page.locator("h1").click()
        # The card comes after the page, and brings its key.
        expect(page.locator("#evidence").get_by_role("link", name="Add")).to_be_visible()
        page.keyboard.press("v")
        expect(page.locator("h1")).to_contain_text("Add evidence")
        choose(page, file("law.pdf", LAW), file("report.pdf", EXE))
        expect(page.locator("[data-drop] li")).to_have_count(2)
        tab_to(page, page.get_by_role("button", name="Upload"))
        page.keyboard.press("Enter")

        problems = page.locator(".fp-problems")
        expect(problems).to_be_focused()
        expect(problems).to_contain_text("report.pdf: it is a program or a script")
        expect(page.locator("[data-drop] li")).to_have_count(2)
        axe()
        tab_to(page, page.get_by_role("button", name="Take away report.pdf"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Take away law.pdf")).to_be_focused()
        tab_to(page, page.get_by_role("button", name="Upload"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("One file is added.").first).to_be_visible()
        [evidence] = stored(Evidence)
        assert evidence.title == "law"

    def test_a_file_above_the_limit_is_marked_before_it_is_sent(
        self, page: Page, action: Any, settings: Any
    ) -> None:
        settings.EVIDENCE_MAX_BYTES = 1000
        page.goto(f"/evidence/add/actions.action/{action.pk}/")
        page.locator("input[type=file]").set_input_files([file("big.txt", b"a" * 5000)])
        expect(page.locator("[data-drop] li")).to_contain_text("larger than")


class TestItem:
    def test_a_pdf_is_shown_page_by_page_by_keyboard(
        self, page: Page, viewport: ViewportSize, item: Any, fits: Callable[[], None]
    ) -> None:
        page.goto(item.get_absolute_url())
        shown = page.locator("[data-pdf]")
        expect(shown).to_have_attribute("data-shown", "1")
        assert is_painted(shown.locator("canvas"))
        expect(shown.locator("[data-pdf-text]")).to_contain_text("Article 1")
        fits()
        tab_to(page, page.get_by_role("button", name="Next page"))
        page.keyboard.press("Enter")
        expect(shown).to_have_attribute("data-shown", "2")
        expect(shown.locator("[data-pdf-text]")).to_contain_text("Article 2")
        expect(page.get_by_text("Page 2 of 2")).to_be_visible()
        expect(page.get_by_role("button", name="Next page")).to_be_disabled()

    def test_a_picture_is_shown(self, page: Page, office: Any, action: Any) -> None:
        evidence = EvidenceFactory(office=office, action=action, title="The map")
        RevisionFactory(
            evidence=evidence, name="map.png", media_type="image/png", content=png(40, 30)
        )
        page.goto(evidence.get_absolute_url())
        picture = page.get_by_role("img", name="The map")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40

    def test_it_is_revised_by_keyboard_alone_and_the_old_revision_stays(
        self, page: Page, viewport: ViewportSize, item: Any
    ) -> None:
        page.goto(item.get_absolute_url())
        page.locator("h1").click()
        page.keyboard.press("v")
        expect(page.locator("h1")).to_contain_text("New revision")
        choose(page, file("law signed.pdf", pdf_of("Signed")))
        tab_to(page, page.get_by_label("What is new"))
        page.keyboard.type("Signed by the president")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Revision 2 is added.").first).to_be_visible()
        revisions = page.locator("#revisions li")
        expect(revisions).to_have_count(2)
        expect(revisions.first).to_contain_text("Signed by the president")
        with page.expect_download() as download:
            revisions.last.get_by_role("link").click()
        assert Path(download.value.path()).read_bytes() == LAW
        assert download.value.suggested_filename == "law.pdf"

    def test_a_checksum_can_be_copied(self, page: Page, item: Any) -> None:
        [revision] = stored(Revision)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(item.get_absolute_url())
        page.locator("#revisions").get_by_role("button", name="Copy").click()
        page.wait_for_function("() => document.querySelector('#revisions .ti-check')")
        assert page.evaluate("navigator.clipboard.readText()") == revision.sha256

    def test_a_tampered_file_is_told_and_not_shown(
        self, page: Page, viewport: ViewportSize, item: Any, axe: Axe
    ) -> None:
        [revision] = stored(Revision)
        storage.path_of(revision.pk).write_bytes(LAW + b"tampered")
        page.goto(item.get_absolute_url())
        expect(page.locator("[data-pdf-failed]")).to_be_visible()
        page.reload()
        expect(page.get_by_text("This file is not what was handed in")).to_be_visible()
        expect(page.get_by_role("link", name="Download")).to_have_count(0)
        axe()
        page.goto("/evidence/")
        expect(page.get_by_role("alert")).to_contain_text("not what was handed in")

    def test_without_scripts_the_upload_works_all_the_same(
        self, browser: Any, action: Any, context: Any, live_server: Any
    ) -> None:
        plain = browser.new_context(
            java_script_enabled=False,
            base_url=live_server.url,
            storage_state=context.storage_state(),
        )
        page = plain.new_page()
        page.goto(f"/evidence/add/actions.action/{action.pk}/")
        page.locator("input[type=file]").set_input_files([file("law.pdf", LAW)])
        page.get_by_role("button", name="Upload").click()
        page.locator("#evidence").get_by_role("link", name="Evidence").click()
        expect(page.get_by_role("main")).to_contain_text("law")
        plain.close()


def is_painted(canvas: Locator) -> bool:
    """Whether anything but white is on a canvas."""
    return bool(
        canvas.evaluate(
            """canvas => {
                const { width, height } = canvas;
                const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
                return pixels.some((value, index) => index % 4 < 3 && value < 128);
            }"""
        )
    )
