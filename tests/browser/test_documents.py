"""The annual report from its draft to its files, and a focal point's country update."""

import datetime as dt
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from apps.reports.models import Document, DocumentVersion
from apps.reports.tasks import make_drafts_task, make_files_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests import factories as f
from tests.browser.conftest import Axe, SignIn

Fits = Callable[[], None]


@pytest.fixture
def people(live_server: object) -> SimpleNamespace:
    """A Member State with a report for the network, and those who write."""
    step: Any = f.ItemFactory(code="R2013-A", label="(a)", title="Appoint a focal point")
    member: Any = f.InstitutionFactory(country=f.MemberStateFactory())
    home: Any = f.InstitutionFactory(
        name="Office of the focal point", country=f.CountryFactory(name="Aravia")
    )
    for office in (member, home):
        f.ProgressReportFactory(
            office=office,
            item=step,
            narrative="A senior official serves.",
            effective_on=dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1),
            approved_at=dt.datetime.now(dt.UTC),
            visibility="network",
        )
    return SimpleNamespace(
        coordinator=f.person(Role.COORDINATOR, name="Ines Prat"),
        focal_point=f.person(Role.FOCAL_POINT, home, name="Amina Sow"),
    )


def worker() -> None:
    """What the worker would do now."""
    with acting(SYSTEM, reason="worker"):
        documents = list(Document.objects.values_list("pk", flat=True))
        versions = list(DocumentVersion.objects.values_list("pk", flat=True))
    for pk in documents:
        make_drafts_task(str(pk))
    for pk in versions:
        make_files_task(str(pk))


def test_from_a_draft_to_the_files_that_are_kept(
    page: Page,
    viewport: ViewportSize,
    people: SimpleNamespace,
    sign_in: SignIn,
    axe: Axe,
    fits: Fits,
) -> None:
    def looks_well(heading: str) -> None:
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        axe()
        fits()

    sign_in(people.coordinator)
    page.goto("/documents/")
    looks_well("Documents")
    page.get_by_role("link", name="New document").first.click()
    looks_well("New document")
    page.get_by_role("link", name="Annual report of the network").click()
    looks_well("Annual report of the network")
    page.get_by_label("Title").fill("The network in its year")
    page.get_by_role("button", name="Begin and draft it").click()
    expect(page.get_by_text("Being drafted").first).to_be_visible()
    worker()
    expect(page.get_by_text("Fewer than 5 of 1 Member States share")).to_be_visible()
    looks_well("The network in its year")

    page.get_by_role("link", name=re.compile(r"Edit\s*: Foreword")).click()
    looks_well("Foreword")
    page.get_by_label("Text").fill("A year of new focal points.")
    page.get_by_role("button", name="Save").click()
    looks_well("The network in its year")
    expect(page.get_by_text("A year of new focal points.")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_text("Draft, not approved")).to_be_visible()
    with page.expect_download() as paper:
        page.get_by_role("link", name="PDF").click()
    assert re.fullmatch(
        r"draft-annual-report-network-\d{4}-\d\d-\d\d\.pdf", paper.value.suggested_filename
    )
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Look at it and approve").click()
    looks_well("Approve the document")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Version 1 is approved.").first).to_be_visible()
    worker()
    for name, ending in (("PDF", "pdf"), ("Word (DOCX)", "docx")):
        with page.expect_download() as download:
            page.locator("#files").get_by_role("link", name=name).click()
        assert re.fullmatch(
            rf"annual-report-network-\d{{4}}-\d\d-\d\d-v1\.{ending}",
            download.value.suggested_filename,
        )
    looks_well("The network in its year")

    sign_in(people.focal_point)
    page.goto("/documents/approved/")
    looks_well("Approved documents")
    expect(page.locator("table").get_by_role("link", name="The network")).to_be_visible()
    page.goto("/documents/new/?kind=country_update")
    looks_well("Country update for the network's annual meeting")
    page.get_by_role("button", name="Begin and draft it").click()
    expect(page.get_by_text("Being drafted").first).to_be_visible()
    worker()
    expect(page.get_by_text("A senior official serves.")).to_be_visible()
    looks_well("Country update for the network's annual meeting")
    page.goto("/reminders/")
    looks_well("Inbox")
    expect(page.get_by_text("The drafts of this document are ready")).to_be_visible()
