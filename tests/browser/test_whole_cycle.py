"""A whole cycle with everybody who takes part: from the plan to what the network reads, and on.

What each page looks like is tested with the page; here it is that one leads to the next.
"""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.asked.services import hand_in_ratings, rate_independently
from apps.assessments.independent_models import RatingRequest
from apps.assessments.models import Assessment, AssessmentSnapshot
from apps.catalogue.models import Item
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.roles import Role
from tests.browser.conftest import SignIn
from tests.browser.test_consultation import Post
from tests.browser.test_consultation import post as post
from tests.factories import (
    CountryFactory,
    IndicatorFactory,
    InstitutionFactory,
    RiskFactorFactory,
    person,
)

TITLE = "National assessment 2026"
WHO_CALLS = "Who calls for violence, and where?"
STATIONS = "Two radio stations in the north."
INTERIOR = "omar@interior.example"


@pytest.fixture
def people(live_server: object) -> dict[Role, User]:
    """An office with its focal point and an official, a ministry, the network; two factors."""
    state = CountryFactory(name="Aravia")
    office = InstitutionFactory(name="Office of the focal point", country=state)
    justice = InstitutionFactory(name="Ministry of Justice", country=state)
    interior = InstitutionFactory(name="Ministry of the Interior", country=state)
    person(Role.MINISTRY_OFFICER, interior, name="Omar Said", email=INTERIOR)
    for number in (1, 2):
        factor = RiskFactorFactory(
            code=f"RF{number}", label=str(number), title=f"Risk factor {number}", order=number
        )
        IndicatorFactory(parent=factor, code=f"{number}.1", label=f"{number}.1")
    return {
        Role.FOCAL_POINT: person(Role.FOCAL_POINT, office, name="Amina Farouk"),
        Role.OFFICIAL: person(Role.OFFICIAL, office, name="Boris Tal"),
        Role.MINISTRY_OFFICER: person(Role.MINISTRY_OFFICER, justice, name="Maryam Noor"),
        Role.COORDINATOR: person(Role.COORDINATOR, name="Chen Li"),
    }


class Story:
    """The page of whoever has the word, and the assessment that it is about."""

    def __init__(self, page: Page, people: dict[Role, User], sign_in: SignIn) -> None:
        self.page, self.people, self.sign_in = page, people, sign_in
        self.main = page.get_by_role("main")
        self.address = ""

    def let(self, role: Role, path: str = "") -> None:
        """Somebody signs in and opens a page of the assessment."""
        self.sign_in(self.people[role])
        self.page.goto(f"{self.address}{path}")

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(text)

    def follow(self, link: str, heading: str) -> None:
        self.main.get_by_role("link", name=link, exact=True).first.click()
        self.heading(heading)

    def press(self, button: str) -> None:
        self.main.get_by_role("button", name=button, exact=True).first.click()

    def save_rating(self) -> None:
        """By the last button, which stays with no other factor."""
        form = self.main.locator("form", has=self.page.locator("input[name=level]"))
        form.get_by_role("button", name=re.compile("^Save")).last.click()

    def move_on_to(self, phase: str) -> None:
        self.page.goto(f"{self.address}cycle/")
        self.press(f"Go on to: {phase}")
        expect(self.main.locator("[aria-current=step]")).to_contain_text(phase)


@pytest.fixture
def story(page: Page, people: dict[Role, User], sign_in: SignIn) -> Story:
    return Story(page, people, sign_in)


def planned(story: Story) -> None:
    """The official begins, and sets dates; the ministry is to hand in what it knows."""
    page, main = story.page, story.main
    story.sign_in(story.people[Role.OFFICIAL])
    page.goto("/assessments/new/")
    page.get_by_label("title").fill(TITLE)
    page.get_by_label("period from").fill("2026-01-01")
    page.get_by_label("period until").fill("2026-06-30")
    story.press("Begin")
    story.heading(TITLE)
    story.address = page.url
    page.goto(f"{story.address}edit/")
    page.locator("#id_visibility").select_option("government")
    story.press("Save")
    story.heading(TITLE)
    page.goto(f"{story.address}cycle/")
    story.follow("Set the dates", "Calendar")
    page.locator("#id_plan-planned_end").fill("2031-05-01")
    page.locator("#id_collect-planned_end").fill("2031-06-01")
    page.locator("#id_collect-institution").select_option(label="Ministry of Justice")
    story.press("Save")
    expect(main.get_by_role("heading", name="What comes next")).to_be_visible()
    story.press("Go on to: Collect")
    expect(main.get_by_text("in the hands of Ministry of Justice")).to_be_visible()


def read_by_the_ministry(story: Story) -> None:
    """The ministry finds that the phase is its own; the judgement is not."""
    story.let(Role.MINISTRY_OFFICER, "cycle/")
    expect(story.main.get_by_text("in the hands of Ministry of Justice")).to_be_visible()
    answer = story.page.goto(f"{story.address}factors/RF1/")
    assert answer is not None
    assert answer.status in (403, 404)


