"""Several assessors at once: nobody's text is lost, whatever happens to whose browser."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect
from playwright.sync_api import Error as PlaywrightError

from apps.accounts.models import User
from apps.assessments.models import Assessment, FactorRating
from apps.assessments.unsaved_models import UnsavedText
from apps.countries.models import Institution
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    AssessmentFactory,
    CountryFactory,
    FactorRatingFactory,
    InstitutionFactory,
    RiskFactorFactory,
    person,
)

Fits = Callable[[], None]
Elsewhere = Callable[[User], Page]


@pytest.fixture
def office(live_server: object) -> Institution:
    made: Institution = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    return made


@pytest.fixture
def people(office: Institution) -> dict[Role, User]:
    return {
        Role.FOCAL_POINT: person(Role.FOCAL_POINT, office, name="Amina Farouk"),
        Role.OFFICIAL: person(Role.OFFICIAL, office, name="Boris Tal"),
    }


@pytest.fixture
def rating(office: Institution) -> FactorRating:
    """The first of two factors of a draft, unrated."""
    assessment: Assessment = AssessmentFactory(office=office)
    ratings = [
        FactorRatingFactory(
            assessment=assessment,
            factor=RiskFactorFactory(
                code=f"RF{number}", label=str(number), title=f"Risk factor {number}", order=number
            ),
        )
        for number in (1, 2)
    ]
    first: FactorRating = ratings[0]
    return first


@pytest.fixture
def elsewhere(browser: Browser, browser_context_args: dict[str, object]) -> Iterator[Elsewhere]:
    """Another browser, signed in as somebody."""
    opened: list[BrowserContext] = []

    def open_for(user: User) -> Page:
        context = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
        opened.append(context)
        session_of(context, str(browser_context_args["base_url"]), user)
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def session_of(context: BrowserContext, url: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])


def now(rating: FactorRating) -> FactorRating:
    with acting(SYSTEM):
        return FactorRating.objects.get(pk=rating.pk)


def opened(page: Page, rating: FactorRating) -> Page:
    page.goto(rating.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text("Risk factor 1")
    return page


def says(page: Page, words: str) -> None:
    """What the page says of the text that is typed into it."""
    expect(page.locator("[data-autosave-words]")).to_contain_text(words)


def kept(page: Page) -> None:
    """What was typed is on the server."""
    says(page, "Your text was kept at")


def test_two_edit_one_factor_and_one_browser_crashes(
    page: Page,
    viewport: ViewportSize,
    people: dict[Role, User],
    rating: FactorRating,
    sign_in: SignIn,
    elsewhere: Elsewhere,
    axe: Axe,
    fits: Fits,
) -> None:
    """The draft is offered when the person comes back; the other's text stands."""
    sign_in(people[Role.FOCAL_POINT])
    opened(page, rating)
    other = opened(elsewhere(people[Role.OFFICIAL]), rating)
    other.get_by_label("Reasons").fill("Half a sentence of Bor")
    kept(other)
    # No goodbye: the process of the page is gone.
    crash(other)

    page.get_by_label("Reasons").fill("What Amina knows.")
    page.get_by_text("Worsening", exact=True).click()
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Risk factor 2")
    assert now(rating).narrative == "What Amina knows."

    sign_in(people[Role.OFFICIAL])
    opened(page, rating)
    expect(page.get_by_text("You have text that was not saved")).to_be_visible()
    expect(page.get_by_text("Half a sentence of Bor")).to_be_visible()
    expect(page.get_by_text("Amina Farouk saved another version")).to_be_visible()
    axe()
    fits()
    page.get_by_role("link", name="Restore").click()
    expect(page.get_by_label("Reasons")).to_have_value("Half a sentence of Bor")
    expect(page.locator("input[name=trend][value=worsening]")).to_be_checked()
    page.get_by_label("Reasons").fill("What Boris knows.")
    page.get_by_role("button", name="Save and next").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Two versions")
    expect(page.get_by_text("What Amina knows.")).to_be_visible()
    axe()
    fits()
    page.get_by_role("button", name="Take both").click()
    reasons = page.locator("textarea[name=narrative]")
    expect(reasons).to_have_value("What Boris knows.\n\nWhat Amina knows.")
    page.get_by_role("button", name="Take this").click()
    expect(reasons).to_have_value("What Amina knows.")
    page.get_by_role("button", name="Take both").click()
    expect(reasons).to_have_value("What Boris knows.\n\nWhat Amina knows.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Risk factor 2")
    settled = now(rating)
    assert "What Boris knows." in settled.narrative
    assert "What Amina knows." in settled.narrative
    assert settled.trend == "worsening"
    opened(page, rating)
    expect(page.get_by_text("You have text that was not saved")).to_have_count(0)


def crash(page: Page) -> None:
    """End the page's process as a power cut would."""
    with page.expect_event("crash"), contextlib.suppress(PlaywrightError):
        page.goto("chrome://crash", timeout=15_000)


def texts() -> list[dict[str, str]]:
    with acting(SYSTEM):
        return list(UnsavedText.objects.values_list("values", flat=True))


def in_this_browser(page: Page) -> int:
    """How many texts the browser itself keeps."""
    script = "Object.keys(localStorage).filter((name) => name.startsWith('focalpoint')).length"
    found: int = page.evaluate(script)
    return found


