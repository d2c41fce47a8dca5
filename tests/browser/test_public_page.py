"""The public pages with all that a State may put on them, wide, narrow and from right to left."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from focalpoint.roles import Role
from tests import factories as f
from tests.browser.conftest import AXE, Axe, SignIn

LONG = "https://www.example.org/" + "a-very-long-address-without-any-space" * 3
WORDS = "Officers of the border police, the courts and the schools know the early signs. " * 4


@pytest.fixture
def office(live_server: object) -> object:
    """Aravia with one public record of each kind, its page turned off."""
    country = f.CountryFactory(name="Aravia", code="XAA", kind="training")
    office = f.InstitutionFactory(name="Office of the focal point", country=country)
    shared = {"office": office, "visibility": "public"}
    approved = {**shared, "approved_at": timezone.now()}
    for code, title in (("R2013", "Name a senior focal point"), ("R2015", "Build early warning")):
        framework = f.FrameworkFactory(code=code, title=f"What {code} asks for", order=len(code))
        item = f.ItemFactory(code=f"{code}-A", label="(a)", title=title, framework=framework)
        f.ProgressReportFactory(item=item, narrative=WORDS, **approved)
    f.NationalMechanismFactory(name="Office for prevention", **shared)
    partnership = f.PartnershipFactory(purpose=WORDS, outcome=WORDS, **approved)
    f.PartnerFactory(partnership=partnership)
    f.TrainingFactory(place="Port Aravia", audience="Officers", outcome=WORDS, **approved)
    f.LessonFactory(advice=WORDS, **approved)
    f.SupportFactory(side="offer", title="A week with our desk", details=WORDS, **approved)
    f.DomesticMeasureFactory(law="Act on prevention", text=f"{WORDS} {LONG}", **shared)
    f.ConsultationRecordFactory(published_at=timezone.now(), **shared)
    f.RecommendationProgressFactory(text=WORDS, effective_on=dt.date(2026, 1, 5), **approved)
    version = f.DocumentVersionFactory(title="Report on the follow-up", audience="public", **shared)
    f.DocumentFileFactory(document_version=version)
    return office


PARTS = (
    *("National mechanisms", "What R2015 asks for", "Approved documents", "Partnerships"),
    *("Trainings", "Lessons learned", "Offers and needs", "Consultations of civil society"),
    *("Progress on recommendations received", "Laws that carry out treaties"),
)


def test_everybody_reads_each_part(
    page: Page,
    viewport: ViewportSize,
    browser: Browser,
    live_server: LiveServer,
    office: object,
    sign_in: SignIn,
    axe: Axe,
    fits: Callable[[], None],
) -> None:
    sign_in(f.person(Role.FOCAL_POINT, office))
    page.goto("/public-page/preview/")
    for words in PARTS:
        expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()
    axe()
    fits()
    page.goto("/offers-and-needs/new/")
    expect(page.get_by_text("also without a login")).to_be_visible()
    axe()
    assert page.request.get("/public/states/XAA/").status == 404
    f.OpenPublicPageFactory(office=office)

    stranger = browser.new_context(viewport=viewport, accept_downloads=True)
    visitor = stranger.new_page()
    for language in ("en", "ar"):
        visitor.goto(f"{live_server.url}/public/states/XAA/?lang={language}")
        visitor.evaluate(AXE.read_text())
        found = visitor.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [each for each in found if each["impact"] in {"serious", "critical"}] == []
        widths = visitor.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert widths[0] <= widths[1], f"{language}: {widths}"
    visitor.goto(visitor.url.replace("lang=ar", "lang=en"))
    for words in PARTS:
        expect(visitor.get_by_role("heading", name=words, exact=True)).to_be_visible()
    visitor.get_by_text("What was tried").click()
    expect(visitor.get_by_text("Signals came in")).to_be_visible()
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="PDF").click()
    assert Path(download.value.path()).read_bytes() == b"%PDF-1.7"
    assert stranger.cookies() == []
    stranger.close()
