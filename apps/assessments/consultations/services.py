"""What the focal point's office does with a consultation: prepare, ask, close, answer, publish."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationQuestion,
    ConsultationStatus,
    Moderation,
    Submission,
)
from apps.assessments.consultations.contribution_services import bring_over_anonymous
from apps.assessments.consultations.invitation_services import (
    end_of_links,
    write_invitations,
    write_mails,
)
from apps.assessments.contribution_models import GuestMail
from apps.assessments.models import Assessment, Status
from apps.catalogue.models import Item
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.refusals import constraint_of, refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition

PREPARED_FIELDS = frozenset({"title", "introduction", "closes_on"})
QUESTION_FIELDS = frozenset({"text", "help", "item", "required", "max_length", "order"})
MOST_QUESTIONS = 40


def create_consultation(
    *, actor: Actor, assessment: Assessment, fields: Mapping[str, Any]
) -> Consultation:
    """Prepare a consultation on an assessment; nobody is asked yet.

    Whoever of the focal point's office reads the assessment reads it; nobody else of the State.
    """
    refuse_unknown(fields, PREPARED_FIELDS)
    consultation = Consultation(
        country=assessment.country,
        office_id=assessment.office_id,
        visibility=assessment.visibility,
        assessment=assessment,
        **fields,
    )
    authorize(actor, "create", consultation)
    if assessment.status not in (Status.DRAFT, Status.SUBMITTED):
        raise ValidationError(_("Only an assessment under way can be consulted on."))
    _refuse_past(consultation, consultation.closes_on)
    return create_record(actor=actor, instance=consultation, event="consultation.prepared")


def update_consultation(
    *, actor: Actor, consultation: Consultation, changes: Mapping[str, Any], version: int | None
) -> Consultation:
    """Change what is prepared; while it is open, only give contributors more time."""
    refuse_unknown(changes, PREPARED_FIELDS)
    with writing(actor, event="consultation.changed"):
        current = locked(actor, consultation)
        changed = {k: v for k, v in changes.items() if getattr(current, k) != v}
        if changed and current.status not in (ConsultationStatus.PREPARED, ConsultationStatus.OPEN):
            raise ValidationError(_("The consultation is closed; it stands as it is."))
        if current.status == ConsultationStatus.OPEN and changed.keys() - {"closes_on"}:
            raise ValidationError(_("Contributors read this already; it stands as it is."))
        if "closes_on" in changed:
            _refuse_past(current, changed["closes_on"])
            if (
                current.status == ConsultationStatus.OPEN
                and changed["closes_on"] < current.closes_on
            ):
                raise ValidationError(
                    {"closes_on": _("Contributors count on the day that you gave them.")}
                )
        saved = update_record(
            actor=actor, instance=current, changes=changed, version=version, verb="change"
        )
        if "closes_on" in changed:
            saved.invitations.update(expires_at=end_of_links(saved))
    return saved


def save_question(
    *,
    actor: Actor,
    consultation: Consultation,
    fields: Mapping[str, Any],
    question: ConsultationQuestion | None = None,
    version: int | None = None,
) -> ConsultationQuestion:
    """Add a question, or change one, before anybody is asked."""
    refuse_unknown(fields, QUESTION_FIELDS)
    with _before_asking(actor):
        _refuse_stranger(consultation, fields.get("item"))
        if question is not None:
            return update_record(actor=actor, instance=question, changes=fields, version=version)
        locked(actor, consultation)
        rows = consultation.questions.order_by("-order").values_list("order", flat=True)
        if len(rows) >= MOST_QUESTIONS:
            raise ValidationError(_("Forty questions are the most that anybody answers."))
        values = {"order": (rows[0] if rows else 0) + 1, **fields}
        made = ConsultationQuestion(consultation=consultation, **values)
        return create_record(actor=actor, instance=made)


def remove_question(
    *, actor: Actor, question: ConsultationQuestion, version: int | None = None
) -> None:
    """Take a question out before anybody is asked."""
    with _before_asking(actor):
        current = locked(actor, question)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {})
        authorize(actor, "delete", current)
        current.delete()


def open_consultation(
    *, actor: Actor, consultation: Consultation, version: int | None = None
) -> Consultation:
    """Put the questions: the invitations leave, and contributors may answer."""
    with writing(actor, event="consultation.opened"):
        current = locked(actor, consultation)
        _refuse_past(current, current.closes_on)
        if not current.questions.exists():
            raise ValidationError(_("Write at least one question first."))
        opened = transition(
            actor=actor,
            instance=current,
            to=ConsultationStatus.OPEN,
            verb="open",
            version=version,
            changes={"opened_on": current.country.local_date(timezone.now())},
        )
        write_invitations(opened)
    return opened


def close_consultation(
    *, actor: Actor, consultation: Consultation, version: int | None = None, reason: str = ""
) -> Consultation:
    """Take no more answers; the anonymous ones come over now, all at once and mixed."""
    with writing(actor, reason=reason, event="consultation.closed"):
        current = locked(actor, consultation)
        if current.status == ConsultationStatus.CLOSED:
            return current
        closed = transition(
            actor=actor,
            instance=current,
            to=ConsultationStatus.CLOSED,
            verb="close",
            version=version,
            changes={"closed_at": timezone.now()},
        )
        contributors, anonymous = bring_over_anonymous(closed)
        return update_record(
            actor=actor,
            instance=closed,
            changes={"contributors": contributors, "anonymous": anonymous},
            version=None,
            verb="close",
        )


def finish_consultation(
    *, actor: Actor, consultation: Consultation, version: int | None = None
) -> Consultation:
    """Let contributors read what became of their answers, and tell them by mail.

    Raises ``ValidationError`` while one of them is not looked at or not answered.
    """
    with writing(actor, event="consultation.answered"):
        current = locked(actor, consultation)
        rows = Submission.objects.visible_to(actor).filter(consultation=current)
        left = rows.filter(status=Moderation.WAITING).count()
        left += rows.filter(status=Moderation.ACCEPTED, outcome="").count()
        if left:
            raise ValidationError(
                _("Answers without a response: %(number)s. Each of them gets one.")
                % {"number": left}
            )
        answered = transition(
            actor=actor,
            instance=current,
            to=ConsultationStatus.ANSWERED,
            verb="finish",
            version=version,
            changes={"answered_at": timezone.now()},
        )
        write_mails(answered, GuestMail.Kind.ANSWERED, handed_in=True)
    return answered


def moderate_submission(
    *,
    actor: Actor,
    submission: Submission,
    to: str,
    reason: str = "",
    version: int | None,
) -> Submission:
    """Accept a submission, or set it aside for a reason that its contributor reads."""
    reason = reason.strip()
    if to == Moderation.SET_ASIDE and not reason:
        raise ValidationError(
            {"set_aside_reason": _("Say why it is set aside. Its contributor reads this.")}
        )
    if to not in (Moderation.ACCEPTED, Moderation.SET_ASIDE):
        raise ValidationError(_("Accept it, or set it aside."))
    with writing(actor, reason=reason, event="submission.moderated"):
        _refuse_finished(actor, submission)
        changes: dict[str, Any] = {
            "set_aside_reason": reason if to == Moderation.SET_ASIDE else "",
            "moderated_by_id": actor.user_id,
            "moderated_at": timezone.now(),
        }
        if to == Moderation.SET_ASIDE:
            changes |= {"outcome": "", "response": ""}
        return transition(
            actor=actor,
            instance=submission,
            to=to,
            verb="moderate",
            version=version,
            changes=changes,
        )


def respond_to_submission(
    *, actor: Actor, submission: Submission, outcome: str, response: str, version: int | None
) -> Submission:
    """Say what became of an accepted submission, and why."""
    problems = {}
    if not outcome:
        problems["outcome"] = _("Choose what became of it.")
    if not response.strip():
        problems["response"] = _("Say why, in a sentence or two. Its contributor reads this.")
    if problems:
        raise ValidationError(problems)
    with writing(actor, event="submission.answered"):
        current = _refuse_finished(actor, submission)
        if current.status != Moderation.ACCEPTED:
            raise ValidationError(_("Accept it first: what is set aside gets no response."))
        return update_record(
            actor=actor,
            instance=submission,
            changes={
                "outcome": outcome,
                "response": response.strip(),
                "responded_by_id": actor.user_id,
                "responded_at": timezone.now(),
            },
            version=version,
            verb="respond",
        )


def _refuse_finished(actor: Actor, submission: Submission) -> Submission:
    current = locked(actor, submission)
    if current.consultation.status == ConsultationStatus.ANSWERED:
        raise ValidationError(_("Contributors have read the responses; they stand."))
    return current


def _refuse_past(consultation: Consultation, day: dt.date) -> None:
    if day < consultation.country.local_date(timezone.now()):
        raise ValidationError({"closes_on": _("This day has passed already.")})


def _refuse_stranger(consultation: Consultation, item: Item | None) -> None:
    if item is not None and item.framework_id != consultation.assessment.framework_id:
        raise ValidationError({"item": _("This is no part of the assessment's framework.")})


@contextmanager
def _before_asking(actor: Actor) -> Iterator[None]:
    """A transaction whose refusal by ``asked_stays`` is said in words."""
    try:
        with writing(actor):
            yield
    except IntegrityError as error:
        if constraint_of(error) == "asked_stays":
            raise ValidationError(
                _("The questions have been put already; they stand as they are.")
            ) from error
        raise
