"""Meetings, and what States did there."""

import datetime as dt

import factory
from django.utils import timezone

from apps.actions.commitment_models import ActionCommitment
from apps.engagement.meetings.models import (
    Delegate,
    Gathering,
    MeetingCommitment,
    Participation,
)
from tests.factories.base import RecordFactory
from tests.factories.records import ActionFactory, StateRecordFactory


class GatheringFactory(RecordFactory[Gathering]):
    """A meeting of the calendar, for the training States that factories make."""

    class Meta:
        model = Gathering

    kind = "network"
    title = factory.Sequence(lambda n: f"Meeting {n} of the network")
    starts_on = dt.date(2026, 3, 12)
    is_training = True


class ParticipationFactory(StateRecordFactory):
    """A dialogue that the State attended, read by its government."""

    class Meta:
        model = Participation

    kind = "dialogue"
    title = "Dialogue on early warning"
    starts_on = dt.date(2026, 3, 12)

    class Params:
        approved = factory.Trait(approved_at=factory.LazyFunction(timezone.now))


class DelegateFactory(RecordFactory[Delegate]):
    class Meta:
        model = Delegate

    participation = factory.SubFactory(ParticipationFactory)
    name = "Ama Mensah"


class MeetingCommitmentFactory(RecordFactory[MeetingCommitment]):
    """An open one."""

    class Meta:
        model = MeetingCommitment

    participation = factory.SubFactory(ParticipationFactory)
    text = "Train the border police"


class ActionCommitmentFactory(RecordFactory[ActionCommitment]):
    class Meta:
        model = ActionCommitment

    action = factory.SubFactory(ActionFactory)
    commitment = factory.SubFactory(
        MeetingCommitmentFactory, participation__office=factory.SelfAttribute("...action.office")
    )
