"""Recommendations received, from the file to the report: as the secretariat and a State see it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.recommendations.received.imports import work_on_import
from apps.recommendations.received.settling import settle_name
from apps.recommendations.received_import_models import RecommendationImport
from apps.treaties.import_models import ParticipantAlias
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import InstitutionFactory, MemberStateFactory, person
from tests.recommendations.received.files import as_csv, row

pytestmark = pytest.mark.django_db(transaction=True)


def read() -> None:
    """What the worker would do now."""
    with acting(SYSTEM, reason="worker"):
        work_on_import(actor=SYSTEM, batch=RecommendationImport.objects.get())


def settle() -> None:
    """What the worker would do next."""
    with acting(SYSTEM, reason="worker"):
        settle_name(actor=SYSTEM, alias=ParticipantAlias.objects.get())


def test_a_review_comes_in_is_assigned_and_reported_on(
    page: Page, sign_in: SignIn, axe: Axe, fits: Callable[[], None], viewport: object
) -> None:
    georgia = MemberStateFactory(name="Georgia")
    MemberStateFactory(name="Ghana")
    office = InstitutionFactory(country=georgia, name="Office of the focal point")
    InstitutionFactory(country=georgia, name="Ministry of Justice")
    content = as_csv(
        row("148.1", "Ratify the Rome Statute (Ghana) (Gold Coast)", "Gold Coast"),
        row("148.2", "Build schools in every village (Ghana)", upr_position="Noted"),
    )

    sign_in(person(Role.SECRETARIAT))
    page.goto("/recommendations/imports/")
    axe()
    fits()
    file = {"name": "review.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("#id_file").set_input_files(files=[file])  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", name="review.csv")).to_be_visible()
    read()
    page.reload()
    expect(page.get_by_text("Nothing is written yet")).to_be_visible()
    expect(page.locator('[data-count="created"]')).to_have_text("2")
    axe()
    fits()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Being imported")).to_be_visible()
    read()
    page.reload()
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_role("heading", name="Unknown names of States")).to_be_visible()
    axe()
    fits()
    page.get_by_label("Means").select_option(label="Ghana")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", name="Being settled")).to_be_visible()
    fits()
    settle()
    expect(page.get_by_text("Every State is known")).to_be_visible()

    sign_in(person(Role.FOCAL_POINT, office))
    page.goto("/recommendations/")
    expect(page.get_by_role("heading", name="Recommendations received")).to_be_visible()
    axe()
    fits()
    page.get_by_label("Choose A/HRC/62/14 ¶148.1").check()
    page.locator("#assign").get_by_label("Lead institution").select_option(
        label="Ministry of Justice"
    )
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text("1 assigned to Ministry of Justice.")).to_be_visible()
    page.get_by_role("link", name="Ratify the Rome Statute").click()
    expect(page.get_by_role("heading", name="A/HRC/62/14 ¶148.1")).to_be_visible()
    expect(page.get_by_text("Touches atrocity prevention")).to_be_visible()
    axe()
    fits()
    page.get_by_role("link", name="Report progress").click()
    expect(page.get_by_role("heading", name="New report")).to_be_visible()
    page.get_by_label("Status").select_option(label="Under way")
    page.get_by_label("What has been done").fill("The bill has passed its first reading.")
    page.get_by_label("Approve it at once").check()
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("Reported and approved.")).to_be_visible()
    expect(page.get_by_text("The bill has passed its first reading.")).to_be_visible()
    axe()
    fits()
