"""What the network reads was approved as it stands: parts that come later, and parts that go."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse

from apps.actions.commitment_models import ActionCommitment
from apps.actions.models import Action
from apps.engagement.approval.services import approve_record, take_away
from apps.engagement.meetings.commitments import (
    add_commitment,
    change_commitment,
    close_commitment,
    remove_commitment,
)
from apps.engagement.meetings.models import Participation
from apps.engagement.partnerships import filters
from apps.engagement.partnerships.models import Partnership
from apps.engagement.partnerships.services import add_milestone, add_partner, change_milestone
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.errors import StaleVersionError
from tests import factories as f
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db
DUE = dt.date(2031, 5, 2)


@pytest.fixture
def taken(office: Any) -> Any:
    return f.ParticipationFactory(office=office, visibility="network")


@pytest.fixture
def partnership(office: Any) -> Any:
    return f.PartnershipFactory(office=office, visibility="network")


def now(record: Any) -> Any:
    with acting(SYSTEM):
        return type(record).objects.get(pk=record.pk)


def promise(actor: Actor, taken: Participation) -> Any:
    fields = {"text": "Train the border police", "due_on": DUE}
    return add_commitment(actor=actor, participation=taken, fields=fields)


class TestAPartOfWhatIsApprovedMeanwhile:
    """The record was read before its approval; the part is written after it."""

    def test_a_new_one_is_approved_again(
        self, official: Actor, focal_point: Actor, taken: Any, partnership: Any
    ) -> None:
        for record in (taken, partnership):
            approve_record(actor=focal_point, record=now(record))
        promise(official, taken)
        add_partner(actor=official, partnership=partnership, fields={"kind": "un", "name": "x"})
        assert now(taken).approved_at is None
        assert now(partnership).approved_at is None

    def test_a_changed_one_is_approved_again(
        self, official: Actor, focal_point: Actor, taken: Any, partnership: Any
    ) -> None:
        made = promise(official, taken)
        fields = {"title": "First course", "due_on": DUE}
        step = add_milestone(actor=official, partnership=partnership, fields=fields)
        for record in (taken, partnership):
            approve_record(actor=focal_point, record=now(record))
        changes = {"text": "Train everybody"}
        change_commitment(actor=official, commitment=made, changes=changes, version=1)
        changes = {"title": "Last course"}
        change_milestone(actor=official, milestone=step, changes=changes, version=1)
        assert now(taken).approved_at is None
        assert now(partnership).approved_at is None


class TestApproving:
    def test_what_was_seen_without_its_new_part_is_refused(
        self, official: Actor, focal_point: Actor, taken: Any, partnership: Any
    ) -> None:
        promise(official, taken)
        add_partner(actor=official, partnership=partnership, fields={"kind": "un", "name": "x"})
        for record in (taken, partnership):
            with pytest.raises(StaleVersionError):
                approve_record(actor=focal_point, record=record, version=record.version)
            approve_record(actor=focal_point, record=record, version=now(record).version)

    def test_what_was_seen_before_a_part_changed_is_refused(
        self, official: Actor, focal_point: Actor, taken: Any
    ) -> None:
        made = promise(official, taken)
        seen = now(taken).version
        change_commitment(
            actor=official, commitment=made, changes={"text": "Train everybody"}, version=1
        )
        with pytest.raises(StaleVersionError):
            approve_record(actor=focal_point, record=taken, version=seen)


class TestWhatGoesThoughAnUnseenActionHangsOnIt:
    @pytest.fixture
    def unseen(self, taken: Any, ministry: Any) -> Any:
        """Of a commitment, the action that one ministry keeps to itself."""
        action: Any = f.ActionFactory(office=ministry, visibility="office")
        commitment = f.MeetingCommitmentFactory(participation=taken)
        f.ActionCommitmentFactory(action=action, commitment=commitment)
        return commitment

    def test_the_action_stays_and_nothing_hangs(
        self, official: Actor, taken: Any, unseen: Any
    ) -> None:
        with acting(official):
            assert not Action.objects.visible_to(official).exists()
        remove_commitment(actor=official, commitment=unseen)
        self.is_whole()

    def test_also_where_the_whole_record_goes(
        self, official: Actor, taken: Any, unseen: Any
    ) -> None:
        take_away(actor=official, record=taken)
        self.is_whole()

    def is_whole(self) -> None:
        """As at the end of the transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with acting(SYSTEM):
            assert Action.objects.count() == 1
            assert not ActionCommitment.objects.exists()


def test_opening_a_commitment_again_twice_is_no_failure(focal_point: Actor, taken: Any) -> None:
    made = promise(focal_point, taken)
    close_commitment(actor=focal_point, commitment=made, to="kept")
    client, url = browser(focal_point), reverse("commitment-close", args=[made.pk])
    page = client.get(made.get_absolute_url()).content.decode()
    assert '<input type="hidden" name="version" value="2">' in page
    said = []
    for _click in range(2):
        answer = client.post(url, {"reopen": "1", "version": "2"})
        assert answer.status_code == 302
        said.append([message.level_tag for message in get_messages(answer.wsgi_request)][-1])
    assert said == ["success", "warning"]
    assert now(made).is_open
    # A digit that is no number of its own.
    assert client.post(url, {"reopen": "1", "version": "²"}).status_code == 302


def test_what_begins_today_where_the_reader_is_goes_on(
    official: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    monkeypatch.setattr(filters, "timezone", SimpleNamespace(now=lambda: noon))
    made = f.PartnershipFactory(starts_on=dt.date(2026, 5, 2))
    made.country.time_zone = "Pacific/Kiritimati"
    reader: Any = SimpleNamespace(actor=SimpleNamespace(country=made.country))
    with acting(SYSTEM):
        found = filters.PartnershipFilter(
            {"active": "true"}, queryset=Partnership.objects.all(), request=reader
        )
        assert list(found.qs) == [made]
