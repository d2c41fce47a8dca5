"""Meetings, and what States did there."""

import datetime as dt

import factory
from django.utils import timezone

from apps.actions.commitment_models import ActionCommitment
from apps.engagement.introductions.models import Introduction
from apps.engagement.lessons.models import Lesson
from apps.engagement.meetings.models import (
    Delegate,
    Gathering,
    MeetingCommitment,
    Participation,
)
from apps.engagement.nudges.models import Nudge
from apps.engagement.offers.models import Support
from apps.engagement.partnerships.models import Milestone, Partner, Partnership
from apps.engagement.trainings.models import Training, TrainingAttendance
from focalpoint.ids import uuid7
from tests.factories.base import RecordFactory
from tests.factories.countries import CountryFactory
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


class PartnershipFactory(StateRecordFactory):
    """One that goes on."""

    class Meta:
        model = Partnership

    title = "Training of border police"
    topic = "security"
    purpose = "Officers know the early signs."
    starts_on = dt.date(2025, 1, 1)

    class Params:
        approved = factory.Trait(approved_at=factory.LazyFunction(timezone.now))


class PartnerFactory(RecordFactory[Partner]):
    class Meta:
        model = Partner

    partnership = factory.SubFactory(PartnershipFactory)
    kind = "civil_society"
    name = "Bridge of Communities"


class MilestoneFactory(RecordFactory[Milestone]):
    class Meta:
        model = Milestone

    partnership = factory.SubFactory(PartnershipFactory)
    title = "First course"
    due_on = dt.date(2031, 5, 1)


class TrainingFactory(StateRecordFactory):
    class Meta:
        model = Training

    title = "Early signs for border police"
    topic = "security"
    starts_on = dt.date(2026, 2, 3)


class TrainingAttendanceFactory(RecordFactory[TrainingAttendance]):
    class Meta:
        model = TrainingAttendance

    training = factory.SubFactory(TrainingFactory)
    other = "Bar council"
    number = 3


class LessonFactory(StateRecordFactory):
    class Meta:
        model = Lesson

    title = "Name who answers"
    context = "Signals came in and nobody answered them."
    finding = "A roster of named officers halved the delay."
    topic = "early_warning"


class SupportFactory(StateRecordFactory):
    """A need; ``shared``: the network reads it."""

    class Meta:
        model = Support

    side = "need"
    kind = "training"
    topic = "early_warning"
    title = "A course for desk officers"
    languages = factory.LazyFunction(lambda: ["en"])

    class Params:
        shared = factory.Trait(approved_at=factory.LazyFunction(timezone.now), visibility="network")


class NudgeFactory(RecordFactory[Nudge]):
    """An open one."""

    class Meta:
        model = Nudge

    country = factory.SubFactory(CountryFactory)
    about = "assessment"
    text = "Is the assessment approved?"
    reply_by = dt.date(2031, 5, 2)


class IntroductionFactory(RecordFactory[Introduction]):
    """One that waits for answers; ``country`` offers."""

    class Meta:
        model = Introduction

    country = factory.SubFactory(CountryFactory)
    needing = factory.SubFactory(CountryFactory)
    offer_id = factory.LazyFunction(uuid7)
    need_id = factory.LazyFunction(uuid7)
    offer_title = "A week with our desk"
    need_title = "A course for desk officers"
    kind = "training"
    topic = "early_warning"
    message = "Your courses fit."
