"""Civil society consulted in the training States: what is asked, who answers, what is responded."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.assessments.consultation_models import Consultation, ConsultationInvitation, Submission
from apps.assessments.consultations.contribution_services import hand_in
from apps.assessments.consultations.invitation_services import Invitee, invite_contributors
from apps.assessments.consultations.services import (
    close_consultation,
    create_consultation,
    moderate_submission,
    open_consultation,
    respond_to_submission,
    save_question,
)
from apps.assessments.guests.services import guest_actor
from apps.assessments.models import Assessment
from apps.catalogue.models import Item
from apps.dashboards.training.people import TrainingState
from focalpoint.acting import acting
from focalpoint.actors import Actor

Facts = Mapping[str, Any]


def consult(state: TrainingState, facts: Facts) -> list[Consultation]:
    """Every consultation that the file tells of, each on an assessment named by its title."""
    return [_consultation(state, entry) for entry in facts.get("consultations", ())]


def _consultation(state: TrainingState, entry: Facts) -> Consultation:
    author = state.actors[entry["by"]]
    with acting(author):
        assessment = Assessment.objects.visible_to(author).get(
            country=state.country, title=entry["assessment"]
        )
        consultation = create_consultation(
            actor=author,
            assessment=assessment,
            fields={
                "title": entry["title"],
                "introduction": entry["introduction"],
                "closes_on": state.today + dt.timedelta(days=entry["days"]),
            },
        )
        for text, code in entry["questions"]:
            item = Item.objects.get(framework=assessment.framework, code=code) if code else None
            save_question(
                actor=author, consultation=consultation, fields={"text": text, "item": item}
            )
        people = [Invitee(*each) for each in entry["people"]]
        invited = invite_contributors(actor=author, consultation=consultation, people=people)
        consultation = open_consultation(actor=author, consultation=consultation)
        _answers(consultation, entry, {each.email: each for each in invited})
        if entry.get("closed"):
            consultation = close_consultation(actor=author, consultation=consultation)
            _responses(consultation, author, entry)
    return consultation


def _answers(
    consultation: Consultation, entry: Facts, invited: Mapping[str, ConsultationInvitation]
) -> None:
    keys = [str(pk) for pk in consultation.questions.values_list("pk", flat=True)]
    for email, wish, *texts in entry.get("answers", ()):
        invitation = invited[email]
        invitation.consultation = consultation
        hand_in(
            actor=guest_actor(invitation),
            texts=dict(zip(keys, texts, strict=False)),
            wish=wish,
            version=None,
        )


def _responses(consultation: Consultation, author: Actor, entry: Facts) -> None:
    rows = {
        each.text: each
        for each in Submission.objects.visible_to(author).filter(consultation=consultation)
    }
    for beginning, outcome, why in entry.get("responses", ()):
        row = next(each for text, each in rows.items() if text.startswith(beginning))
        if outcome == "set_aside":
            moderate_submission(
                actor=author, submission=row, to=outcome, reason=why, version=row.version
            )
            continue
        accepted = moderate_submission(
            actor=author, submission=row, to="accepted", version=row.version
        )
        respond_to_submission(
            actor=author,
            submission=accepted,
            outcome=outcome,
            response=why,
            version=accepted.version,
        )