def test_a_text_that_arrives_late_replaces_nothing(
    page: Page, people: dict[Role, User], rating: FactorRating, sign_in: SignIn
) -> None:
    sign_in(people[Role.OFFICIAL])
    opened(page, rating)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/unsaved/**", hold)
    with page.expect_request("**/unsaved/**"):
        page.get_by_label("Reasons").fill("First")
    with page.expect_response("**/unsaved/**") as answer:
        page.get_by_label("Reasons").fill("First and second")
        # As when the window is put away while a text is on its way.
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert answer.value.status == 200
    with page.expect_response("**/unsaved/**") as answer:
        held[0].continue_()
    assert answer.value.status == 409
    assert [text["narrative"] for text in texts()] == ["First and second"]
    kept(page)


def test_while_the_connection_is_lost_the_browser_keeps_the_text(
    page: Page,
    context: BrowserContext,
    people: dict[Role, User],
    rating: FactorRating,
    sign_in: SignIn,
) -> None:
    sign_in(people[Role.OFFICIAL])
    opened(page, rating)
    context.set_offline(True)
    page.get_by_label("Reasons").fill("Written on a train")
    says(page, "Not connected. Your text is kept in this browser")
    assert in_this_browser(page) == 1
    context.set_offline(False)
    kept(page)
    assert in_this_browser(page) == 0
    assert [text["narrative"] for text in texts()] == ["Written on a train"]


def test_even_when_the_page_is_closed_meanwhile(
    page: Page,
    context: BrowserContext,
    people: dict[Role, User],
    rating: FactorRating,
    sign_in: SignIn,
    axe: Axe,
) -> None:
    sign_in(people[Role.OFFICIAL])
    second = opened(context.new_page(), rating)
    context.set_offline(True)
    second.get_by_label("Reasons").fill("<b>Written</b> on a train")
    says(second, "Not connected.")
    second.close()
    context.set_offline(False)
    opened(page, rating)
    expect(page.get_by_text("This browser keeps text of yours")).to_be_visible()
    expect(page.locator("[data-local-text]")).to_have_text("<b>Written</b> on a train")
    axe()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Reasons")).to_have_value("<b>Written</b> on a train")
    kept(page)
    assert in_this_browser(page) == 0


def test_signing_out_leaves_no_text_in_the_browser(
    page: Page,
    context: BrowserContext,
    people: dict[Role, User],
    rating: FactorRating,
    sign_in: SignIn,
) -> None:
    sign_in(people[Role.OFFICIAL])
    second = opened(context.new_page(), rating)
    context.set_offline(True)
    second.get_by_label("Reasons").fill("Not for the next one at this machine")
    says(second, "Not connected.")
    second.close()
    context.set_offline(False)
    page.goto("/assessments/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Assessments")
    assert in_this_browser(page) == 1
    page.get_by_role("button", name="Boris Tal").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert in_this_browser(page) == 0


def test_five_megabytes_are_refused_politely(
    page: Page, people: dict[Role, User], rating: FactorRating, sign_in: SignIn
) -> None:
    sign_in(people[Role.OFFICIAL])
    opened(page, rating)
    page.get_by_label("Reasons").evaluate(
        """(field) => {
          field.value = "x".repeat(5000000);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )
    says(page, "This text is far too long")
    page.get_by_role("button", name="Save and next").click()
    says(page, "This text is far too long")
    assert page.get_by_label("Reasons").evaluate("(field) => field.value.length") == 5_000_000
    assert texts() == []
    page.get_by_label("Reasons").fill("Shorter")
    kept(page)


def test_cancel_throws_the_text_away(
    page: Page, people: dict[Role, User], rating: FactorRating, sign_in: SignIn
) -> None:
    sign_in(people[Role.OFFICIAL])
    opened(page, rating)
    page.get_by_label("Reasons").fill("Never mind")
    kept(page)
    with page.expect_response("**/unsaved/**"):
        page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("National assessment")
    opened(page, rating)
    expect(page.get_by_text("You have text that was not saved")).to_have_count(0)


def test_two_tabs_of_one_person_do_not_write_over_each_other(
    page: Page,
    context: BrowserContext,
    people: dict[Role, User],
    rating: FactorRating,
    sign_in: SignIn,
) -> None:
    sign_in(people[Role.OFFICIAL])
    opened(page, rating)
    second = opened(context.new_page(), rating)
    page.get_by_label("Reasons").fill("In the first tab")
    kept(page)
    second.get_by_label("Reasons").fill("In the second tab")
    says(second, "You have written in this form elsewhere")
    assert [text["narrative"] for text in texts()] == ["In the first tab"]
    second.get_by_role("button", name="Keep this text").click()
    kept(second)
    assert [text["narrative"] for text in texts()] == ["In the second tab"]


def test_a_population_is_named_and_opened_to_somebody(
    page: Page,
    viewport: ViewportSize,
    people: dict[Role, User],
    rating: FactorRating,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well() -> None:
        axe()
        fits()

    sign_in(people[Role.OFFICIAL])
    page.goto(f"{rating.assessment.get_absolute_url()}populations/")
    expect(page.get_by_text("None that you may see")).to_be_visible()
    looks_well()
    page.get_by_role("link", name="Name a population").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Name a population at risk")
    looks_well()
    page.get_by_label("name").fill("Herders of the northern valleys")
    page.get_by_label("why at risk").fill("Grazing land is fought over.")
    page.locator("#main").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Herders")
    expect(page.locator("#readers")).to_contain_text("Only the people named")
    looks_well()
    page.get_by_role("link", name="Who may see it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who may see it")
    looks_well()
    page.get_by_label("Amina Farouk").check()
    page.get_by_label("Why?").fill("Answers for protection.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Herders")
    expect(page.locator("#readers")).to_contain_text("Amina Farouk")
    page.goto(f"{rating.assessment.get_absolute_url()}populations/")
    expect(page.get_by_role("link", name="Herders of the northern valleys")).to_be_visible()
    looks_well()
