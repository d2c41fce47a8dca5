"""What the record shows, what changed, and a State's mechanisms, in a real browser."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.recommendations.record.facts import FOOTNOTE
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    DomesticMeasureFactory,
    InstitutionFactory,
    ItemFactory,
    MeasureCoverageFactory,
    NationalMechanismFactory,
    OccurrenceFactory,
    ReceivedRecommendationFactory,
    ReportingObligationFactory,
    SupportFactory,
    TreatyActionFactory,
    TreatyFactory,
    TreatyRequirementFactory,
    person,
)

pytestmark = pytest.mark.django_db(transaction=True)

SHARED: dict[str, Any] = {"visibility": "network"}
APPROVED = dt.datetime(2026, 5, 15, 12, tzinfo=dt.UTC)


@pytest.fixture
def office() -> Any:
    return InstitutionFactory(name="Office of the Focal Point", country__name="Aravia")


def record_instruments(office: Any) -> None:
    """One in force, with a law that answers a part of it and a late report; and three more."""
    first = TreatyFactory(
        named_in=[FOOTNOTE],
        short_title="Convention on the Prevention and Punishment of the Crime of Genocide",
        entered_into_force_on=dt.date(2000, 1, 1),
    )
    TreatyActionFactory(treaty=first, country=office.country)
    for number in range(3):
        requirement = TreatyRequirementFactory(treaty=first)
        if not number:
            law = DomesticMeasureFactory(office=office, **SHARED)
            MeasureCoverageFactory(measure=law, requirement=requirement)
    duty = ReportingObligationFactory(office=office, treaty=first, **SHARED)
    OccurrenceFactory(
        office=office,
        obligation=duty,
        original_due_on=dt.date(2026, 3, 31),
        confirmed_at=APPROVED,
        **SHARED,
    )
    signed = TreatyFactory(named_in=[FOOTNOTE], short_title="Arms Trade Treaty")
    TreatyActionFactory(treaty=signed, country=office.country, kind="signature")
    for name in ("Rome Statute", "Convention on Enforced Disappearance"):
        TreatyFactory(named_in=[FOOTNOTE], short_title=name)


def test_each_instrument_unfolds_with_its_four_answers(
    page: Page,
    viewport: ViewportSize,
    office: Any,
    sign_in: SignIn,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    ItemFactory(code="R2013-C", label="(c)", title="Instruments", order=3)
    record_instruments(office)
    sign_in(person(Role.COORDINATOR))
    page.goto(f"/progress/record/?state={office.country.code}")
    table = page.get_by_role("region", name="Listed instruments")
    expect(table).to_be_hidden()
    page.get_by_text("Each of the 4 listed instruments, with its four answers").click()
    line = table.get_by_role("row").filter(has_text="Genocide")
    expect(line.get_by_text("Yes")).to_have_count(2)
    expect(line.get_by_text("1 of 3 points are covered by law in force.")).to_be_visible()
    expect(line.get_by_text("1 report is overdue")).to_be_visible()
    fits()
    axe()
    line.get_by_role("link", name="Convention on the Prevention").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Genocide")


def test_a_second_mechanism_finds_its_button_and_the_first_its_history(
    page: Page,
    viewport: ViewportSize,
    office: Any,
    sign_in: SignIn,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    NationalMechanismFactory(
        office=office,
        kind="committee",
        name="First national committee",
        established_on=dt.date(2012, 3, 1),
        dissolved_on=dt.date(2020, 5, 1),
    )
    NationalMechanismFactory(
        office=office, kind="office", name="Prevention office", established_on=dt.date(2021, 1, 1)
    )
    sign_in(person(Role.OFFICIAL, office))
    page.goto(f"/focal-points/states/{office.country.code}/")
    earlier = page.get_by_role("heading", name="Earlier mechanisms")
    expect(earlier).to_be_visible()
    expect(page.get_by_role("heading", name="First national committee", level=3)).to_be_visible()
    fits()
    axe()
    page.get_by_role("link", name="Record another mechanism").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("National mechanism")


def test_what_changed_tells_of_every_kind(
    page: Page,
    viewport: ViewportSize,
    office: Any,
    sign_in: SignIn,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    NationalMechanismFactory(
        office=office, name="Prevention office", established_on=dt.date(2026, 2, 1), **SHARED
    )
    DomesticMeasureFactory(office=office, in_force_on=dt.date(2026, 3, 1), **SHARED)
    SupportFactory(office=office, approved_at=APPROVED, **SHARED)
    for _number in range(2):
        ReceivedRecommendationFactory(country=office.country, date=dt.date(2026, 4, 1))
    sign_in(person(Role.COORDINATOR))
    code = office.country.code
    page.goto(f"/changes/?country={code}&since=2026-01-01&until=2026-06-30")
    for words in ("Mechanism established", "Law in force", "Need", "2 recommendations"):
        expect(page.get_by_role("table").get_by_text(words, exact=True)).to_be_visible()
    fits()
    axe()
    page.get_by_role("link", name="A/TEST/51/1").click()
    expect(page).to_have_url(f"/recommendations/?state={code}&q=A%2FTEST%2F51%2F1")
