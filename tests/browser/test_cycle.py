"""The cycle of an assessment, by mouse and keyboard, on a laptop and on a phone."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.cycle.services import Line, plan_phases
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.services import create_assessment, rate_factor, submit_assessment
from apps.countries.models import Institution
from focalpoint.acting import acting
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
    for number in (1, 2):
        factor = RiskFactorFactory(
            code=f"RF{number}", label=str(number), title=f"Risk factor {number}", order=number
        )
        IndicatorFactory(parent=factor, code=f"{number}.1", label=f"{number}.1")
    person(Role.FOCAL_POINT, office, name="Amina Farouk")
    return person(Role.OFFICIAL, office, name="Boris Tal")


@pytest.fixture
def draft(official: User) -> Assessment:
    who = actor_for(official)
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


def test_planned_moved_on_and_late(
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
    page.goto(draft.get_absolute_url())
    page.get_by_role("link", name="Where it stands").click()
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", name="What comes next")).to_be_visible()
    looks_well()

    # The one thing to do is to plan; then the next phase is one press away.
    main.get_by_role("link", name="Set the dates").click()
    expect(page.get_by_role("heading", name="Calendar", level=1)).to_be_visible()
    page.locator("#id_plan-planned_end").fill("2031-05-01")
    page.locator("#id_rate-planned_end").fill("2031-04-01")
    page.locator("#id_rate-person").select_option(label="Boris Tal")
    looks_well()
    main.get_by_role("button", name="Save").click()
    expect(main.get_by_text("It cannot end before the phase in front of it")).to_be_visible()
    looks_well()
    page.locator("#id_rate-planned_end").fill("2031-06-02")
    main.get_by_role("button", name="Save").click()
    expect(main.get_by_role("heading", name="What comes next")).to_be_visible()
    main.get_by_role("button", name="Go on to: Collect").click()
    expect(main.locator("[aria-current=step]")).to_contain_text("Collect")
    expect(main.get_by_role("link", name="Record findings")).to_be_visible()
    looks_well()

    # What is late says by how much, and who has it in hands.
    passed = draft.country.local_date(timezone.now()) - dt.timedelta(days=4)
    plan_phases(
        actor=actor_for(official),
        assessment=draft,
        lines={"collect": Line({"planned_end": passed, "person": official})},
    )
    page.reload()
    expect(main.get_by_text("“Collect” is 4 days late: Boris Tal")).to_be_visible()
    looks_well()


def test_by_keyboard_alone(page: Page, draft: Assessment, official: User, sign_in: SignIn) -> None:
    sign_in(official)
    page.goto(f"{draft.get_absolute_url()}cycle/")
    main = page.get_by_role("main")
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="Calendar", level=1)).to_be_visible()
    page.locator("#id_plan-planned_end").fill("2031-05-01")
    main.get_by_role("button", name="Save").press("Enter")
    expect(main.get_by_role("heading", name="What comes next")).to_be_visible()
    main.get_by_role("button", name="Go on to: Collect").press("Enter")
    expect(main.locator("[aria-current=step]")).to_contain_text("Collect")
    # And back again, which needs a reason.
    main.get_by_role("link", name="Go on to “Rate” all the same, or back").press("Enter")
    expect(page.get_by_role("heading", name="Another phase", level=1)).to_be_visible()
    main.get_by_label("Phase").select_option("plan")
    main.get_by_role("button", name="Go").press("Enter")
    expect(main.get_by_text("Say why the work goes back.").first).to_be_visible()
    main.get_by_label("Why?").fill("A new government")
    main.get_by_role("button", name="Go").press("Enter")
    expect(main.locator("[aria-current=step]")).to_contain_text("Plan")


def test_returned_with_comments_and_handed_in_again(
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

    who = actor_for(official)
    with acting(who):
        ratings = list(FactorRating.objects.filter(assessment=draft))
    for rating in ratings:
        rate_factor(actor=who, rating=rating, changes={"level": "moderate"}, version=None)
    submit_assessment(actor=who, assessment=draft)
    main = page.get_by_role("main")

    # The focal point returns it, with a word on one factor.
    sign_in(User.objects.get(name="Amina Farouk"))
    page.goto(f"{draft.get_absolute_url()}return/")
    main.get_by_label("What is to be changed?").fill("One factor needs more.")
    main.get_by_label("1 Risk factor 1").fill("Which districts?")
    looks_well()
    main.get_by_role("button", name="Return").click()
    expect(main.get_by_role("heading", name="Open comments")).to_be_visible()
    looks_well()

    # The author finds it, answers, and settles it in its place.
    sign_in(official)
    page.goto(f"{draft.get_absolute_url()}cycle/")
    main.get_by_role("link", name="Answer the comments").click()
    comments = page.locator("#comments")
    expect(comments.get_by_text("Which districts?")).to_be_visible()
    looks_well()
    comments.get_by_text("Answer", exact=True).first.click()
    comments.get_by_label("Your answer").fill("Two in the north.")
    comments.get_by_role("button", name="Answer").click()
    expect(comments.get_by_text("Two in the north.")).to_be_visible()
    comments.get_by_role("button", name="Settled").click()
    expect(comments.get_by_role("button", name="Open again")).to_be_visible()
    looks_well()

    # It stands beside the rating, too.
    page.goto(f"{draft.get_absolute_url()}factors/RF1/")
    expect(comments.get_by_text("Two in the north.")).to_be_visible()
    comments.get_by_label("What is to be done, or asked?").fill("Done in full.")
    comments.get_by_role("button", name="Comment", exact=True).click()
    expect(comments.get_by_text("Done in full.")).to_be_visible()
    looks_well()
