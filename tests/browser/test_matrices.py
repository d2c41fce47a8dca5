"""The matrices of the network: seen, heard, walked by keys, narrowed, taken away, and followed."""

import csv
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from apps.countries.models import RegionalGroup
from focalpoint.roles import Role
from tests.browser.conftest import Axe, SignIn
from tests.factories import (
    AppointmentFactory,
    AssessmentSnapshotFactory,
    InstitutionFactory,
    ItemFactory,
    MemberStateFactory,
    ProgressReportFactory,
    TreatyActionFactory,
    TreatyFactory,
    person,
)
from tests.factories.engagement import ParticipationFactory, SupportFactory

Fits = Callable[[], None]
DAYS = "as_of=2024-06-30&since=2020-06-30"
NOON = dt.time(12)
# Of each matrix: a cell of Quentia that moved, by its column, and what is said of it.
MOVED = {
    "": (1, "◕↑", "(a): Partly done, 1 May 2023. On 30 June 2020: Planned"),
    "treaties/": (1, "✓↑", "Treaty 1: Party, 1 January 2022. On 30 June 2020: Not party"),
    "assessments/": (
        1,
        "2023-05+",
        "2023-05, Approved 1 May 2023. On 30 June 2020: No shared assessment",
    ),
    "engagement/": (
        5,
        "2↑",
        "(g) Dialogues: 2, the newest of 1 May 2023. On 30 June 2020: 1",
    ),
}


@pytest.fixture
def states(live_server: object) -> None:
    """Forty States of Africa, of which Quentia shares something of everything; one of Asia."""
    since = dt.date(1960, 1, 1)
    for number in range(39):
        MemberStateFactory(
            name=f"Land {number:02}",
            regional_group=RegionalGroup.AFRICA,
            un_member_since=since,
        )
    MemberStateFactory(
        name="Otherland", regional_group=RegionalGroup.ASIA_PACIFIC, un_member_since=since
    )
    country = MemberStateFactory(
        name="Quentia", code="WQE", regional_group=RegionalGroup.AFRICA, un_member_since=since
    )
    shared = {"office": InstitutionFactory(country=country), "visibility": "network"}
    approved = {**shared, "approved_at": timezone.now()}
    steps = [
        ItemFactory(code=f"R2013-{letter.upper()}", label=f"({letter})", order=place)
        for place, letter in enumerate("abcdefg")
    ]
    for year, status in ((2018, "planned"), (2023, "partly_done")):
        on = dt.date(year, 5, 1)
        ProgressReportFactory(**approved, item=steps[0], status=status, effective_on=on)
    on = dt.date(2023, 5, 1)
    AppointmentFactory(**shared, starts_on=on)
    made = AssessmentSnapshotFactory.build(**shared, country=country)
    AssessmentSnapshotFactory(
        **shared,
        approved_at=dt.datetime.combine(on, NOON, dt.UTC),
        content={**made.content, "rated": 13, "total": 14},
    )
    for day in (dt.date(2019, 5, 1), dt.date(2023, 4, 1), on):
        ParticipationFactory(**approved, kind="dialogue", starts_on=day, title="A dialogue")
    SupportFactory(**approved, side="offer")
    for number in range(1, 13):
        treaty = TreatyFactory(
            code=f"T{number}",
            short_title=f"Treaty {number}",
            order=number,
            adopted_on=dt.date(2000, 1, 1),
        )
        TreatyActionFactory(treaty=treaty, country=country, date=dt.date(2022, 1, 1))


@pytest.fixture
def coordinator(states: None, sign_in: SignIn) -> None:
    sign_in(person(Role.COORDINATOR))


def row_of(page: Page, name: str) -> Locator:
    return page.locator("[data-matrix] tbody tr", has=page.get_by_role("rowheader", name=name))


def heads_stay(page: Page) -> None:
    """Scrolled to its last corner the matrix still shows its first row and its first column."""
    box = page.locator(".fp-matrix-scroll")
    box.evaluate("box => box.scrollTo(box.scrollWidth, box.scrollHeight)")
    moved = box.evaluate("box => box.scrollTop")
    assert moved > 100
    frame = box.bounding_box()
    head = page.locator("[data-matrix] thead th").nth(1).bounding_box()
    name = row_of(page, "Quentia").get_by_role("rowheader").bounding_box()
    assert frame is not None
    assert head is not None
    assert name is not None
    assert abs(head["y"] - frame["y"]) <= 2
    assert abs(name["x"] - frame["x"]) <= 2
    # The name is not hidden below the head, nor outside of the frame.
    assert head["y"] + head["height"] <= name["y"] + 1
    assert name["y"] + name["height"] <= frame["y"] + frame["height"] + 1


@pytest.mark.parametrize("matrix", list(MOVED))
def test_each_matrix_says_what_moved_and_keeps_its_heads(
    page: Page, viewport: ViewportSize, coordinator: None, axe: Axe, fits: Fits, matrix: str
) -> None:
    page.goto(f"/network/{matrix}?{DAYS}")
    place, symbol, words = MOVED[matrix]
    cell = row_of(page, "Quentia").locator("> *").nth(place)
    expect(cell).to_have_text(symbol)
    # Heard, not seen alone; and explained.
    expect(cell).to_have_accessible_name(words)
    expect(page.get_by_role("list", name="Legend")).to_contain_text(
        {"": "Further than before", "engagement/": "More than before"}.get(matrix, "than before")
    )
    axe()
    fits()
    heads_stay(page)
    fits()


