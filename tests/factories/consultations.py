"""Consultations, who is asked, and what they answer."""

import datetime as dt
import hashlib

import factory
from django.utils import timezone

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    ConsultationRecord,
    Submission,
)
from apps.assessments.contribution_models import Contribution, GuestAccess, GuestMail
from apps.assessments.guest_file_models import GuestFile, SubmissionFile
from apps.assessments.guests.links import digest_of, link_token
from focalpoint.visibility import Visibility
from tests.factories.assessments import AssessmentFactory
from tests.factories.base import RecordFactory
from tests.factories.records import StateRecordFactory


class ConsultationFactory(StateRecordFactory):
    """One in preparation, on an assessment of the same office."""

    class Meta:
        model = Consultation

    assessment = factory.SubFactory(AssessmentFactory, office=factory.SelfAttribute("..office"))
    visibility = Visibility.OFFICE
    title = "What do you see on the ground?"
    closes_on = factory.LazyFunction(lambda: timezone.now().date() + dt.timedelta(days=20))


class ConsultationQuestionFactory(RecordFactory[ConsultationQuestion]):
    class Meta:
        model = ConsultationQuestion

    consultation = factory.SubFactory(ConsultationFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"What has changed since last year? ({n})")


class ConsultationInvitationFactory(RecordFactory[ConsultationInvitation]):
    """Somebody asked, with the link of the mail and an empty draft."""

    class Meta:
        model = ConsultationInvitation

    consultation = factory.SubFactory(ConsultationFactory)
    organisation = factory.Sequence(lambda n: f"Watch of Aravia {n}")
    name = "Lina Haddad"
    email = factory.Sequence(lambda n: f"contributor{n}@example.org")
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=60))


class GuestAccessFactory(RecordFactory[GuestAccess]):
    class Meta:
        model = GuestAccess

    invitation = factory.SubFactory(ConsultationInvitationFactory)
    token_digest = factory.LazyAttribute(lambda o: digest_of(link_token(o.invitation)))


class ContributionFactory(RecordFactory[Contribution]):
    class Meta:
        model = Contribution

    invitation = factory.SubFactory(ConsultationInvitationFactory)


class GuestMailFactory(RecordFactory[GuestMail]):
    class Meta:
        model = GuestMail

    invitation = factory.SubFactory(ConsultationInvitationFactory)
    kind = GuestMail.Kind.INVITATION
    occasion = "1"


class SubmissionFactory(RecordFactory[Submission]):
    """An answer with its contributor's name, to be looked at."""

    class Meta:
        model = Submission

    question = factory.SubFactory(
        ConsultationQuestionFactory, consultation=factory.SelfAttribute("..consultation")
    )
    consultation = factory.SubFactory(ConsultationFactory)
    author = factory.SubFactory(
        ConsultationInvitationFactory, consultation=factory.SelfAttribute("..consultation")
    )
    wish = "named"
    text = "Two radio stations call for violence."


class GuestFileFactory(RecordFactory[GuestFile]):
    class Meta:
        model = GuestFile

    invitation = factory.SubFactory(ConsultationInvitationFactory)
    question = factory.LazyAttribute(
        lambda o: ConsultationQuestionFactory(consultation=o.invitation.consultation)
    )
    name = "notes.txt"
    media_type = "text/plain"
    content = b"Two radio stations."
    size = 19
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.content).hexdigest())


class SubmissionFileFactory(RecordFactory[SubmissionFile]):
    class Meta:
        model = SubmissionFile

    submission = factory.SubFactory(SubmissionFactory)
    name = "notes.txt"
    media_type = "text/plain"
    content = b"Two radio stations."
    size = 19
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.content).hexdigest())


class ConsultationRecordFactory(StateRecordFactory):
    """A published consultation without answers."""

    class Meta:
        model = ConsultationRecord

    consultation = factory.SubFactory(ConsultationFactory, office=factory.SelfAttribute("..office"))
    title = "What do you see on the ground?"
    content = factory.LazyAttribute(
        lambda o: {
            "format": "focalpoint.consultation/1",
            "assessment": {"reference": "TST-RA-1", "title": "National assessment"},
            "title": o.title,
            "introduction": "",
            "closed_on": "2026-05-01",
            "invited": 0,
            "contributors": 0,
            "questions": [],
        }
    )
    sha256 = "0" * 64
    published_at = factory.LazyFunction(timezone.now)
