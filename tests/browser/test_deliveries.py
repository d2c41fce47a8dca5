"""What became of the messages of a State, in a real browser; a failed one is tried again."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from apps.reminders.models import Digest
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.browser.keys import press, write
from tests.factories import DigestFactory, InstitutionFactory, person

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/reminders/deliveries/"
REFUSAL = "550 5.1.1 The mail server of the ministry does not know this address any more"


@pytest.fixture
def failed(sign_in: SignIn) -> Digest:
    """A message that no server took, among others that arrived."""
    office = InstitutionFactory(name="Office of the Focal Point")
    kofi = person(Role.FOCAL_POINT, office, name="Kofi Mensah")
    amina = person(Role.OFFICIAL, office, name="Amina Diallo")
    day = timezone.now().date()
    for ago in range(1, 4):
        DigestFactory(
            country=office.country,
            recipient=kofi,
            local_date=day - dt.timedelta(days=ago),
            state="sent",
            sent_at=timezone.now(),
        )
    sign_in(kofi)
    found: Digest = DigestFactory(
        country=office.country,
        recipient=amina,
        local_date=day,
        state="failed",
        attempts=9,
        last_error=REFUSAL,
    )
    return found


def state_of(digest: Digest) -> str:
    with acting(SYSTEM):
        return str(Digest.objects.get(pk=digest.pk).state)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_mouse(
    page: Page,
    viewport: ViewportSize,
    failed: Digest,
    axe: Axe,
    fits: Callable[[], None],
    scheme: Any,
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(PAGE)
    expect(page.locator("#results tbody tr")).to_have_count(4)
    axe()
    fits()
    page.get_by_role("link", name="Failed 1").click()
    expect(page.locator("#results tbody tr")).to_have_count(1)
    expect(page.locator("#results")).to_contain_text(REFUSAL)
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("main")).to_contain_text("Amina Diallo again?")
    axe()
    fits()
    page.get_by_label("Reason").fill("The address is corrected")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#messages")).to_contain_text("tried again within a minute")
    assert state_of(failed) == "pending"


def test_by_keyboard_alone(page: Page, viewport: ViewportSize, failed: Digest) -> None:
    page.goto(PAGE)
    press(page, page.get_by_role("link", name="Failed 1"))
    expect(page.locator("#results tbody tr")).to_have_count(1)
    press(page, page.get_by_role("link", name="Try again"))
    expect(page.locator("main")).to_contain_text("Amina Diallo again?")
    write(page, page.get_by_label("Reason"), "The address is corrected")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("tried again within a minute")
    assert state_of(failed) == "pending"
