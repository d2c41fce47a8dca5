"""A consultation with people to ask, for tests: each step in one word."""

import datetime as dt
from typing import Any

from django.utils import timezone

from apps.accounts.selectors import actor_for
from apps.assessments.consultation_models import Consultation, Submission
from apps.assessments.consultations.contribution_services import contribution_of, hand_in
from apps.assessments.consultations.invitation_services import Invitee, invite_contributors
from apps.assessments.consultations.services import (
    close_consultation,
    finish_consultation,
    moderate_submission,
    open_consultation,
    respond_to_submission,
)
from apps.assessments.guests.services import guest_actor
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.roles import Role
from tests.factories import (
    AssessmentFactory,
    ConsultationFactory,
    ConsultationQuestionFactory,
    CountryFactory,
    InstitutionFactory,
    person,
)


class Stage:
    """An office of a training State with an assessment under way."""

    def __init__(self) -> None:
        country = CountryFactory(name="Aravia", kind="training")
        self.office = InstitutionFactory(country=country)
        self.official_user = person(Role.OFFICIAL, self.office)
        self.focal_point_user = person(Role.FOCAL_POINT, self.office)
        self.official = actor_for(self.official_user)
        self.focal_point = actor_for(self.focal_point_user)
        self.assessment = AssessmentFactory(office=self.office)
        self.consultation: Any = None
        self.invitations: list[Any] = []
        self.guests: list[Actor] = []

    def day(self, ahead: int) -> dt.date:
        return timezone.now().date() + dt.timedelta(days=ahead)

    def invitee(self, letter: str, language: str = "en") -> Invitee:
        return Invitee(
            f"Organisation {letter}", f"Person {letter}", f"{letter}@example.org", language
        )

    def prepared(self, days: int = 20) -> Consultation:
        self.consultation = ConsultationFactory(
            office=self.office, assessment=self.assessment, closes_on=self.day(days)
        )
        ConsultationQuestionFactory(consultation=self.consultation, text="What do you see?")
        return self.consultation

    def opened(
        self, people: int = 1, days: int = 20, languages: list[str] | None = None
    ) -> Consultation:
        self.prepared(days)
        chosen = languages or ["en"] * people
        with acting(self.official):
            self.invitations = invite_contributors(
                actor=self.official,
                consultation=self.consultation,
                people=[self.invitee(chr(97 + n), language) for n, language in enumerate(chosen)],
            )
            self.consultation = open_consultation(
                actor=self.official, consultation=self.consultation
            )
        with acting(SYSTEM):
            for each in self.invitations:
                each.consultation = self.consultation
            self.guests = [guest_actor(each) for each in self.invitations]
            self.questions = list(self.consultation.questions.all())
        return self.consultation

    def texts(self, text: str) -> dict[str, str]:
        return {str(self.questions[0].pk): text}

    def hand_in(self, guest: Actor, text: str = "Two radios.", wish: str = "named") -> Any:
        return hand_in(
            actor=guest,
            texts=self.texts(text),
            wish=wish,
            version=contribution_of(guest).version,
        )

    def rows(self) -> list[Submission]:
        with acting(self.official):
            rows = Submission.objects.visible_to(self.official)
            return list(rows.select_related("author", "consultation"))

    def respond(self, row: Submission) -> Submission:
        return respond_to_submission(
            actor=self.official,
            submission=row,
            outcome="taken_up",
            response="It stands under factor 3.",
            version=None,
        )

    def answered(self, wishes: list[str]) -> Consultation:
        """One to which people answered with these wishes, each of them taken up."""
        consultation = self.opened(people=len(wishes))
        for guest, wish in zip(self.guests, wishes, strict=True):
            self.hand_in(guest, wish=wish, text=f"Seen {wish}.")
        with acting(self.official):
            consultation = close_consultation(actor=self.official, consultation=consultation)
            for row in self.rows():
                accepted = moderate_submission(
                    actor=self.official, submission=row, to="accepted", version=row.version
                )
                self.respond(accepted)
            return finish_consultation(actor=self.official, consultation=consultation)
