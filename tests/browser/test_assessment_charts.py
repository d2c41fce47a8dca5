"""The charts of an assessment on a laptop and on a phone, in both themes, and as files."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.findings.services import record_finding
from apps.assessments.models import Assessment
from apps.assessments.resilience.services import add_structure
from apps.assessments.selectors import ratings_of
from apps.assessments.services import (
    approve_assessment,
    create_assessment,
    rate_factor,
    submit_assessment,
)
from apps.assessments.tasks import make_report_task
from apps.catalogue.models import Item
from apps.countries.models import Institution
from focalpoint.acting import acting
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    CountryFactory,
    IndicatorFactory,
    InstitutionFactory,
    RiskFactorFactory,
    person,
)

Fits = Callable[[], None]
LEVELS = ("low", "moderate", "high", "very_high")
TITLE = "Intergroup tensions or patterns of discrimination against protected groups"


@pytest.fixture
def focal_point(live_server: object) -> User:
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    for number in range(1, 15):
        factor = RiskFactorFactory(
            code=f"RF{number}", label=str(number), title=f"{TITLE} {number}", order=number * 100
        )
        for each in range(1, 4):
            IndicatorFactory(
                framework=factor.framework,
                parent=factor,
                code=f"{number}.{each}",
                label=f"{number}.{each}",
                order=number * 100 + each,
            )
    return person(Role.FOCAL_POINT, office, name="Amina Farouk")


def assessed(user: User, year: int) -> Assessment:
    """A draft of one year, rated and with findings."""
    who = actor_for(user)
    with acting(who):
        office = Institution.objects.get(country=who.country)
    draft = create_assessment(
        actor=who,
        country=who.country,
        fields={
            "title": f"National assessment {year}",
            "period_start": dt.date(year, 1, 1),
            "period_end": dt.date(year, 6, 30),
            "lead_institution": office,
        },
    )
    with acting(who):
        ratings = ratings_of(draft, who)
        found = {item.code: item for item in Item.objects.filter(parent__isnull=False)}
    for number, rating in enumerate(ratings):
        level = LEVELS[(number + year) % 4]
        rate_factor(actor=who, rating=rating, changes={"level": level}, version=None)
        for each, presence in (("1", "present"), ("2", "absent")):
            record_finding(
                actor=who,
                assessment=draft,
                indicator=found[f"{number + 1}.{each}"],
                changes={"presence": presence, "observed_on": dt.date(year, 1, 1)},
                version=0,
            )
    structure = {"name": "Mediators", "strength": "fair", "factors": ["RF2"]}
    add_structure(actor=who, assessment=draft, fields=structure)
    return draft


@pytest.fixture
def third(focal_point: User) -> Assessment:
    """A draft after two approved cycles."""
    who = actor_for(focal_point)
    for year in (2023, 2024):
        submitted = submit_assessment(actor=who, assessment=assessed(focal_point, year))
        approve_assessment(actor=who, assessment=submitted, visibility=Visibility.NETWORK)
    return assessed(focal_point, 2025)


def test_the_charts_are_drawn_with_words_and_their_tables(
    page: Page,
    viewport: ViewportSize,
    third: Assessment,
    focal_point: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    sign_in(focal_point)
    page.goto(third.get_absolute_url())
    page.get_by_role("link", name="Charts", exact=True).click()
    expect(page.locator("#heat-map svg")).to_be_visible()
    for name in ("quadrant", "change", "indicators", "coverage"):
        expect(page.locator(f"#{name} svg")).to_be_visible()
    # What comes by itself later is drawn as well.
    expect(page.locator("#timeline svg")).to_be_visible()
    words = "4 Very high" if viewport["width"] > 1000 else "4"
    expect(page.locator("#heat-map svg text").get_by_text(words, exact=True).first).to_be_visible()
    expect(page.locator("#heat-map .fp-chart-canvas")).to_have_attribute("tabindex", "0")
    axe()
    fits()
    # The table of the heat map says the same, by keyboard.
    summary = page.locator("#heat-map summary")
    summary.focus()
    summary.press("Enter")
    expect(page.locator("#heat-map thead")).to_contain_text("Jun 2025, draft")


def test_a_report_is_asked_for_waited_for_and_taken(
    page: Page,
    viewport: ViewportSize,
    third: Assessment,
    focal_point: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    sign_in(focal_point)
    page.goto(third.get_absolute_url())
    page.get_by_role("link", name="Report", exact=True).click()
    expect(page.get_by_role("heading", name="The assessment as a document")).to_be_visible()
    expect(page.get_by_text("CONFIDENTIAL: for the focal point's office only")).to_be_visible()
    axe()
    fits()
    page.get_by_label("Word (DOCX)").check()
    page.get_by_role("button", name="Make the report").click()
    expect(page.get_by_text("The report is being made")).to_be_visible()
    axe()
    fits()
    make_report_task(page.url.rstrip("/").rpartition("/")[2])
    # The page looks for itself.
    expect(page.get_by_role("heading", name="The report is ready")).to_be_visible()
    axe()
    fits()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    assert saved.value.suggested_filename == f"assessment-{third.reference}.docx"
    assert Path(saved.value.path()).read_bytes().startswith(b"PK")


def test_a_chart_becomes_a_file_in_black_on_white_whatever_the_theme(
    page: Page, third: Assessment, focal_point: User, sign_in: SignIn, axe: Axe
) -> None:
    page.emulate_media(color_scheme="dark")
    sign_in(focal_point)
    page.goto(f"{third.get_absolute_url()}charts/")
    expect(page.locator("#heat-map svg")).to_be_visible()
    expect(page.locator("#coverage svg")).to_be_visible()
    axe()
    with page.expect_download() as saved:
        page.locator("#heat-map").get_by_role("button", name="SVG").click()
    assert saved.value.suggested_filename == f"heat-map-{third.reference}.svg"
    drawn = Path(saved.value.path()).read_text()
    assert f"{third.reference} · Draft" in drawn
    assert "4 Very high" in drawn
    assert 'fill="white"' in drawn
    with page.expect_download() as saved:
        page.locator("#heat-map").get_by_role("button", name="PNG").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as saved:
        page.locator("#heat-map").get_by_role("link", name="CSV").click()
    assert "Jun 2025, draft" in Path(saved.value.path()).read_text("utf-8-sig")