def test_keys_lead_from_cell_to_cell_and_behind_it(
    page: Page, viewport: ViewportSize, coordinator: None, axe: Axe, fits: Fits
) -> None:
    page.goto(f"/network/engagement/?{DAYS}&q=quentia")
    cells = row_of(page, "Quentia").locator("td")
    reading = page.locator("[data-matrix-reading]")
    # One stop in the order of tabs: links in the cells are none.
    page.locator(".fp-matrix-scroll").focus()
    page.keyboard.press("Tab")
    expect(cells.first).to_be_focused()
    expect(row_of(page, "Quentia").locator("td a").first).to_have_attribute("tabindex", "-1")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(cells.nth(4)).to_be_focused()
    expect(reading).to_contain_text("(g) Dialogues: 2, the newest of 1 May 2023")
    # Enter on a cell: the very records that it counts.
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/participation/\?.*state=WQE"))
    expect(page.get_by_role("link", name="A dialogue")).to_have_count(2)
    page.go_back()
    # Enter on the name, and on a cell that says nothing: the State, on the same days.
    cells.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Quentia", level=1)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/network/states/WQE/\?{DAYS}&q=quentia"))
    expect(
        page.get_by_text("What this State shares with the network, as of 30 June 2024")
    ).to_be_visible()
    expect(page.locator("#steps")).to_contain_text("On 30 June 2020: Planned")
    expect(page.locator("#actions")).to_contain_text("Known for today only")
    dialogues = page.locator("#engagement tr", has_text="Dialogues on the responsibility")
    expect(dialogues.locator("td").first).to_have_text("2")
    axe()
    fits()
    # Another day on the same page; then back to the same matrix with it.
    page.get_by_label("As of", exact=True).fill("2021-06-30")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#steps")).to_contain_text("Planned")
    expect(page.locator("#assessments")).to_contain_text("None is shared.")
    trail = page.get_by_role("navigation", name="Breadcrumb")
    trail.get_by_role("link", name="Engagement").click()
    expect(page).to_have_url(re.compile(r"/network/engagement/\?.*as_of=2021-06-30"))
    expect(page.locator("[data-matrix] tbody tr[data-key]")).to_have_count(1)


def test_without_scripts_keys_reach_what_stands_behind_a_cell(
    browser: Browser, page: Page, live_server: LiveServer, coordinator: None
) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="en-GB"
    )
    context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"/network/engagement/?{DAYS}&q=quentia")
    row_of(plain, "Quentia").get_by_role("link", name="Quentia").focus()
    plain.keyboard.press("Tab")
    expect(row_of(plain, "Quentia").locator("td a").first).to_be_focused()
    plain.keyboard.press("Enter")
    expect(plain).to_have_url(re.compile(r"/participation/\?.*shared=true.*state=WQE"))
    expect(plain.get_by_role("link", name="A dialogue")).to_have_count(2)
    context.close()


def test_on_a_narrow_screen_the_matrix_comes_before_its_legend(
    page: Page, viewport: ViewportSize, coordinator: None
) -> None:
    page.goto(f"/network/treaties/?{DAYS}")
    legend = page.get_by_role("list", name="Legend").bounding_box()
    table = page.locator(".fp-matrix-scroll").bounding_box()
    assert legend is not None
    assert table is not None
    assert (table["y"] < legend["y"]) is (viewport["width"] < 576)


def test_a_step_leads_to_its_report_and_an_instrument_to_the_state(
    page: Page, coordinator: None
) -> None:
    page.goto(f"/network/?{DAYS}&q=quentia")
    row_of(page, "Quentia").get_by_role("link", name="(a): Partly done").click()
    expect(page).to_have_url(re.compile(r"/progress/R2013-A/\?state=WQE&report=.+#report-"))
    expect(page.locator(f"[id='{page.url.partition('#')[2]}']")).to_contain_text("Partly done")
    page.goto(f"/network/treaties/?{DAYS}&q=quentia")
    row_of(page, "Quentia").get_by_role("link", name="Treaty 3: Party").click()
    expect(page).to_have_url(re.compile(r"/treaties/T3/\?country=WQE&as_of=2024-06-30"))
    expect(page.get_by_role("heading", name="Treaty 3", level=1)).to_be_visible()


def test_filters_narrow_the_rows_and_the_file_holds_what_is_left(
    page: Page, viewport: ViewportSize, coordinator: None, tmp_path: Path
) -> None:
    page.goto(f"/network/assessments/?{DAYS}")
    rows = page.locator("[data-matrix] tbody tr[data-key]")
    expect(rows).to_have_count(41)
    page.get_by_role("searchbox", name="Find a State").fill("otherl")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("q=otherl"))
    # What came in its place is walked by keys, too.
    expect(rows.locator("td").first).to_have_attribute("tabindex", "0")
    page.get_by_role("searchbox", name="Find a State").fill("")
    if viewport["width"] < 576:
        page.get_by_role("button", name="Filters").click()
    page.get_by_label("Regional group").select_option(RegionalGroup.AFRICA)
    expect(rows).to_have_count(40)
    page.reload()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").first.click()
    file = tmp_path / "matrix.csv"
    download.value.save_as(file)
    table = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len(table) == 40
    [quentia] = [line for line in table if "WQE" in line.values()]
    assert "2023-05-01" in quentia.values()
