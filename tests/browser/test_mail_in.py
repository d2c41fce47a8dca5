"""Held mail in a real browser: an official files, makes and dismisses, by mouse and by keyboard."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.actions.models import Action, ActionUpdate
from apps.correspondence import raw_mail
from apps.correspondence.models import InboundMail, Status
from apps.correspondence.parsing import file_summary, read_letter
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.correspondence.letters import PDF, with_files
from tests.factories import ActionFactory, InboundMailFactory, InstitutionFactory, person

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECT = "The minister’s answer on the draft bill, with the opinion of the legal department"


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(name="Office of the Focal Point", country__code="XAA")


@pytest.fixture
def amina(office: Any, sign_in: SignIn) -> User:
    user: User = person(Role.OFFICIAL, office, name="Amina Diallo", email="amina@example.org")
    sign_in(user)
    return user


@pytest.fixture
def action(office: Any) -> Any:
    return ActionFactory(
        office=office, reference="XAA-2026-0042", title="Send the draft bill to the cabinet"
    )


@pytest.fixture
def mail(office: Any, amina: User, action: Any) -> Any:
    """A mail of an unknown sender about an action, between others."""
    text = (
        "Dear colleague,\n\nthe minister agrees to the draft.\n\nPlease find the opinion attached."
    )
    raw = with_files(
        "x@mail.example.org",
        ("Legal opinion on the draft bill.pdf", "application/pdf", PDF),
        text=text,
    ).as_bytes()
    values = {
        "institution": office,
        "file": raw_mail.keep(raw),
        "sha256": raw_mail.digest_of(raw),
        "attachments": file_summary(read_letter(raw)),
    }
    for reason in ("ambiguous", "not_allowed", "too_large"):
        InboundMailFactory(**values, subject=f"About {reason}", reason=reason)
    return InboundMailFactory(**values, subject=SUBJECT, text=text, action=action)


def status_of(mail: Any) -> str:
    with acting(SYSTEM):
        return str(InboundMail.objects.get(pk=mail.pk).status)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["list", "empty", "detail", "action", "confirm"])
def test_every_page_is_accessible_and_fits(
    page: Page,
    viewport: ViewportSize,
    mail: Any,
    action: Any,
    axe: Axe,
    fits: Callable[[], None],
    scheme: Any,
    name: str,
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    places = {
        "list": reverse("mail-list"),
        "empty": f"{reverse('mail-list')}?box=dismissed",
        "detail": reverse("mail-detail", args=[mail.pk]),
        "action": action.get_absolute_url(),
        "confirm": reverse("action-address-renew", args=[action.reference]),
    }
    page.goto(places[name])
    expect(page.locator("h1")).to_be_visible()
    axe()
    fits()


def test_it_mirrors_for_arabic(
    page: Page, mail: Any, amina: User, fits: Callable[[], None]
) -> None:
    with acting(SYSTEM, reason="test"):
        User.objects.filter(pk=amina.pk).update(language="ar")
    page.goto(reverse("mail-detail", args=[mail.pk]))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    fits()


def test_filing_by_mouse(page: Page, viewport: ViewportSize, mail: Any, action: Any) -> None:
    page.goto(reverse("mail-list"))
    page.get_by_role("link", name=SUBJECT[:40]).click()
    page.get_by_role("button", name="XAA-2026-0042").click()
    expect(page).to_have_url(re.compile(f"{action.get_absolute_url()}$"))
    expect(page.locator("#log")).to_contain_text("the minister agrees to the draft")
    assert status_of(mail) == Status.APPLIED
    with acting(SYSTEM):
        assert ActionUpdate.objects.filter(action=action).count() == 1


def test_making_an_action_by_keyboard_alone(page: Page, viewport: ViewportSize, mail: Any) -> None:
    page.goto(reverse("mail-list"))
    reach(page, "a", SUBJECT[:40])
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("The minister’s answer")
    reach(page, "#id_line")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Thank the minister @nobody")
    page.keyboard.press("Enter")
    # The mistake is said, and what was typed stays.
    expect(page.locator("#make")).to_contain_text("Nobody in this State is called")
    expect(page.locator("#id_line")).to_have_value("Thank the minister @nobody")
    reach(page, "#id_line")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Thank the minister by 1 June 2027 @amina")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Thank the minister")
    with acting(SYSTEM):
        made = Action.objects.get(title="Thank the minister")
    assert str(made.due_on) == "2027-06-01"


def test_dismissing_by_keyboard_needs_a_reason(
    page: Page, viewport: ViewportSize, mail: Any
) -> None:
    page.goto(reverse("mail-detail", args=[mail.pk]))
    reach(page, "#id_why")
    page.keyboard.press("Enter")
    expect(page.locator("#dismiss .invalid-feedback")).to_be_visible()
    reach(page, "#id_why")
    page.keyboard.type("Sent twice")
    page.keyboard.press("Enter")
    expect(page.locator(".fp-tabs")).to_be_visible()
    expect(page.get_by_text(SUBJECT[:40])).to_have_count(0)
    assert status_of(mail) == Status.DISMISSED


def test_the_address_of_an_action_is_copied(page: Page, amina: User, action: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(action.get_absolute_url())
    page.locator("#mail-address").get_by_role("button").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("xaa-2026-0042.")
    assert copied.endswith("@mail.example.org")


def reach(page: Page, selector: str, text: str = "") -> None:
    """Press Tab until an element has the focus."""
    wanted = page.locator(selector, has_text=text) if text else page.locator(selector)
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate_all("all => all.includes(document.activeElement)"):
            return
    pytest.fail(f"Tab does not reach {selector} {text}")
