"""Findings beside the judgement: by mouse, by keyboard alone, and without scripts."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.services import create_assessment
from apps.countries.models import Institution
from apps.evidence.services import attach_link
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    CountryFactory,
    IndicatorFactory,
    InstitutionFactory,
    RiskFactorFactory,
    person,
)

Fits = Callable[[], None]


@pytest.fixture
def official(live_server: object) -> User:
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    person(Role.FOCAL_POINT, office)
    for number in (1, 2):
        factor = RiskFactorFactory(
            code=f"RF{number}", label=str(number), title=f"Risk factor {number}", order=number * 100
        )
        for indicator in (1, 2, 3):
            code = f"{number}.{indicator}"
            IndicatorFactory(
                parent=factor,
                code=code,
                title=f"Sign {code} is there.",
                order=number * 100 + indicator,
            )
    return person(Role.OFFICIAL, office, name="Boris Tal")


@pytest.fixture
def draft(official: User) -> Assessment:
    who = actor_for(official)
    with acting(who):
        office = Institution.objects.get(country=who.country)
    made = create_assessment(
        actor=who,
        country=who.country,
        fields={
            "title": "National assessment 2026",
            "period_start": dt.date(2026, 1, 1),
            "period_end": dt.date(2026, 6, 30),
            "lead_institution": office,
        },
    )
    attach_link(actor=who, target=made, url="https://example.org/report", title="Yearly report")
    return made


def finding(code: str) -> IndicatorFinding:
    with acting(SYSTEM):
        return IndicatorFinding.objects.get(indicator__code=code)


def test_findings_stand_beside_the_judgement(
    page: Page,
    viewport: ViewportSize,
    draft: Assessment,
    official: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well() -> None:
        axe()
        fits()

    sign_in(official)
    page.goto(f"{draft.get_absolute_url()}factors/RF1/")
    page.get_by_label("Reasons").fill("Not saved yet.")
    looks_well()

    # One press saves, tells the sum anew, and leaves what was typed alone.
    row = page.locator("li", has_text="Sign 1.1 is there.")
    row.get_by_role("button", name="Present").click()
    expect(row.get_by_role("button", name="Present")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tally")).to_contain_text("1 present, 0 partly, of 1 known · 2 unknown")
    assert finding("1.1").presence == "present"
    expect(page.get_by_label("Reasons")).to_have_value("Not saved yet.")

    # What it rests on, in the place of the row.
    row.get_by_role("link", name="Note, source, evidence").click()
    row.get_by_label("Note").fill("In two districts.")
    row.get_by_label("Source", exact=True).fill("Court register")
    row.get_by_label("Yearly report").check()
    looks_well()
    row.get_by_role("button", name="Save finding").click()
    expect(row.get_by_text("In two districts.")).to_be_visible()
    expect(row.get_by_text("one item of evidence")).to_be_visible()
    assert len(finding("1.1").evidence) == 1

    # A level that speaks against it is asked about; the answer is kept.
    page.get_by_label("Low", exact=False).first.check()
    page.get_by_role("button", name="Save and close").click()
    why = page.get_by_label("Why does the level differ from what was found?")
    expect(why).to_be_visible()
    expect(page.get_by_label("Reasons")).to_have_value("Not saved yet.")
    looks_well()
    why.fill("An old remnant.")
    page.get_by_role("button", name="Save and close").click()
    expect(page.get_by_text("An old remnant.")).to_be_visible()
    looks_well()
    with acting(SYSTEM):
        assert FactorRating.objects.get(factor__code="RF1").level == "low"

    # All of them, and those of which nothing is known.
    page.get_by_role("link", name="Findings", exact=True).click()
    expect(page.get_by_text("Sign 2.3 is there.")).to_be_visible()
    looks_well()
    page.get_by_role("link", name="Unknown 5").click()
    expect(page.get_by_text("Sign 1.1 is there.")).to_have_count(0)


def test_by_keyboard_alone(page: Page, draft: Assessment, official: User, sign_in: SignIn) -> None:
    sign_in(official)
    page.goto(f"{draft.get_absolute_url()}factors/RF1/")
    page.locator("#found-1\\.1-partly").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#found-1\\.1-partly")).to_have_attribute("aria-pressed", "true")
    # The focus stays, so that the next one is a Tab away.
    expect(page.locator("#found-1\\.1-partly")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#found-1\\.1-absent")).to_be_focused()
    page.locator("#details-1\\.1").press("Enter")
    expect(page.get_by_role("button", name="Save finding")).to_be_visible()
    for _step in range(40):
        if page.evaluate("document.activeElement.name") == "note":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("By keyboard.")
    page.get_by_role("button", name="Save finding").press("Enter")
    expect(page.get_by_text("By keyboard.")).to_be_visible()
    expect(page.locator("#details-1\\.1")).to_be_focused()
    assert finding("1.1").note == "By keyboard."


@pytest.fixture
def plain(
    browser: Browser, official: User, sign_in: SignIn, page: Page, live_server: LiveServer
) -> Iterator[Page]:
    """A browser that runs no scripts, signed in as the official."""
    sign_in(official)
    cookies = page.context.cookies()
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="en-GB"
    )
    context.add_cookies(cookies)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_without_scripts(plain: Page, draft: Assessment) -> None:
    plain.goto(f"{draft.get_absolute_url()}factors/RF1/")
    row = plain.locator("li", has_text="Sign 1.2 is there.")
    row.get_by_role("button", name="Absent").click()
    assert plain.url.endswith("#indicator-1.2")
    assert finding("1.2").presence == "absent"
    row.get_by_role("link", name="Note, source, evidence").click()
    plain.get_by_label("Note").fill("Looked for twice.")
    plain.get_by_role("button", name="Save finding").click()
    expect(plain.get_by_text("Looked for twice.")).to_be_visible()
    assert finding("1.2").presence == "absent"
