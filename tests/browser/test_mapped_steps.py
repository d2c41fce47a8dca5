"""One report that answers items of two frameworks, and the matrix of the other framework."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    InstitutionFactory,
    ItemFactory,
    ItemMappingFactory,
    MemberStateFactory,
    ProgressReportFactory,
    person,
)

Fits = Callable[[], None]
BULLETS = {
    "1": "National priority, risk assessment, whole-of-government strategy",
    "2": "Widen focal point networks and empower focal points",
    "3": "Prevention: money, warning, peer review, lessons",
    "5": "Capabilities and training for UN peace operations",
}


@pytest.fixture
def office(live_server: object) -> Any:
    """A State that reported on two steps of 2013 and one item of 2015."""
    country: Any = MemberStateFactory(name="Quentia", code="WQE")
    office: Any = InstitutionFactory(country=country)
    MemberStateFactory(name="Otherland", code="WOT")
    steps = [
        ItemFactory(code=f"R2013-{letter.upper()}", label=f"({letter})", title=title, order=order)
        for order, (letter, title) in enumerate(
            [("a", "Focal point"), ("b", "National assessment"), ("e", "Peer review")]
        )
    ]
    bullets = []
    for (label, title), target in zip(
        BULLETS.items(), [steps[1], steps[0], steps[2], None], strict=True
    ):
        values = {"code": f"R2015-{label}", "label": label, "title": title, "order": int(label)}
        if target:
            more = {f"source__{name}": value for name, value in values.items()}
            note = "Our reading; the report gives no such link."
            bullets.append(ItemMappingFactory(target=target, note=note, **more).source)
        else:
            framework = bullets[0].framework
            bullets.append(ItemFactory(framework=framework, kind="recommendation", **values))
    for item, status, narrative in (
        (steps[0], "done", "A deputy minister serves as the focal point."),
        (steps[1], "partly_done", "The assessment is with the cabinet; civil society was heard."),
        (bullets[1], "under_way", "Posts in two ministries are asked for in the next budget."),
    ):
        ProgressReportFactory(
            office=office,
            item=item,
            status=status,
            narrative=narrative,
            effective_on=dt.date(2026, 3, 1),
            visibility="network",
            approved_at=timezone.now(),
        )
    return office


def test_a_report_answers_an_item_of_another_framework(
    page: Page, viewport: ViewportSize, office: Any, sign_in: SignIn, axe: Axe, fits: Fits
) -> None:
    sign_in(person(Role.FOCAL_POINT, office))
    page.goto("/progress/?framework=R2015")
    expect(page.get_by_text("Answered by reports on other frameworks: 1.")).to_be_visible()
    axe()
    fits()
    page.get_by_role("link", name="1 National priority").click()
    expect(page.get_by_text("The assessment is with the cabinet")).to_be_visible()
    axe()
    fits()
    reports = page.get_by_role("region", name="Reports")
    reports.get_by_role("link", name="(b) National assessment").click()
    expect(page).to_have_url(re.compile("framework=R2013#report-"))
    expect(page.get_by_text("A report here also answers these")).to_be_visible()
    axe()
    fits()


def test_the_matrix_shows_the_framework_that_is_chosen(
    page: Page, viewport: ViewportSize, office: Any, sign_in: SignIn, axe: Axe, fits: Fits
) -> None:
    sign_in(person(Role.COORDINATOR))
    page.goto("/network/")
    toggle = page.get_by_role("button", name="Filters")
    if toggle.is_visible():
        toggle.click()
    page.get_by_label("Framework").select_option(label="Seven recommendations")
    expect(page.get_by_role("columnheader", name="5")).to_be_visible()
    cell = page.get_by_role("gridcell", name="answered by the report on (b), 2013 ¶71")
    expect(cell).to_have_text("◕~")
    expect(page.get_by_role("heading", name="Seven recommendations: what States")).to_be_visible()
    page.get_by_text("What the columns stand for").click()
    expect(page.get_by_text("Capabilities and training for UN")).to_be_visible()
    axe()
    fits()
