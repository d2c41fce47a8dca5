"""Events between cycles, by mouse and by keyboard, on a laptop and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import Membership, User
from apps.assessments.event_models import RiskEvent
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    RiskEventFactory,
    RiskFactorFactory,
    person,
)

Fits = Callable[[], None]


@pytest.fixture
def official(live_server: object) -> User:
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    for number in range(1, 4):
        RiskFactorFactory(
            code=f"RF{number}", label=str(number), title=f"Risk factor {number}", order=number
        )
    return person(Role.OFFICIAL, office, name="Boris Tal")


def test_an_event_is_logged_found_and_corrected(
    page: Page,
    viewport: ViewportSize,
    official: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        axe()
        fits()

    sign_in(official)
    page.goto("/assessments/events/")
    looks_well("Events")
    page.get_by_role("link", name="Log an event").first.click()
    looks_well("Log an event")
    page.get_by_label("Title").fill("Elections called off in the northern districts")
    page.get_by_label("Kind").select_option("trigger")
    page.locator("[name=occurred_on]").fill("2026-05-20")
    page.get_by_label("How exactly is the date known?").select_option("month")
    page.get_by_label("Place").fill("Northern province")
    page.get_by_label("Source", exact=True).fill("Electoral commission")
    page.get_by_label("Reliability of the source").select_option("confirmed")
    page.get_by_label("2 Risk factor 2").check()
    page.get_by_role("button", name="Log it").click()
    looks_well("Elections called off in the northern districts")
    expect(page.get_by_text("The day is not known.")).to_be_visible()
    page.get_by_role("link", name="Edit").click()
    looks_well("Edit the event")
    page.get_by_label("Description").fill("The commission gave no new day.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The commission gave no new day.").first).to_be_visible()
    page.goto("/assessments/events/?factor=RF2")
    looks_well("Events")
    expect(page.get_by_role("link", name="Elections called off")).to_be_visible()


def test_by_keyboard_alone(page: Page, official: User, sign_in: SignIn) -> None:
    sign_in(official)
    page.goto("/assessments/events/")
    expect(page.get_by_role("heading", name="Events", level=1)).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Log an event", level=1)).to_be_visible()
    page.get_by_label("Title").focus()
    page.keyboard.type("A peace deal is signed")
    page.locator("[name=occurred_on]").fill("2026-05-20")
    page.get_by_label("Title").press("Enter")
    expect(page.get_by_role("heading", name="A peace deal is signed", level=1)).to_be_visible()
    with acting(SYSTEM):
        assert RiskEvent.objects.get().title == "A peace deal is signed"


def test_an_event_is_escalated_noted_and_decided(
    page: Page,
    viewport: ViewportSize,
    official: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        axe()
        fits()

    with acting(SYSTEM):
        office = Membership.objects.get(user=official).institution
    assert office is not None
    chief = person(Role.FOCAL_POINT, office, name="Amina Sey")
    justice = InstitutionFactory(country=office.country, name="Ministry of Justice")
    person(Role.MINISTRY_OFFICER, justice, name="Clara Oduya")
    event = RiskEventFactory(office=office, visibility="office", factors=["RF2"])

    # The focal point chooses whom to alert.
    sign_in(chief)
    page.goto("/assessments/events/alerts/")
    looks_well("People to alert")
    page.get_by_label("Amina Sey").check()
    page.get_by_label("Clara Oduya").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    # The official escalates; who would not see the event is named.
    sign_in(official)
    page.goto(event.get_absolute_url())
    looks_well("Attack on a market")
    page.get_by_role("link", name="Escalate").click()
    looks_well("Escalate this event")
    page.get_by_label("Message").fill("The next market is on Friday. Send the police?")
    page.locator("[name=respond_by]").fill("2031-05-01")
    expect(page.get_by_text("Alerted, but not able to see it now: Clara Oduya.")).to_be_visible()
    page.get_by_label("Let my government see this event").check()
    page.get_by_role("button", name="Alert them").click()
    looks_well("Attack on a market")
    expect(page.get_by_text("2 people have not taken note yet.")).to_be_visible()

    # The focal point is told, takes note, and decides.
    sign_in(chief)
    page.goto("/reminders/")
    expect(page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
    expect(page.get_by_text("alerts you to this event").first).to_be_visible()
    page.goto(event.get_absolute_url())
    page.get_by_role("button", name="I have taken note").click()
    expect(page.get_by_text("1 person has not taken note yet.")).to_be_visible()
    page.get_by_role("link", name="Decide").click()
    looks_well("Decide")
    page.get_by_label("We act").check()
    page.get_by_label("Decision", exact=False).last.fill("A patrol is there from Thursday on.")
    page.get_by_role("button", name="Record the decision").click()
    looks_well("Attack on a market")
    expect(page.get_by_text("A patrol is there from Thursday on.").first).to_be_visible()
