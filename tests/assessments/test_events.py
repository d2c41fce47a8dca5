"""Events between cycles: what is kept of them, who logs and who reads them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.assessments.event_models import RiskEvent
from apps.assessments.events.services import change_event, log_event
from apps.evidence.services import attach_link
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM
from focalpoint.errors import StaleVersionError
from focalpoint.history import history_of
from focalpoint.roles import Role
from focalpoint.visibility import Visibility
from tests.assessments.test_pages import browser
from tests.costs import at_most
from tests.factories import RiskEventFactory, actor

pytestmark = pytest.mark.django_db

FACTS = {"title": "Attack on a market", "occurred_on": dt.date(2026, 3, 14), "factors": ["RF8"]}


def log(who, office, **more):
    return log_event(actor=who, country=office.country, fields={**FACTS, **more})


@pytest.fixture
def event(official, office, factors):
    return log(official, office)


@pytest.fixture
def officer(ministry):
    return actor(Role.MINISTRY_OFFICER, ministry)


class TestLogging:
    def test_it_gets_a_reference_of_its_own_series(self, event, office):
        year = office.country.local_date(timezone.now()).year
        assert event.reference == f"{office.country.code}-EV-{year}-0001"

    def test_the_office_keeps_its_own_to_itself(self, event, officer, deputy):
        assert event.visibility == Visibility.OFFICE
        with acting(officer):
            assert not RiskEvent.objects.exists()
        with acting(deputy):
            assert RiskEvent.objects.exists()

    def test_what_a_ministry_logs_reaches_the_focal_point(
        self, officer, office, factors, focal_point
    ):
        made = log(officer, office)
        with acting(focal_point):
            assert RiskEvent.objects.get() == made

    def test_factors_are_kept_once_and_in_their_order(self, official, office, factors):
        assert log(official, office, factors=["RF8", "RF1", "RF8"]).factors == ["RF1", "RF8"]

    @pytest.mark.parametrize(
        ("exactness", "kept", "words"),
        [
            ("day", dt.date(2026, 3, 14), "14 March 2026"),
            ("month", dt.date(2026, 3, 1), "March 2026"),
            ("year", dt.date(2026, 1, 1), "2026"),
        ],
    )
    def test_a_date_says_no_more_than_is_known(
        self, official, office, factors, exactness, kept, words
    ):
        made = log(official, office, exactness=exactness)
        assert (made.occurred_on, made.when) == (kept, words)

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"factors": ["RF99"]}, "no factors of the framework: RF99"),
            ({"occurred_on": dt.date(2999, 1, 1)}, "lies in the past"),
            ({"visibility": "network"}, "stay in the State"),
            ({"source_url": "javascript:alert(1)"}, "valid URL"),
            ({"status": "open"}, "cannot be set: status"),
        ],
    )
    def test_what_cannot_be_is_refused(self, official, office, factors, given, words):
        with pytest.raises(ValidationError, match=words):
            log(official, office, **given)

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRIBUTOR])
    def test_others_may_not(self, role, office, factors):
        with pytest.raises(PermissionDenied):
            log(actor(role, office), office)


class TestChanging:
    def change(self, who, event, version=1, **changes):
        return change_event(actor=who, event=event, changes=changes, version=version)

    def test_the_history_tells_what_changed(self, event, deputy, official):
        self.change(deputy, event, reliability="confirmed")
        with acting(official):
            newest = history_of(event)[0]
        assert newest.actor == deputy.name
        [change] = newest.changes
        assert change.after == "Confirmed by several sources"

    def test_a_stale_version_is_refused(self, event, official, deputy):
        self.change(deputy, event, place="North")
        with pytest.raises(StaleVersionError):
            self.change(official, event, place="South")

    def test_a_date_that_becomes_vague_loses_its_day(self, event, official):
        assert self.change(official, event, exactness="month").occurred_on == dt.date(2026, 3, 1)

    def test_a_factor_that_the_framework_lost_stays_where_nobody_touched_it(self, office, official):
        event = RiskEventFactory(office=office, factors=["OLD"])
        assert self.change(official, event, place="North").factors == ["OLD"]

    def test_a_ministry_changes_its_own_only(self, event, officer, office, factors):
        open_one = RiskEventFactory(office=office)
        with pytest.raises(PermissionDenied):
            self.change(officer, open_one, place="North")
        own = log(officer, office)
        assert self.change(officer, own, place="North").place == "North"


class TestPages:
    def test_an_event_is_logged_shown_and_changed(self, official, factors):
        client = browser(official)
        sent = {
            "title": "Elections called off",
            "kind": "trigger",
            "occurred_on": "2026-05-20",
            "exactness": "month",
            "source": "Electoral commission",
            "reliability": "confirmed",
            "factors": ["RF8"],
            "visibility": "office",
        }
        page = client.post(reverse("event-create"), sent, follow=True)
        assert "May 2026" in page.text
        assert "The day is not known." in page.text
        assert "8 Risk factor 8" in page.text
        with acting(SYSTEM):
            made = RiskEvent.objects.get()
        own = reverse("event-update", args=[made.reference])
        page = client.post(own, {**sent, "place": "The north", "version": 1}, follow=True)
        assert "The north" in page.text

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, official, factors):
        sent = {"title": "Kept text", "kind": "trigger", "occurred_on": "2999-01-01"}
        page = browser(official).post(reverse("event-create"), sent)
        assert page.status_code == 422
        assert "Kept text" in page.text

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"factor": "RF8"}, True),
            ({"factor": "RF1"}, False),
            ({"q": "market"}, True),
            ({"q": "harvest"}, False),
            ({"since": "2026-03-14", "until": "2026-03-14"}, True),
            ({"since": "2026-03-15"}, False),
            ({"reliability": "unknown"}, True),
            ({"kind": "trigger"}, False),
        ],
    )
    def test_the_list_is_filtered_by_its_address(self, event, official, query, found):
        page = browser(official).get(reverse("event-list"), query)
        assert (event.reference in page.text) is found

    def test_without_any_it_says_what_to_do_next(self, official, factors):
        assert "No event yet" in browser(official).get(reverse("event-list")).text

    def test_its_cost_does_not_grow(self, office, official, factors):
        for _number in range(20):
            RiskEventFactory(office=office, factors=["RF1"])
        client = browser(official)
        with at_most(4):
            assert client.get(reverse("event-list")).status_code == 200


def test_evidence_hangs_on_an_event(event, official, officer):
    """And nobody reads it who does not read the event."""
    proof = attach_link(actor=official, target=event, url="https://un.org/", title="Report")
    with acting(official):
        assert type(proof).objects.visible_to(official).filter(pk=proof.pk).exists()
    with acting(officer):
        assert not type(proof).objects.visible_to(officer).exists()


def test_its_page_brings_the_card_of_its_evidence(event, official):
    attach_link(actor=official, target=event, url="https://un.org/", title="Report of the police")
    card = browser(official).get(reverse("evidence-card", args=["assessments.event", event.pk]))
    assert "Report of the police" in card.text
