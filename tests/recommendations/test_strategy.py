"""The national strategy: written by element, approved in versions that stay, shared by level."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError
from django.db.utils import InternalError
from django.urls import reverse

from apps.assessments.snapshots import checksum
from apps.recommendations.strategy.contents import changed_since
from apps.recommendations.strategy.text_services import (
    approve_strategy,
    describe_strategy,
    share_version,
    write_element,
)
from apps.recommendations.strategy_text_models import Strategy, StrategyElement, StrategyVersion
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.roles import Role
from tests.assessments.test_pages import browser as browser_of
from tests.costs import at_most
from tests.factories import (
    ElementItemFactory,
    InstitutionFactory,
    StrategyPriorityFactory,
    StrategyVersionFactory,
    actor,
)
from tests.paper import assert_accessible

pytestmark = pytest.mark.django_db


@pytest.fixture
def items():
    return [
        ElementItemFactory(code=f"ST{n}", order=n, title=f"Element {n}", detail="What it asks.")
        for n in range(1, 6)
    ]


def write(who, office, item, text="We assess every two years.", version=0, owner=None):
    return write_element(
        actor=who, country=office.country, item=item, text=text, owner=owner, version=version
    )


@pytest.fixture
def strategy(official, office, items):
    return write(official, office, items[0]).strategy


class TestWriting:
    def test_the_first_words_begin_the_strategy(self, official, office, items):
        element = write(official, office, items[1])
        assert element.strategy.office_id == office.pk
        with acting(official):
            assert Strategy.objects.count() == 1

    def test_two_writers_of_one_element_do_not_undo_each_other(self, official, office, items):
        write(official, office, items[0])
        with pytest.raises(StaleVersionError):
            write(official, office, items[0], text="Other words", version=0)
        assert write(official, office, items[0], text="Other", version=1).text == "Other"

    def test_a_ministry_and_an_auditor_only_read(self, strategy, office, items, ministry):
        for role in (Role.MINISTRY_OFFICER, Role.AUDITOR):
            with pytest.raises(PermissionDenied):
                write(actor(role, ministry), office, items[0], version=1)

    def test_the_next_review_lies_ahead(self, official, office):
        with pytest.raises(ValidationError):
            describe_strategy(
                actor=official,
                country=office.country,
                title="Plan",
                next_review_on=dt.date(2020, 1, 1),
                version=0,
            )

    def test_a_review_that_is_past_stays_while_something_else_changes(self, strategy, official):
        past = dt.date(2020, 1, 1)
        with acting(SYSTEM, reason="test"):
            Strategy.objects.filter(pk=strategy.pk).update(next_review_on=past)
            version = Strategy.objects.get(pk=strategy.pk).version
        given = {"actor": official, "country": strategy.country, "title": "A better title"}
        saved = describe_strategy(**given, next_review_on=past, version=version)
        assert (saved.title, saved.next_review_on) == ("A better title", past)
        earlier = past - dt.timedelta(days=1)
        with pytest.raises(ValidationError):
            describe_strategy(**given, next_review_on=earlier, version=saved.version)

    def test_nobody_abroad_reads_what_is_being_written(self, strategy, coordinator):
        for who in (coordinator, actor(Role.FOCAL_POINT, InstitutionFactory())):
            with acting(who):
                assert not Strategy.objects.exists()
                assert not StrategyElement.objects.exists()


class TestApproving:
    def test_a_version_holds_what_is_decided_and_its_checksum(self, strategy, focal_point, office):
        StrategyPriorityFactory(office=office, title="Agreed one", why="Because of the north.")
        StrategyPriorityFactory(office=office, title="Proposed one", status="proposed")
        StrategyPriorityFactory(office=office, title="Kept apart", visibility="office")
        version = approve_strategy(actor=focal_point, strategy=strategy)
        assert version.number == 1
        assert version.sha256 == checksum(version.content)
        assert [each["title"] for each in version.content["priorities"]] == ["Agreed one"]
        assert "Because of the north." not in str(version.content)
        assert version.content["elements"][0]["text"] == "We assess every two years."

    def test_an_official_does_not_approve(self, strategy, official):
        with pytest.raises(PermissionDenied):
            approve_strategy(actor=official, strategy=strategy)

    def test_nothing_new_is_no_new_version(self, strategy, focal_point, office, items):
        approve_strategy(actor=focal_point, strategy=strategy)
        with pytest.raises(ValidationError):
            approve_strategy(actor=focal_point, strategy=strategy)
        write(focal_point, office, items[0], text="Each year.", version=1)
        assert approve_strategy(actor=focal_point, strategy=strategy).number == 2

    def test_an_empty_strategy_is_not_approved(self, official, focal_point, office, items):
        empty = write(official, office, items[0], text=" ").strategy
        with pytest.raises(ValidationError):
            approve_strategy(actor=focal_point, strategy=empty)

    def test_what_was_approved_stays(self, strategy, focal_point):
        version = approve_strategy(actor=focal_point, strategy=strategy)
        with (
            pytest.raises((InternalError, ProgrammingError)),
            acting(SYSTEM, reason="tried", event="tried"),
        ):
            StrategyVersion.objects.filter(pk=version.pk).update(content={})

    def test_what_changed_is_said_in_sentences(self, strategy, focal_point, office, items):
        before = approve_strategy(actor=focal_point, strategy=strategy).content
        write(focal_point, office, items[0], text="Each year.", version=1)
        StrategyPriorityFactory(office=office, title="Train the police")
        now = approve_strategy(actor=focal_point, strategy=strategy).content
        assert changed_since(before, now) == [
            "Rewritten: Element 1",
            "New priority: Train the police",
        ]
        assert changed_since(now, before)[-1] == "No longer named: Train the police"

    def test_a_version_that_the_approver_does_not_read_keeps_its_number(
        self, strategy, focal_point, office
    ):
        other = InstitutionFactory(country=office.country)
        StrategyVersionFactory(office=other, visibility="office")
        assert approve_strategy(actor=focal_point, strategy=strategy).number == 2

    def test_no_version_is_kept_from_the_government(self, strategy, focal_point):
        with pytest.raises(ValidationError):
            approve_strategy(actor=focal_point, strategy=strategy, visibility="office")
        version = approve_strategy(actor=focal_point, strategy=strategy)
        with pytest.raises(ValidationError):
            share_version(actor=focal_point, record=version, visibility="office", reason="Not yet")
        address = reverse("strategy-version-share", args=[version.pk])
        sent = {"visibility": "office", "reason": "Not yet", "version": version.version}
        assert browser_of(focal_point).post(address, sent).status_code == 422


class TestSharing:
    def test_the_coordinator_reads_what_is_shared_with_the_network(
        self, strategy, focal_point, coordinator
    ):
        version = approve_strategy(actor=focal_point, strategy=strategy)
        address = version.get_absolute_url()
        assert browser_of(coordinator).get(address).status_code == 404
        share_version(
            actor=focal_point, record=version, visibility="network", reason="For the network"
        )
        page = browser_of(coordinator).get(address)
        assert "We assess every two years." in page.content.decode()
        # Who approved it, and the history, stay at home.
        assert page.context["history"] is None

    def test_sharing_needs_a_reason_and_an_approver(self, focal_point, official, office):
        version = StrategyVersionFactory(office=office)
        with pytest.raises(ValidationError):
            share_version(actor=focal_point, record=version, visibility="network", reason=" ")
        with pytest.raises(PermissionDenied):
            share_version(actor=official, record=version, visibility="network", reason="Why not")


class TestPages:
    def test_the_page_shows_each_element_before_anything_is_written(self, official, office, items):
        page = browser_of(official).get(reverse("strategy")).content.decode()
        assert page.count("Nothing is written yet") == 6
        assert reverse("strategy-element", args=["ST5"]) in page
        assert "Approve a version" not in page

    def test_an_element_is_written_and_a_stale_one_shown(self, official, office, items):
        client = browser_of(official)
        address = reverse("strategy-element", args=["ST1"])
        assert client.post(address, {"text": "First.", "version": 0}).status_code == 302
        late = client.post(address, {"text": "Second.", "version": 0})
        assert late.status_code == 409
        assert "First." in late.content.decode()
        settled = client.post(address, {"text": "Second.", "version": 1})
        assert settled.status_code == 302

    def test_two_who_begin_at_once_are_told_of_each_other(self, official, office, items):
        """The second opened the form before the first had written anything."""
        client = browser_of(official)
        address = reverse("strategy-update")
        sent = {"title": "Plan A", "version": 0}
        assert client.post(address, sent).status_code == 302
        assert client.post(address, {**sent, "title": "Plan B"}).status_code == 409

    def test_the_focal_point_sees_the_version_before_it_is_approved(
        self, strategy, focal_point, office
    ):
        client = browser_of(focal_point)
        address = reverse("strategy-approve")
        shown = client.get(address)
        assert "We assess every two years." in shown.content.decode()
        sent = {"visibility": "network", "seen": shown.context["form"]["seen"].value()}
        made = client.post(address, sent, follow=True)
        assert "Version 1 is approved." in made.content.decode()
        again = client.post(address, sent)
        assert again.status_code == 422
        assert "Nothing has changed since the last version." in again.content.decode()

    def test_what_has_changed_since_it_was_shown_is_shown_anew(
        self, strategy, focal_point, official, office, items
    ):
        client = browser_of(focal_point)
        address = reverse("strategy-approve")
        seen = client.get(address).context["form"]["seen"].value()
        write(official, office, items[0], text="Each year.", version=1)
        for stale in ({}, {"seen": seen}):
            page = client.post(address, {"visibility": "network", **stale})
            assert page.status_code == 409
            assert "It has changed since you looked." in page.text
        assert "Each year." in page.text
        seen = page.context["form"]["seen"].value()
        assert f'value="{seen}"' in page.text
        assert client.post(address, {"visibility": "network", "seen": seen}).status_code == 302
        with acting(focal_point):
            assert StrategyVersion.objects.get().sha256 == seen

    def test_what_changed_since_the_last_version_stands_beside_it(
        self, strategy, focal_point, office, items
    ):
        approve_strategy(actor=focal_point, strategy=strategy)
        client = browser_of(focal_point)
        assert client.get(reverse("strategy")).context["changes"] == []
        write(focal_point, office, items[0], text="Each year.", version=1)
        assert client.get(reverse("strategy")).context["changes"] == ["Rewritten: Element 1"]

    def test_it_asks_no_more_than_any_page(self, strategy, focal_point, office, items):
        approve_strategy(actor=focal_point, strategy=strategy)
        write(focal_point, office, items[0], text="Each year.", version=1)
        client = browser_of(focal_point)
        client.get(reverse("strategy"))
        with at_most(6):
            client.get(reverse("strategy"))

    def test_it_is_a_tagged_pdf(self, strategy, focal_point):
        version = approve_strategy(actor=focal_point, strategy=strategy)
        answer = browser_of(focal_point).get(reverse("strategy-version-pdf", args=[version.pk]))
        assert answer["Content-Type"] == "application/pdf"
        assert_accessible(answer.content)
