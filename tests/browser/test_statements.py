"""Statements from a list to the page of the instrument, a withdrawal, and what changed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.treaties.models import ImportBatch
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import MemberStateFactory, TreatyFactory, person
from tests.treaties.lists import bring_in
from tests.treaties.sources import files

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "The Government does not consider itself bound by article IX of the Convention."


@pytest.fixture
def batch(sign_in: SignIn) -> ImportBatch:
    """The depositary's list with a reservation of one State and an objection of another."""
    MemberStateFactory(name="Aravia", code="0AR")
    MemberStateFactory(name="Belmora", code="0BE")
    TreatyFactory(
        code="TESTS",
        mtdsg="IV-1",
        short_title="Test Convention",
        full_title="Convention of the tests",
    )
    sign_in(person(Role.SECRETARIAT, name="Sena Cole"))
    more = f"""<Declarations><Declaration><Participant>Aravia</Participant><Text>Reservation:</Text>
        <Text>{TEXT}</Text></Declaration></Declarations>
        <Objections><Objection><Participant>Belmora</Participant><Text>11 November 2003</Text>
        <Text>We object to the reservation made by Aravia.</Text></Objection></Objections>"""
    rows = (("Aravia", "1 Jan 2000", "5 May 2001 a"), ("Belmora", "", "3 Mar 2002 d"))
    return bring_in(files.xml(*rows, more=more), name="IV-1.en.xml")


def test_a_reservation_from_the_list_to_its_withdrawal(
    page: Page,
    viewport: ViewportSize,
    batch: ImportBatch,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    page.goto(batch.get_absolute_url())
    expect(page.locator("[data-count=statements]")).to_have_text("2")

    page.goto("/treaties/TESTS/?country=0AR")
    expect(page.locator("#status").get_by_text("with a declaration or reservation")).to_be_visible()
    statements = page.locator("#statements")
    expect(statements.get_by_text(TEXT)).to_be_visible()
    expect(statements.get_by_text("We object to the reservation")).to_be_visible()
    axe()
    fits()

    # By keyboard alone: open it, and record that it was withdrawn.
    statements.get_by_role("link", name="Reservation", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Aravia · Reservation")).to_be_visible()
    axe()
    fits()
    page.get_by_label("Withdrawal notified").fill("2010-02-03")
    page.get_by_label("Source").fill("C.N.1.2010")
    page.get_by_label("Source").press("Enter")
    expect(page.get_by_text("The withdrawal is on record.").first).to_be_visible()
    expect(page.locator("#facts").get_by_text("3 February 2010").first).to_be_visible()

    page.goto("/treaties/TESTS/?country=0AR")
    expect(page.locator("#statements").get_by_text("withdrawn, with effect on")).to_be_visible()
    expect(page.get_by_text("with a declaration or reservation")).to_have_count(0)
    page.goto("/treaties/TESTS/?country=0AR&as_of=2010-02-02")
    expect(page.locator("#status").get_by_text("with a declaration or reservation")).to_be_visible()

    page.goto("/treaties/changes/?country=0AR&since=2010-01-01&until=2010-12-31")
    expect(page.get_by_text("Statement withdrawn").first).to_be_visible()
    expect(page.locator("#results tbody tr")).to_have_count(1)
    axe()
    fits()
