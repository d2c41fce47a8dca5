"""A State reports progress and shows its focal point: by hand, at both widths."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.appointments.services import create_appointment, create_mechanism
from apps.catalogue.models import Item
from apps.countries.models import Institution
from apps.engagement.meetings.services import record_participation
from apps.evidence.services import attach_link
from apps.recommendations.services import report_progress
from focalpoint.acting import acting
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    CountryFactory,
    InstitutionFactory,
    ItemFactory,
    person,
)

Fits = Callable[[], None]


@pytest.fixture
def people(live_server: object) -> dict[Role, User]:
    """A focal point and an official of one office, a coordinator, and the seven steps."""
    office = InstitutionFactory(
        name="Office of the focal point", country=CountryFactory(name="Aravia", code="XAA")
    )
    for number, letter in enumerate("abcdefg", start=1):
        ItemFactory(
            code=f"R2013-{letter.upper()}",
            label=f"({letter})",
            title=f"Step {letter}",
            order=number,
        )
    return {
        Role.FOCAL_POINT: person(Role.FOCAL_POINT, office, name="Amina Farouk"),
        Role.OFFICIAL: person(Role.OFFICIAL, office, name="Boris Tal"),
        Role.COORDINATOR: person(Role.COORDINATOR, name="Chen Li"),
    }


def test_a_report_is_written_approved_and_read_abroad(
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

    sign_in(people[Role.OFFICIAL])
    page.goto("/progress/")
    looks_well()
    page.get_by_role("link", name="(a) Step a").click()
    page.get_by_label("Status").select_option("under_way")
    page.get_by_label("What has been done").fill("The decree is with the cabinet.")
    page.get_by_label("Who reads it").select_option("network")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("waits for the focal point")).to_be_visible()
    looks_well()

    sign_in(people[Role.FOCAL_POINT])
    page.goto("/progress/R2013-A/")
    page.get_by_role("link", name="Approve", exact=True).click()
    looks_well()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("approved by Amina Farouk")).to_be_visible()

    sign_in(people[Role.COORDINATOR])
    page.goto("/progress/?state=XAA")
    looks_well()
    expect(page.get_by_text("The decree is with the cabinet.")).to_be_visible()


def test_what_the_record_does_not_show_is_told_unasked(
    page: Page,
    viewport: ViewportSize,
    people: dict[Role, User],
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    focal_point = actor_for(people[Role.FOCAL_POINT])
    with acting(focal_point):
        report = report_progress(
            actor=focal_point,
            country=focal_point.country,
            item=Item.objects.get(code="R2013-A"),
            status="done",
            narrative="A focal point is appointed.",
            effective_on=dt.date(2026, 3, 1),
        )
        attach_link(
            actor=focal_point, target=report, url="https://example.org/decree", title="Decree 12"
        )

    sign_in(people[Role.FOCAL_POINT])
    page.goto("/my-work/")
    card = page.get_by_role("region", name="What you say and what the record shows differ")
    expect(card).to_be_visible()
    axe()
    fits()
    card.get_by_role("link", name="(a) Step a").click()
    expect(page).to_have_url(re.compile(r"/progress/record/#R2013-A$"))
    expect(page.get_by_role("link", name="Decree 12")).to_be_visible()
    axe()
    fits()

    page.goto("/progress/")
    mark = page.get_by_role("row", name="(a) Step a").get_by_role("link", name="says more")
    expect(mark).to_be_visible()
    expect(page.get_by_text("On 1 step what you say")).to_be_visible()
    axe()
    fits()

    page.goto("/progress/R2013-A/")
    expect(page.get_by_role("link", name="Decree 12")).to_be_visible()
    axe()
    fits()

    sign_in(people[Role.OFFICIAL])
    page.goto("/my-work/")
    expect(card).to_be_visible()


def test_a_focal_point_is_recorded_and_the_post_falls_vacant(
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

    sign_in(people[Role.OFFICIAL])
    page.goto("/focal-points/states/XAA/")
    looks_well()
    page.get_by_role("link", name="Record the focal point").click()
    page.get_by_label("Name", exact=False).first.fill("Amina Farouk")
    page.get_by_label("From").fill("2024-01-15")
    looks_well()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Serving", exact=True)).to_be_visible()
    looks_well()

    page.goto("/focal-points/new/")
    page.get_by_label("Name", exact=False).first.fill("Kofi Example")
    page.get_by_label("From").fill("2025-01-01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Amina Farouk has served")
    looks_well()

    page.goto("/focal-points/states/XAA/")
    page.get_by_role("link", name="End the appointment").click()
    page.get_by_label("Last day").fill("2026-01-31")
    page.get_by_label("Why?").fill("New post abroad")
    page.get_by_role("button", name="End the appointment").click()
    expect(page.get_by_text("Nobody has served since 1 February 2026.")).to_be_visible()
    looks_well()


def test_the_network_reads_the_page_of_a_state(
    page: Page, people: dict[Role, User], sign_in: SignIn, axe: Axe
) -> None:
    who = actor_for(people[Role.FOCAL_POINT])
    country = who.country
    with acting(who):
        office = Institution.objects.get(country=country)
    mechanism = create_mechanism(
        actor=who,
        country=country,
        fields={"kind": "committee", "name": "National committee", "visibility": "network"},
    )
    create_appointment(
        actor=who,
        country=country,
        fields={
            "person_name": "Amina Farouk",
            "institution": office,
            "starts_on": dt.date(2024, 1, 15),
            "mechanism": mechanism,
            "visibility": "network",
        },
    )
    sign_in(people[Role.COORDINATOR])
    page.goto("/focal-points/")
    page.get_by_role("link", name="Amina Farouk").click()
    axe()
    page.get_by_role("link", name="National committee").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("National committee")
    axe()


@pytest.mark.parametrize(
    ("role", "path", "language"),
    [
        (Role.FOCAL_POINT, "/progress/record/", "fr"),
        (Role.FOCAL_POINT, "/participation/", "es"),
        (Role.FOCAL_POINT, "/changes/?since=2020-01-01", "fr"),
        (Role.FOCAL_POINT, "/changes/?since=2020-01-01", "ar"),
        (Role.COORDINATOR, "/network/?since=2026-01-01", "ar"),
        (Role.COORDINATOR, "/network/groups/", "fr"),
        (Role.COORDINATOR, "/network/states/XAA/", "fr"),
        (Role.COORDINATOR, "/directory/", "ar"),
    ],
)
def test_long_words_of_other_languages_stay_on_the_page(
    page: Page,
    viewport: ViewportSize,
    people: dict[Role, User],
    sign_in: SignIn,
    fits: Fits,
    role: Role,
    path: str,
    language: str,
) -> None:
    who = actor_for(people[Role.FOCAL_POINT])
    report_progress(
        actor=who,
        country=who.country,
        item=Item.objects.get(code="R2013-A"),
        status="partly_done",
        narrative="A person is named.",
        effective_on=dt.date(2024, 1, 15),
        visibility="network",
        approve=True,
    )
    record_participation(
        actor=who,
        country=who.country,
        fields={
            "kind": "debate",
            "title": "Debate on the responsibility to protect",
            "starts_on": dt.date(2024, 1, 15),
            "statement": "group",
            "on_behalf_of": "A group of friends",
            "visibility": "network",
        },
        approve=True,
    )
    with acting(who):
        User.objects.filter(pk=people[role].pk).update(language=language)
    sign_in(people[role])
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", language)
    fits()
    # A mark that is cut, or lies on what stands beside it, says nothing.
    beyond = page.evaluate(
        """[...document.querySelectorAll("main .fp-badge")].filter((mark) => {
            const [own, place] = [mark, mark.parentElement].map((e) => e.getBoundingClientRect());
            return own.width && (own.left < place.left - 2 || own.right > place.right + 2);
        }).map((mark) => mark.textContent.trim())"""
    )
    assert not beyond
