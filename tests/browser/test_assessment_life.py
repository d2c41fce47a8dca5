"""The whole life of an assessment: begun, rated by keyboard, handed in, approved, read abroad."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.services import create_assessment, rate_factor
from apps.countries.models import Institution
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import CountryFactory, InstitutionFactory, RiskFactorFactory, person

Fits = Callable[[], None]


@pytest.fixture
def people(live_server: object) -> dict[Role, User]:
    """A focal point and an official of one office, a coordinator, and the fourteen factors."""
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    for number in range(1, 15):
        RiskFactorFactory(
            code=f"RF{number}", label=str(number), title=f"Risk factor {number}", order=number
        )
    return {
        Role.FOCAL_POINT: person(Role.FOCAL_POINT, office, name="Amina Farouk"),
        Role.OFFICIAL: person(Role.OFFICIAL, office, name="Boris Tal"),
        Role.COORDINATOR: person(Role.COORDINATOR, name="Chen Li"),
    }


def rating(code: str) -> FactorRating:
    with acting(SYSTEM):
        return FactorRating.objects.get(factor__code=code)


def test_from_the_first_draft_to_what_the_network_reads(
    page: Page,
    viewport: ViewportSize,
    people: dict[Role, User],
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well() -> None:
        axe()
        fits()

    # The official begins a draft.
    sign_in(people[Role.OFFICIAL])
    page.goto("/assessments/")
    page.get_by_role("link", name="Begin the first one").click()
    page.get_by_label("title").fill("National assessment 2026")
    page.get_by_label("period from").fill("2026-01-01")
    page.get_by_label("period until").fill("2026-06-30")
    looks_well()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("National assessment 2026")
    looks_well()

    # Factor after factor by keyboard: a digit for the level, Tab to the text, Enter on the button.
    page.get_by_role("link", name="Start rating").press("Enter")
    for number in range(1, 15):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{number} Risk factor")
        page.keyboard.press("3")
        expect(page.locator("input[name=level][value=high]")).to_be_checked()
        if number == 1:
            looks_well()
            page.get_by_label("Reasons").focus()
            page.keyboard.type("Clashes in 2 districts.")
        save = page.get_by_role("button", name="Save and next" if number < 14 else "Save")
        save.press("Enter")
    expect(page.get_by_text("14 of 14", exact=True)).to_be_visible()
    assert rating("RF1").narrative == "Clashes in 2 districts."
    assert rating("RF14").level == "high"

    # Handed in; the focal point sees what readers will see, and opens it to the network.
    page.get_by_role("link", name="Submit", exact=True).click()
    looks_well()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Waiting for the focal point")).to_be_visible()
    address = page.url
    sign_in(people[Role.FOCAL_POINT])
    page.goto(address)
    looks_well()
    page.get_by_role("link", name="Approve", exact=True).click()
    expect(page.get_by_text("Clashes in 2 districts.")).to_be_visible()
    looks_well()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Unchanged since approval")).to_be_visible()
    looks_well()

    # Shared by levels first; what the network would see is looked at before.
    page.get_by_role("link", name="Change who reads it").click()
    page.get_by_label("visibility").select_option("network")
    page.get_by_label("Levels only").check()
    page.get_by_role("button", name="other focal points").click()
    seen = page.get_by_role("region", name="would see it")
    expect(seen.get_by_text("Risk factor 14")).to_be_visible()
    expect(seen.get_by_text("Clashes in 2 districts.")).to_have_count(0)
    looks_well()
    page.get_by_label("Why?").fill("The texts follow when the minister agrees.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Abroad by levels only")).to_be_visible()
    approved = page.url
    sign_in(people[Role.COORDINATOR])
    page.goto("/assessments/approved/")
    page.get_by_role("link", name="National assessment 2026").click()
    expect(page.get_by_text("keeps the texts to itself")).to_be_visible()
    expect(page.get_by_text("Clashes in 2 districts.")).to_have_count(0)
    looks_well()

    # Then the whole.
    sign_in(people[Role.FOCAL_POINT])
    page.goto(f"{approved}share/")
    page.get_by_label("Everything as it was approved").check()
    page.get_by_label("Why?").fill("The minister agrees.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Unchanged since approval")).to_be_visible()

    # The coordinator reads the approved text, and nothing of the working record.
    sign_in(people[Role.COORDINATOR])
    page.goto("/assessments/")
    page.get_by_role("link", name="National assessment 2026").click()
    expect(page.get_by_text("Clashes in 2 districts.")).to_be_visible()
    expect(page.get_by_text("Boris Tal")).to_have_count(0)
    looks_well()
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404


@pytest.fixture
def draft(people: dict[Role, User]) -> Assessment:
    who = actor_for(people[Role.OFFICIAL])
    with acting(who):
        office = Institution.objects.get(country=who.country)
    return create_assessment(
        actor=who,
        country=who.country,
        fields={
            "title": "National assessment 2026",
            "period_start": dt.date(2026, 1, 1),
            "period_end": dt.date(2026, 6, 30),
            "lead_institution": office,
        },
    )


def test_what_was_typed_survives_a_conflict(
    page: Page, draft: Assessment, people: dict[Role, User], sign_in: SignIn, axe: Axe
) -> None:
    sign_in(people[Role.OFFICIAL])
    page.goto(f"{draft.get_absolute_url()}factors/RF1/")
    page.get_by_label("Reasons").fill("My own view.")
    rate_factor(
        actor=actor_for(people[Role.FOCAL_POINT]),
        rating=rating("RF1"),
        changes={"narrative": "The focal point's view.", "level": "low"},
        version=1,
    )
    page.get_by_role("button", name="Save and close").click()
    expect(page.get_by_text("Somebody saved this record")).to_be_visible()
    expect(page.get_by_text("The focal point's view.")).to_be_visible()
    expect(page.get_by_label("Reasons")).to_have_value("My own view.")
    axe()
    page.get_by_label("Reasons").fill("What both of us see.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Factor 1 saved.")).to_be_visible()
    assert rating("RF1").narrative == "What both of us see."


def test_what_was_typed_survives_a_server_that_is_away(
    page: Page, draft: Assessment, people: dict[Role, User], sign_in: SignIn
) -> None:
    sign_in(people[Role.OFFICIAL])
    page.goto(f"{draft.get_absolute_url()}factors/RF1/")
    page.get_by_label("Reasons").fill("Typed on a train.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save and close").click()
    expect(page.locator("#toasts")).to_contain_text("what you typed is still here")
    page.context.set_offline(False)
    expect(page.get_by_label("Reasons")).to_have_value("Typed on a train.")
    page.get_by_role("button", name="Save and close").click()
    expect(page.get_by_text("Factor 1 saved.")).to_be_visible()
    assert rating("RF1").narrative == "Typed on a train."