def found_and_rated(story: Story) -> None:
    page, main = story.page, story.main
    for number in (1, 2):
        story.let(Role.OFFICIAL, f"factors/RF{number}/indicators/{number}.1/")
        main.locator("input[name=presence][value=present]").check()
        story.press("Save finding")
        story.heading(f"{number} Risk factor")
    story.move_on_to("Rate")
    for number in (1, 2):
        page.goto(f"{story.address}factors/RF{number}/")
        story.heading(f"{number} Risk factor")
        main.locator("input[name=level][value=high]").check()
        page.get_by_label("Reasons").fill(f"What was seen of {number}.")
        story.save_rating()
        expect(main.get_by_text(f"Factor {number} saved.")).to_be_visible()
    story.move_on_to("Consult")


def asked_to_judge(story: Story) -> None:
    """The official asks two ministries for their own rating of one factor."""
    page, main = story.page, story.main
    page.goto(f"{story.address}independent/")
    story.heading(TITLE)
    story.follow("Ask institutions", "Ask institutions for their own rating")
    for name in ("Ministry of Justice", "Ministry of the Interior"):
        page.get_by_label(name).check()
    page.get_by_label("Risk factor 1").check()
    page.get_by_label("Hand in by").fill("2031-06-15")
    story.press("Ask them")
    expect(main.get_by_text("Their people are told at once.")).to_be_visible()
    expect(main.get_by_text("Asked", exact=True)).to_have_count(2)


def judged_by_the_ministry(story: Story) -> None:
    """The officer of the one rates and hands in on the pages; the other differs."""
    page, main = story.page, story.main
    story.sign_in(story.people[Role.MINISTRY_OFFICER])
    page.goto("/assessments/asked/")
    story.heading("Asked of us")
    story.follow(TITLE, TITLE)
    story.follow("Start rating", "Risk factor 1")
    main.locator("input[name=level][value=very_high]").check()
    page.get_by_label("Reasons").fill("The courts hear of threats every week.")
    story.press("Save draft")
    expect(main.get_by_role("heading", name="What is asked")).to_be_visible()
    expect(main.get_by_text("The courts hear of threats every week.")).to_be_visible()
    story.press("Hand in")
    expect(main.get_by_text("reads what your institution handed in")).to_be_visible()
    with acting(SYSTEM):
        request = RatingRequest.objects.get(institution__name="Ministry of the Interior")
        factor = Item.objects.get(code="RF1")
        other = User.objects.get(email=INTERIOR)
    who = actor_for(other)
    told = {"level": "moderate", "narrative": "The police know of two threats."}
    rate_independently(actor=who, request=request, factor=factor, changes=told, version=0)
    hand_in_ratings(actor=who, request=request)


def agreed(story: Story) -> None:
    """The official sees how they differ, and agrees on a level."""
    page, main = story.page, story.main
    story.let(Role.OFFICIAL, "factors/RF1/")
    said = main.locator("#opinions")
    expect(said.get_by_text("2 levels apart")).to_be_visible()
    expect(said.get_by_text("The courts hear of threats every week.")).to_be_visible()
    expect(said.get_by_text("The police know of two threats.")).to_be_visible()
    expect(said.get_by_text("No institution that was asked gives this level.")).to_be_visible()
    page.get_by_label("Why does the level differ").fill("Both are right about their own part.")
    story.save_rating()
    expect(main.get_by_text("Factor 1 saved.")).to_be_visible()


def asked(story: Story) -> None:
    page = story.page
    page.goto(f"{story.address}consultations/")
    story.follow("Prepare a consultation", "New consultation")
    page.get_by_label("title").fill("What do you see on the ground?")
    closes_on = dt.date.today() + dt.timedelta(days=20)  # noqa: DTZ011
    page.get_by_label("answers until").fill(closes_on.isoformat())
    story.press("Go on to the questions")
    story.heading("What do you see on the ground?")
    story.follow("Add a question", "New question")
    page.get_by_label("question", exact=False).first.fill(WHO_CALLS)
    story.press("Add")
    expect(story.main.get_by_text(WHO_CALLS)).to_be_visible()
    story.follow("Invite people", "Invite people")
    page.get_by_label("People").fill("Peace Watch; Lina Haddad; lina@example.org")
    story.press("Invite")
    expect(story.main.get_by_text("lina@example.org")).to_be_visible()
    story.follow("Open", "Open the consultation")
    story.press("Open the consultation")
    expect(story.main.get_by_text("Open for answers").first).to_be_visible()


def answered(story: Story, browser: Browser, base_url: str, post: Post) -> None:
    """The contributor, in a browser of her own."""
    post.send()
    context = browser.new_context(base_url=base_url, locale="en-GB")
    guest = context.new_page()
    guest.goto(post.link_to("lina@example.org"))
    guest.get_by_role("button", name="Open the consultation").click()
    guest.get_by_label(WHO_CALLS).fill(STATIONS)
    guest.get_by_label("Anonymously").check()
    guest.get_by_role("button", name="Hand in").click()
    expect(guest.get_by_text("Handed in. Thank you.")).to_be_visible()
    # Of the assessment itself she sees nothing.
    answer = guest.goto(story.address)
    assert answer is not None
    assert "/accounts/login" in guest.url or answer.status in (403, 404)
    context.close()


