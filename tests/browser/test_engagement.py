"""Engagement: a meeting of the calendar, what a State did there, and the action that follows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import CountryFactory, InstitutionFactory, person

Fits = Callable[[], None]


@pytest.fixture
def focal_point(live_server: object) -> User:
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia")
    )
    InstitutionFactory(name="Ministry of the Interior", country=office.country)
    return person(Role.FOCAL_POINT, office, name="Boris Tal")


def test_a_meeting_is_opened_attended_and_followed_up(
    page: Page,
    viewport: ViewportSize,
    focal_point: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1, exact=True)).to_be_visible()
        axe()
        fits()

    # The coordinator opens the meeting.
    sign_in(person(Role.COORDINATOR, name="Cora Lind"))
    page.goto("/meetings/")
    looks_well("Engagement")
    page.get_by_role("link", name="New meeting").first.click()
    looks_well("New meeting")
    page.get_by_label("Kind").select_option("debate")
    page.get_by_label("Title").fill("Debate on the responsibility to protect")
    page.locator("[name=starts_on]").fill("2026-03-12")
    page.get_by_label("Agenda").fill("Prevention at home")
    page.get_by_label("training exercise").check()
    page.get_by_role("button", name="Save").click()
    looks_well("Debate on the responsibility to protect")

    # The State records who went, what was said and what was promised.
    page.context.clear_cookies()
    sign_in(focal_point)
    page.goto("/meetings/")
    page.get_by_role("link", name="Debate on the responsibility to protect").click()
    looks_well("Debate on the responsibility to protect")
    page.get_by_role("link", name="Record our part").click()
    looks_well("Our part in: Debate on the responsibility to protect")
    page.locator("[name=statement]").select_option("group")
    page.get_by_label("On behalf of").fill("Group of Friends")
    page.locator("[name=visibility]").select_option("network")
    page.get_by_label("Approve it at once").check()
    page.get_by_role("button", name="Save").click()
    looks_well("Debate on the responsibility to protect")
    expect(page.locator("#statement")).to_contain_text("Statement on behalf of a group")
    page.get_by_role("link", name="Add a person").click()
    looks_well("Who attended")
    page.locator("[name=name]").fill("Ama Mensah")
    page.get_by_role("button", name="Add the person").click()
    expect(page.locator("#delegation")).to_contain_text("Ama Mensah")
    page.get_by_role("link", name="New commitment").click()
    looks_well("New commitment")
    page.locator("[name=text]").fill("Train the border police in early signs")
    page.locator("[name=due_on]").fill("2031-05-02")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Train the border police in early signs").click()
    looks_well("Train the border police in early signs")

    # The commitment becomes an action, and is kept.
    page.get_by_role("link", name="New action").click()
    looks_well("New action of the commitment")
    expect(page.get_by_label("Title")).to_have_value("Train the border police in early signs")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Carries out the commitment")).to_be_visible()
    axe()
    fits()
    page.get_by_role("link", name="Train the border police in early signs").first.click()
    page.get_by_role("link", name="Close it").click()
    looks_well("Close the commitment")
    page.get_by_label("In a sentence").fill("All posts are trained.")
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("#facts")).to_contain_text("All posts are trained.")
    axe()
    fits()
    page.goto("/participation/")
    looks_well("Engagement")


def test_a_lesson_is_shared_and_found_in_the_library(
    page: Page,
    viewport: ViewportSize,
    focal_point: User,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1, exact=True)).to_be_visible()
        axe()
        fits()

    sign_in(focal_point)
    page.goto("/lessons/new/")
    looks_well("New lesson")
    page.locator("[name=title]").fill("Name who answers")
    page.locator("[name=context]").fill("Signals came in and nobody answered them.")
    page.locator("[name=finding]").fill("A roster of officers halved the delay.")
    page.locator("[name=topic]").select_option("early_warning")
    page.locator("[name=visibility]").select_option("network")
    page.get_by_label("Approve it at once").check()
    page.get_by_role("button", name="Save").click()
    looks_well("Name who answers")
    page.goto("/partnerships/new/")
    looks_well("New partnership")
    page.locator("[name=title]").fill("Courses for the border police")
    page.locator("[name=topic]").select_option("security")
    page.locator("[name=purpose]").fill("Officers know the early signs.")
    page.locator("[name=starts_on]").fill("2025-01-15")
    page.get_by_role("button", name="Save").click()
    looks_well("Courses for the border police")
    page.get_by_role("link", name="New milestone").click()
    looks_well("New milestone")
    page.locator("[name=title]").fill("First course")
    page.locator("[name=due_on]").fill("2031-05-02")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#milestones")).to_contain_text("First course")
    page.goto("/trainings/new/")
    looks_well("New training")
    page.locator("[name=title]").fill("Early signs")
    page.locator("[name=topic]").select_option("security")
    page.locator("[name=starts_on]").fill("2026-02-03")
    page.get_by_role("button", name="Save").click()
    looks_well("Early signs")
    page.get_by_role("link", name="Add an institution").click()
    looks_well("Who came")
    page.locator("[name=other]").fill("Bar council")
    page.locator("[name=number]").fill("3")
    page.get_by_role("button", name="Add").last.click()
    expect(page.locator("#attendance")).to_contain_text("3 people came.")

    # Another State finds the lesson, and nothing that is not shared.
    page.context.clear_cookies()
    sign_in(person(Role.FOCAL_POINT, InstitutionFactory(country=CountryFactory(name="Belmora"))))
    page.goto("/lessons/?q=rosters")
    looks_well("Engagement")
    page.get_by_role("link", name="Name who answers").click()
    looks_well("Name who answers")
    page.goto("/partnerships/")
    expect(page.get_by_text("No partnership yet")).to_be_visible()
    axe()
    fits()
