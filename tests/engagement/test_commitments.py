"""Commitments made at meetings: deadlines, what became of them, the actions made of them."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from apps.actions.commitment_actions import actions_of_commitment, create_action_for_commitment
from apps.engagement.meetings import deadlines
from apps.engagement.meetings.commitments import (
    add_commitment,
    change_commitment,
    close_commitment,
)
from apps.engagement.meetings.models import MeetingCommitment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.errors import IllegalTransitionError
from tests import factories as f
from tests.engagement.conftest import browser

pytestmark = pytest.mark.django_db
DUE = dt.date(2031, 5, 2)


@pytest.fixture
def taken(office: Any) -> Any:
    return f.ParticipationFactory(office=office, approved=True, visibility="network")


def add(actor: Actor, taken: Any, **fields: Any) -> MeetingCommitment:
    given = {"text": "Train the border police", "due_on": DUE, **fields}
    return add_commitment(actor=actor, participation=taken, fields=given)


def approved(taken: Any) -> bool:
    with acting(SYSTEM):
        taken.refresh_from_db()
    return taken.approved_at is not None


def due() -> list[Any]:
    with acting(SYSTEM):
        return list(deadlines.open_deadlines())


class TestWhatIsPromised:
    def test_the_network_reads_it_with_its_record_and_only_when_approved(
        self, focal_point: Actor, official: Actor, taken: Any, coordinator: Actor
    ) -> None:
        made = add(focal_point, taken)
        with acting(coordinator):
            assert list(MeetingCommitment.objects.visible_to(coordinator)) == [made]
        change_commitment(
            actor=official, commitment=made, changes={"text": "Train everybody"}, version=1
        )
        assert not approved(taken)
        with acting(coordinator):
            assert not MeetingCommitment.objects.visible_to(coordinator).exists()

    def test_what_changes_nothing_asks_for_no_approval(
        self, focal_point: Actor, official: Actor, taken: Any
    ) -> None:
        made = add(focal_point, taken)
        change_commitment(actor=official, commitment=made, changes={"text": made.text}, version=1)
        assert approved(taken)

    def test_whoever_was_not_there_promised_nothing(self, official: Actor, office: Any) -> None:
        absent = f.ParticipationFactory(office=office, presence="absent")
        with pytest.raises(ValidationError):
            add(official, absent)

    def test_another_ministry_promises_nothing(self, officer: Actor, taken: Any) -> None:
        with pytest.raises(PermissionDenied):
            add(officer, taken)


class TestItsDay:
    def test_it_is_a_deadline_until_it_is_closed(
        self, focal_point: Actor, taken: Any, ministry: Any
    ) -> None:
        made = add(focal_point, taken, institution=ministry)
        [(pk, country, day, _since, person, kept_by)] = due()
        assert (pk, country, day, person) == (made.pk, taken.country_id, DUE, None)
        assert kept_by == ministry.pk
        close_commitment(actor=focal_point, commitment=made, to="kept", result="All trained")
        assert due() == []

    def test_a_record_of_one_office_tells_its_own_people_alone(
        self, official: Actor, office: Any, ministry: Any
    ) -> None:
        own = f.ParticipationFactory(office=office, visibility="office")
        add(official, own, institution=ministry)
        [(*_rest, kept_by)] = due()
        assert kept_by == office.pk

    def test_another_date_is_another_deadline(self, focal_point: Actor, taken: Any) -> None:
        made = add(focal_point, taken)
        moved = change_commitment(
            actor=focal_point,
            commitment=made,
            changes={"due_on": DUE + dt.timedelta(days=7)},
            version=1,
        )
        assert moved.due_set_at != made.due_set_at

    def test_the_inbox_settles_it(self, focal_point: Actor, taken: Any, abroad: Actor) -> None:
        made = add(focal_point, taken)
        with acting(focal_point):
            assert deadlines.open_to(focal_point, [made.pk]) == {made.pk}
            deadlines.finish(focal_point, made.pk)
        with acting(abroad):
            assert deadlines.open_to(abroad, [made.pk]) == set()
        assert due() == []


class TestItsForm:
    @pytest.mark.parametrize("day", ["0202-05-01", "1926-05-02", "2201-01-01"])
    def test_a_due_date_far_from_today_is_refused_at_its_field(
        self, focal_point: Actor, taken: Any, day: str
    ) -> None:
        data = {"text": "Train the border police", "due_on": day}
        address = reverse("commitment-create", args=[taken.pk])
        answer = browser(focal_point).post(address, data)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"due_on"}
        assert due() == []

    def test_another_one_is_taken(self, focal_point: Actor, taken: Any) -> None:
        data = {"text": "Train the border police", "due_on": DUE.isoformat()}
        address = reverse("commitment-create", args=[taken.pk])
        assert browser(focal_point).post(address, data).status_code == 302
        assert len(due()) == 1


class TestWhatBecameOfIt:
    def test_it_is_dropped_for_a_reason_only(self, focal_point: Actor, taken: Any) -> None:
        made = add(focal_point, taken)
        with pytest.raises(ValidationError, match="why"):
            close_commitment(actor=focal_point, commitment=made, to="dropped")
        dropped = close_commitment(
            actor=focal_point, commitment=made, to="dropped", result="No means"
        )
        assert (dropped.status, dropped.result) == ("dropped", "No means")
        with pytest.raises(IllegalTransitionError):
            close_commitment(actor=focal_point, commitment=made, to="kept")

    def test_it_can_be_opened_again(self, focal_point: Actor, taken: Any) -> None:
        made = add(focal_point, taken)
        close_commitment(actor=focal_point, commitment=made, to="kept")
        client = browser(focal_point)
        client.post(reverse("commitment-close", args=[made.pk]), {"reopen": "1"})
        with acting(SYSTEM):
            made.refresh_from_db()
        assert (made.status, made.closed_on) == ("open", None)

    def test_a_form_without_a_reason_keeps_what_was_typed(
        self, focal_point: Actor, taken: Any
    ) -> None:
        made = add(focal_point, taken)
        client = browser(focal_point)
        answer = client.post(reverse("commitment-close", args=[made.pk]), {"to": "dropped"})
        assert answer.status_code == 422
        assert "result" in answer.context["form"].errors


class TestItsActions:
    def test_an_action_carries_it_out_and_each_leads_to_the_other(
        self, official: Actor, taken: Any, ministry: Any
    ) -> None:
        made = add(official, taken, institution=ministry)
        client = browser(official)
        form = client.get(reverse("action-from-commitment", args=[made.pk])).context["form"]
        assert form.initial["title"] == made.text
        assert (form.initial["due_on"], form.initial["lead_institution"]) == (DUE, ministry.pk)
        action = create_action_for_commitment(actor=official, commitment=made, title="A course")
        with acting(official):
            assert actions_of_commitment(made, official) == [action]
        assert made.text in client.get(action.get_absolute_url()).content.decode()
        assert (
            "A course" in client.get(reverse("commitment-actions", args=[made.pk])).content.decode()
        )

    def test_of_what_one_office_sees_come_actions_of_that_office(
        self, official: Actor, office: Any
    ) -> None:
        made = add(official, f.ParticipationFactory(office=office, visibility="office"))
        with pytest.raises(ValidationError):
            create_action_for_commitment(actor=official, commitment=made, title="A course")

    def test_abroad_the_link_is_not_told(
        self, focal_point: Actor, taken: Any, abroad: Actor
    ) -> None:
        made = add(focal_point, taken)
        create_action_for_commitment(
            actor=focal_point, commitment=made, title="A course", visibility="network"
        )
        answer = browser(abroad).get(reverse("commitment-actions", args=[made.pk]))
        assert answer.status_code == 403
        assert browser(abroad).get(made.get_absolute_url()).status_code == 200
