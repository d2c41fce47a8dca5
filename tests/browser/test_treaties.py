"""The treaty pages, the ministry's workplace and the catalogue in a real browser."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.countries.models import Country, RegionalGroup
from apps.treaties.models import ActionKind, Category, Treaty
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    ActionFactory,
    ActionLinkFactory,
    CountryFactory,
    InstitutionFactory,
    MemberStateFactory,
    RiskFactorFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def state() -> Country:
    return CountryFactory(code="XTA", name="Aravia")


@pytest.fixture
def officer(state: Country, sign_in: SignIn) -> User:
    """An officer of a ministry that works on one of three instruments."""
    ministry = InstitutionFactory(country=state, name="Ministry of Justice")
    start = dt.date(1990, 1, 1)
    ratified = TreatyFactory(
        code="RATIFIED",
        short_title="Ratified Convention",
        category=Category.ATROCITY_CRIME,
        entered_into_force_on=start,
        reporting={"basis": "Art. 9", "initial_within_years": 1, "confidence": "high"},
    )
    signed = TreatyFactory(code="SIGNED", short_title="Signed Convention")
    TreatyFactory(code="OUTSIDE", short_title="Unsigned Convention", category=Category.ARMS)
    TreatyActionFactory(treaty=ratified, country=state)
    TreatyActionFactory(treaty=signed, country=state, kind=ActionKind.SIGNATURE)
    action = ActionFactory(
        office=ministry, title="Send the bill to the cabinet", due_on=dt.date(2020, 1, 1)
    )
    ActionLinkFactory(action=action, item=None, treaty=signed)
    user = person(Role.MINISTRY_OFFICER, ministry)
    sign_in(user)
    return user


@pytest.mark.usefixtures("officer", "viewport")
@pytest.mark.parametrize(
    "path", ["/treaties/", "/treaties/RATIFIED/", "/ministry/", "/catalogue/", "/catalogue/FA2014/"]
)
def test_each_page_fits_and_is_accessible(
    page: Page, path: str, axe: Axe, fits: Callable[[], None]
) -> None:
    factor = RiskFactorFactory(code="RF1", title="Situations of armed conflict")
    RiskFactorFactory(code="1.1", kind="indicator", parent=factor)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    fits()
    axe()


@pytest.mark.usefixtures("officer")
def test_a_filter_applies_at_once_and_lives_in_the_address(page: Page) -> None:
    page.goto("/treaties/")
    rows = page.locator("#results tbody td.fp-table-title")
    expect(rows).to_have_count(3)
    page.get_by_label("Show").select_option("signed")
    expect(rows).to_have_text(["Signed Convention"])
    expect(page).to_have_url(re.compile("show=signed"))
    page.reload()
    expect(rows).to_have_text(["Signed Convention"])


@pytest.mark.usefixtures("officer")
def test_another_date_shows_what_stood_then(page: Page) -> None:
    page.goto("/treaties/RATIFIED/")
    status = page.locator("#status")
    expect(status.get_by_text("Party", exact=True)).to_be_visible()
    status.get_by_label("Status on").fill("2009-12-31")
    status.get_by_role("button", name="Show").click()
    expect(status.get_by_text("Never signed", exact=True)).to_be_visible()


@pytest.mark.usefixtures("officer")
def test_a_ministry_goes_from_an_instrument_to_its_actions(page: Page) -> None:
    page.goto("/ministry/")
    expect(page.locator("#owed")).to_contain_text("Send the bill to the cabinet")
    row = page.locator("#treaties tr", has_text="Signed Convention")
    row.get_by_role("link", name="1 open").click()
    expect(page).to_have_url(re.compile(r"/actions/\?treaty=SIGNED"))
    expect(page.get_by_text("Send the bill to the cabinet")).to_be_visible()


def test_a_coordinator_chooses_a_state_and_sees_the_groups(
    page: Page,
    sign_in: SignIn,
    viewport: ViewportSize,
    officer: User,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    page.context.clear_cookies()
    sign_in(person(Role.COORDINATOR))
    page.goto("/treaties/")
    expect(page.get_by_role("heading", name=re.compile("All Member States"))).to_be_visible()
    toggle = page.get_by_role("button", name="Filters")
    if toggle.is_visible():
        toggle.click()
    page.get_by_label("State", exact=True).select_option("XTA")
    expect(page.get_by_role("heading", name=re.compile("Aravia on"))).to_be_visible()

    # The regional groups in small panels, and the table that says the same by keyboard alone.
    ratified, signed = Treaty.objects.filter(code__in=["RATIFIED", "SIGNED"]).order_by("code")
    for group in RegionalGroup:
        member = MemberStateFactory(regional_group=group)
        TreatyActionFactory(treaty=ratified, country=member)
    TreatyActionFactory(treaty=signed, country=member)
    page.goto("/network/trends/?treaty=RATIFIED&treaty=SIGNED")
    panels = page.locator("#groups")
    expect(panels.locator("svg.marks")).to_be_visible()
    expect(panels.locator("svg.marks")).to_contain_text("Eastern European States (1)")
    panels.get_by_text("The figures as a table").focus()
    page.keyboard.press("Enter")
    row = panels.locator("tr", has_text="Western European and other States (1)").last
    expect(row).to_contain_text("1 · 100 %")
    fits()
    axe()