def responded(story: Story) -> None:
    page, main = story.page, story.main
    story.follow("Close", "Close the consultation")
    story.press("Close the consultation")
    expect(main.get_by_text("Closed, being answered").first).to_be_visible()
    main.get_by_role("link", name="Go through the answers").click()
    expect(main.get_by_text(STATIONS)).to_be_visible()
    expect(main.get_by_text("Peace Watch")).to_have_count(0)
    main.get_by_role("link", name="Go through them").click()
    story.heading("Who calls for violence")
    page.get_by_label("Taken up in part").check()
    page.get_by_label("Why").first.fill("It stands under factor 1 now.")
    story.press("Accept and respond")
    expect(main.get_by_text("Taken up in part").first).to_be_visible()
    main.get_by_role("link", name="Questions and people").click()
    story.follow("Send the responses", "Send the responses")
    story.press("Send the responses")
    story.heading("What do you see on the ground?")


def handed_in(story: Story) -> None:
    story.let(Role.OFFICIAL, "submit/")
    story.press("Submit")
    expect(story.main.get_by_text("Waiting for the focal point").first).to_be_visible()


def returned_and_settled(story: Story) -> None:
    page, main = story.page, story.main
    story.let(Role.FOCAL_POINT, "return/")
    page.get_by_label("What is to be changed?").fill("One factor needs more.")
    page.get_by_label("1 Risk factor 1").fill("Which districts?")
    story.press("Return")
    expect(main.get_by_role("heading", name="Open comments")).to_be_visible()
    story.let(Role.OFFICIAL, "factors/RF1/")
    page.get_by_label("Reasons").fill("What was seen of 1, in two districts.")
    story.save_rating()
    expect(main.get_by_text("Factor 1 saved.")).to_be_visible()
    page.goto(f"{story.address}factors/RF1/")
    comments = page.locator("#comments")
    comments.get_by_role("button", name="Settled").click()
    expect(comments.get_by_role("button", name="Open again")).to_be_visible()


def approved_and_shared(story: Story) -> None:
    page, main = story.page, story.main
    story.let(Role.FOCAL_POINT, "approve/")
    expect(main.get_by_text("in two districts.")).to_be_visible()
    page.get_by_label("Who reads the approved assessment").select_option("government")
    story.press("Approve")
    expect(main.get_by_text("Unchanged since approval")).to_be_visible()
    story.follow("Change who reads it", "Who reads this assessment")
    page.get_by_label("visibility").select_option("network")
    page.get_by_label("Why?").fill("The minister agrees.")
    story.press("Save")
    expect(main.get_by_text("Unchanged since approval")).to_be_visible()
    # The network reads it.
    story.sign_in(story.people[Role.COORDINATOR])
    page.goto("/assessments/approved/")
    main.get_by_role("link", name=TITLE).click()
    expect(main.get_by_text("in two districts.")).to_be_visible()
    answer = page.goto(story.address)
    assert answer is not None
    assert answer.status == 404


def begun_again(story: Story) -> None:
    page, main = story.page, story.main
    story.let(Role.OFFICIAL, "cycle/")
    main.get_by_role("link", name="The next cycle").click()
    page.get_by_label("title").fill("National assessment 2028")
    page.get_by_label("period from").fill("2028-01-01")
    page.get_by_label("period until").fill("2028-06-30")
    main.locator("form button[type=submit].btn-primary").click()
    story.heading("National assessment 2028")
    story.page.get_by_role("link", name="Factors", exact=True).click()
    expect(main.get_by_text("Unchanged").first).to_be_visible()


@pytest.mark.slow
def test_from_the_plan_to_the_next_cycle(
    story: Story, browser: Browser, live_server: Any, post: Post
) -> None:
    planned(story)
    read_by_the_ministry(story)
    found_and_rated(story)
    asked_to_judge(story)
    judged_by_the_ministry(story)
    agreed(story)
    asked(story)
    answered(story, browser, live_server.url, post)
    responded(story)
    handed_in(story)
    returned_and_settled(story)
    handed_in(story)
    approved_and_shared(story)
    begun_again(story)
    with acting(SYSTEM):
        snapshot = AssessmentSnapshot.objects.get()
        assert Assessment.objects.count() == 2
    # How far the ministries were apart stands in what was approved, and no name of theirs.
    first = snapshot.content["factors"][0]
    assert first["independent"] == {"institutions": 2, "apart": 2}
    assert "of the Interior" not in str(snapshot.content)
    # That civil society was heard stands in what was approved, and no name of it.
    assert "consultation" in str(snapshot.content)
    assert "Lina" not in str(snapshot.content)
    assert STATIONS not in str(snapshot.content)
