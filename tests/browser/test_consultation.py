"""Civil society is asked, answers by a link from a real mail, and reads what became of it."""

import re
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, ViewportSize, expect

from apps.accounts.models import User
from apps.assessments.guests.mails import deliver_guest_mail, mails_waiting
from focalpoint.roles import Role
from tests.assessments.guests import Stage
from tests.browser.conftest import Axe, SignIn

Fits = Callable[[], None]
LINK = re.compile(r"https?://\S+(/consultation/open/\S+/)")


class Post:
    """A mail server that keeps what it takes."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def send(self) -> None:
        """What a worker would do: hand over the mails that wait."""
        for waiting in mails_waiting():
            deliver_guest_mail(waiting)

    def text_to(self, address: str) -> str:
        """The latest letter to an address."""
        letter = [each for each in self.letters if address in str(each["To"])][-1]
        body = letter.get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def link_to(self, address: str) -> str:
        found = LINK.search(self.text_to(address))
        assert found is not None
        return found.group(1)


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    kept = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield kept
    server.stop()


@pytest.fixture
def stage(live_server: object) -> Stage:
    return Stage()


@pytest.fixture
def focal_point(stage: Stage) -> User:
    assert stage.focal_point.roles == {Role.FOCAL_POINT}
    return stage.focal_point_user


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def test_from_the_questions_to_the_response(
    page: Page,
    viewport: ViewportSize,
    browser: Browser,
    live_server: Any,
    stage: Stage,
    focal_point: User,
    post: Post,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well() -> None:
        axe()
        fits()

    # The office prepares a consultation, with a question and a list of people.
    sign_in(focal_point)
    page.goto(f"/assessments/{stage.assessment.reference}/consultations/")
    heading(page, "National assessment")
    looks_well()
    page.get_by_role("link", name="Prepare a consultation").click()
    heading(page, "New consultation")
    page.get_by_label("title").fill("What do you see on the ground?")
    page.get_by_label("introduction").fill("Your answers go into the review of the assessment.")
    page.get_by_label("answers until").fill(stage.day(20).isoformat())
    looks_well()
    page.get_by_role("button", name="Go on to the questions").click()
    heading(page, "What do you see on the ground?")
    page.get_by_role("link", name="Add a question").click()
    heading(page, "New question")
    page.get_by_label("question", exact=False).first.fill("Who calls for violence, and where?")
    looks_well()
    page.locator("#main").get_by_role("button", name="Add").click()
    expect(page.get_by_text("Who calls for violence, and where?")).to_be_visible()
    page.get_by_role("link", name="Invite people").click()
    heading(page, "Invite people")
    page.get_by_label("People").fill("Peace Watch; Lina Haddad; lina@example.org\nno address here")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("Line 2: there is no e-mail address.").first).to_be_visible()
    looks_well()
    page.get_by_label("People").fill(
        "Peace Watch; Lina Haddad; lina@example.org\nYouth League; Omar Sy; omar@example.org"
    )
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("lina@example.org")).to_be_visible()
    page.get_by_role("link", name="Open", exact=True).click()
    heading(page, "Open the consultation")
    looks_well()
    page.get_by_role("button", name="Open the consultation").click()
    expect(page.get_by_text("Open for answers").first).to_be_visible()
    looks_well()

    # The mails leave by SMTP; the contributor opens the link in a browser of her own.
    post.send()
    assert sorted(str(letter["To"]) for letter in post.letters) == [
        "lina@example.org",
        "omar@example.org",
    ]
    assert all(letter["Message-ID"] for letter in post.letters)
    assert str(post.letters[0]["Subject"]).startswith("[Training]")
    own = browser.new_context(base_url=live_server.url, viewport=viewport, locale="en-GB")
    guest = own.new_page()
    guest.goto(post.link_to("lina@example.org"))
    heading(guest, "What do you see on the ground?")
    guest.get_by_role("button", name="Open the consultation").click()
    question = guest.get_by_label("Who calls for violence, and where?")
    expect(question).to_be_visible()
    assert "/open/" not in guest.url

    # What she types is saved by itself, and survives the browser.
    question.fill("Two radio stations in the north.")
    expect(guest.get_by_text("Saved as a draft; nobody else")).to_be_visible()
    guest.reload()
    expect(guest.get_by_label("Who calls for violence, and where?")).to_have_value(
        "Two radio stations in the north."
    )
    guest.get_by_role("button", name="Hand in").click()
    expect(guest.get_by_text("Choose who may know that it is you.").first).to_be_visible()
    widths = guest.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    guest.get_by_label("Anonymously").check()
    guest.get_by_role("button", name="Hand in").click()
    expect(guest.get_by_text("Handed in. Thank you.")).to_be_visible()

    # Another browser needs a code from the mailbox.
    strange = browser.new_context(base_url=live_server.url)
    stranger = strange.new_page()
    stranger.goto(post.link_to("lina@example.org"))
    heading(stranger, "What do you see on the ground?")
    stranger.get_by_role("button", name="Open the consultation").click()
    heading(stranger, "Enter the code")
    strange.close()

    # The office sees nothing of it before the close, and nobody's name after it.
    page.get_by_role("link", name=re.compile("^Answers")).first.click()
    expect(page.get_by_text("No answer yet")).to_be_visible()
    looks_well()
    page.go_back()
    page.get_by_role("link", name="Close").click()
    heading(page, "Close the consultation")
    page.get_by_role("button", name="Close the consultation").click()
    expect(page.get_by_text("Closed, being answered").first).to_be_visible()
    looks_well()
    page.get_by_role("link", name="Go through the answers").click()
    expect(page.get_by_text("Two radio stations in the north.")).to_be_visible()
    expect(page.get_by_text("Peace Watch")).to_have_count(0)
    looks_well()
    page.get_by_role("link", name="Go through them").press("Enter")
    heading(page, "Who calls for violence")
    looks_well()
    page.get_by_label("Taken up in part").check()
    page.get_by_label("Why").first.fill("It stands under factor 7 now.")
    page.get_by_role("button", name="Accept and respond").press("Enter")
    expect(page.get_by_text("Taken up in part").first).to_be_visible()
    page.get_by_role("link", name="Questions and people").click()
    page.get_by_role("link", name="Send the responses").click()
    heading(page, "Send the responses")
    page.get_by_role("button", name="Send the responses").click()
    expect(page.get_by_role("link", name="Publish the record")).to_be_visible()

    # She is told, and reads the response.
    before = len(post.letters)
    post.send()
    assert [str(letter["To"]) for letter in post.letters[before:]] == ["lina@example.org"]
    guest.goto(post.link_to("lina@example.org"))
    guest.get_by_role("button", name="Open the consultation").click()
    expect(guest.get_by_text("It stands under factor 7 now.")).to_be_visible()
    own.close()

    # The record names nobody who did not wish it.
    page.get_by_role("link", name="Publish the record").click()
    heading(page, "Publish the record")
    page.get_by_label("Who reads it").select_option("network")
    looks_well()
    page.get_by_role("button", name="Publish the record").click()
    page.get_by_role("link", name="Published record").click()
    expect(page.get_by_text("Two radio stations in the north.")).to_be_visible()
    expect(page.get_by_text("Peace Watch")).to_have_count(0)
    looks_well()


def test_a_contributor_without_scripts_answers_by_keyboard(
    browser: Browser, live_server: Any, stage: Stage, post: Post
) -> None:
    stage.opened()
    post.send()
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(post.link_to("a@example.org"))
    page.get_by_role("button", name="Open the consultation").press("Enter")
    page.get_by_label("What do you see?").fill("Nothing new.")
    page.get_by_label("With our name").press("Space")
    page.get_by_role("button", name="Hand in").press("Enter")
    expect(page.get_by_text("Handed in. Thank you.")).to_be_visible()
    context.close()
    assert [row.text for row in stage.rows()] == ["Nothing new."]
