"""What a State owes, by mouse and by keyboard; and the planner."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from apps.countries.models import Country
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    ActionFactory,
    CountryFactory,
    InstitutionFactory,
    OccurrenceFactory,
    ReportingObligationFactory,
    TreatyFactory,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
REPORTING = {
    "initial_within_years": 1,
    "periodic_every_years": 4,
    "basis": "Art. 18",
    "note": "At least every four years and when the Committee asks",
    "confidence": "high",
}


@pytest.fixture
def state() -> Country:
    return CountryFactory(code="XTA", name="Aravia", time_zone="UTC")


@pytest.fixture
def owed(state: Country, sign_in: SignIn) -> dict[str, Any]:
    """A duty with a past, a present and a future, seen by an official."""
    today = timezone.now().date()
    office = InstitutionFactory(country=state, name="Office of the Prime Minister")
    justice = InstitutionFactory(country=state, name="Ministry of Justice")
    duty = ReportingObligationFactory(
        office=office,
        lead_institution=justice,
        source="UN Treaty Collection IV-8",
        source_as_of=dt.date(2015, 3, 14),
        confidence="high",
        treaty=TreatyFactory(code="WOMEN", short_title="Convention on Women", reporting=REPORTING),
    )
    shared = {"office": office, "obligation": duty, "lead_institution": justice}
    coming = OccurrenceFactory(
        original_due_on=today + 120 * DAY,
        rule="periodic",
        rule_number=4,
        counted_from=today - 1340 * DAY,
        source="Art. 18; UN Treaty Collection IV-8",
        confidence="low",
        **shared,
    )
    OccurrenceFactory(original_due_on=today - 40 * DAY, kind="special", **shared)
    OccurrenceFactory(
        original_due_on=today - 10 * DAY,
        kind="follow_up",
        confirmed_at=timezone.now(),
        origin="hand",
        **shared,
    )
    OccurrenceFactory(
        original_due_on=today - 1340 * DAY,
        status="submitted",
        submitted_on=today - 1200 * DAY,
        symbol="CEDAW/C/XTA/8",
        confirmed_at=timezone.now(),
        **shared,
    )
    ActionFactory(office=office, title="Draft the report", due_on=today + 30 * DAY)
    sign_in(person(Role.OFFICIAL, office, name="Ama Official"))
    return {"duty": duty, "coming": coming}


@pytest.mark.usefixtures("viewport")
@pytest.mark.parametrize(
    "path",
    [
        "/obligations/",
        "/obligations/duties/",
        "/obligations/new/",
        "/obligations/{duty}/",
        "/obligations/{duty}/dates/new/",
        "/obligations/dates/{coming}/",
        "/obligations/dates/{coming}/override/",
        "/planner/",
    ],
)
def test_each_page_fits_and_is_accessible(
    page: Page, path: str, owed: dict[str, Any], axe: Axe, fits: Callable[[], None]
) -> None:
    page.goto(path.format(duty=owed["duty"].pk, coming=owed["coming"].pk))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    fits()
    axe()


@pytest.mark.usefixtures("viewport")
def test_a_date_is_moved_and_submitted_by_mouse(page: Page, owed: dict[str, Any]) -> None:
    page.goto("/obligations/")
    page.get_by_role("link", name="Convention on Women: Periodic report").click()
    expect(page.get_by_text("Nobody of the State has confirmed this date yet.")).to_be_visible()
    page.get_by_role("link", name="Another date").click()
    page.get_by_label("Due on").fill("2099-11-30")
    page.get_by_label("Where the date comes from").select_option("committee")
    page.get_by_label("Why, and where it is written").fill("Concluding observations, paragraph 45")
    page.get_by_role("button", name="Set the date").click()
    facts = page.locator("#date")
    expect(facts.get_by_text("The committee set the date")).to_be_visible()
    expect(facts.locator("time[datetime='2099-11-30']")).to_be_visible()
    page.get_by_role("link", name="Submitted").click()
    page.get_by_label("Document symbol").fill("CEDAW/C/XTA/9")
    page.get_by_role("button", name="Record it").click()
    expect(facts.get_by_text("CEDAW/C/XTA/9")).to_be_visible()
    expect(page.locator("#history")).to_contain_text("Concluding observations, paragraph 45")


@pytest.mark.usefixtures("viewport")
def test_a_date_is_confirmed_by_keyboard(page: Page, owed: dict[str, Any]) -> None:
    page.goto(f"/obligations/dates/{owed['coming'].pk}/")
    page.get_by_role("link", name="Confirm the date").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Remark for the history").focus()
    page.keyboard.type("As the ministry said")
    for _press in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Confirm":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/obligations/dates/{owed['coming'].pk}/$"))
    expect(page.get_by_text("Nobody of the State has confirmed")).to_have_count(0)
    expect(page.locator("#date")).to_contain_text("Ama Official")


@pytest.mark.usefixtures("owed")
def test_the_planner_is_narrowed_and_taken_along(page: Page) -> None:
    page.goto("/planner/")
    results = page.locator("#results")
    expect(results.get_by_text("Draft the report")).to_be_visible()
    page.get_by_label("Kind").select_option("obligation.due")
    expect(results.get_by_text("Draft the report")).to_have_count(0)
    expect(results.get_by_text("Convention on Women: Periodic report")).to_be_visible()
    expect(page).to_have_url(re.compile("kind=obligation.due"))
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert download.value.suggested_filename.startswith("planner-XTA-training-")
