"""What a contributor does: drafts, hands in, changes; and how it reaches the office."""

import datetime as dt
import random
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationQuestion,
    Moderation,
    Submission,
    Wish,
)
from apps.assessments.consultations.notices import tell_of_answers
from apps.assessments.contribution_models import Contribution
from apps.assessments.guest_file_models import GuestFile
from apps.assessments.guest_files.delivery import (
    bring_files,
    bring_files_unnamed,
    let_go_of_files,
    take_in_files,
)
from apps.assessments.guests.services import unseen
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.policies import authorize
from focalpoint.services import locked, writing

# The order in which anonymous answers come over; from the system's own source of chance.
SHUFFLE = random.SystemRandom()


class StaleDraftError(Exception):
    """The answers were saved elsewhere meanwhile; ``current`` is the draft as it stands."""

    def __init__(self, current: Contribution) -> None:
        self.current = current
        super().__init__("the draft has changed")


def contribution_of(actor: Actor) -> Contribution:
    """The answers of the guest who acts."""
    with acting(actor):
        found: Contribution = Contribution.objects.visible_to(actor).get()
    return found


def save_draft(
    *, actor: Actor, texts: Mapping[str, str], wish: str, version: int | None
) -> Contribution:
    """Keep what the contributor has typed; nobody else reads it.

    Raises ``StaleDraftError`` where another window saved meanwhile, ``ValidationError`` where the
    consultation is closed or a text is too long.
    """
    with writing(actor):
        draft: Contribution = Contribution.objects.visible_to(actor).select_for_update().get()
        authorize(actor, "change", draft)
        # Read once the draft is locked: whoever closes the consultation locks all of them.
        _refuse_late(_consultation(actor))
        if version is not None and version != draft.version:
            raise StaleDraftError(draft)
        questions = {str(each.pk): each for each in _questions(actor)}
        kept = {key: text for key, text in texts.items() if key in questions}
        _refuse_long(kept, questions)
        if wish and wish not in Wish.values:
            raise ValidationError({"wish": _("Choose one of these.")})
        _refuse_hiding(draft, wish)
        if (kept, wish) != (draft.texts, draft.wish):
            draft.texts, draft.wish = kept, wish
            draft.version += 1
        draft.saved_at = timezone.now()
        draft.save(update_fields=["texts", "wish", "version", "saved_at"])
    return draft


def hand_in(
    *, actor: Actor, texts: Mapping[str, str], wish: str, version: int | None
) -> Contribution:
    """Hand the answers in; until the close they can be changed and handed in again.

    With a name, or in confidence, they reach the office at once; anonymous ones when the
    consultation closes. Raises as ``save_draft`` does, and ``ValidationError`` for what is missing.
    """
    with acting(actor):
        consultation = _consultation(actor)
    with unseen(), writing(SYSTEM):
        # In a request all is one transaction: lock in the order of whoever closes it.
        locked(SYSTEM, consultation)
    # The draft stays, also where something is missing.
    draft = save_draft(actor=actor, texts=texts, wish=wish, version=version)
    with unseen(), writing(SYSTEM, event="consultation.contributed"):
        # Whoever closes the consultation waits for this, or comes first.
        consultation = locked(SYSTEM, consultation)
        _refuse_late(consultation)
        current: Contribution = Contribution.objects.select_for_update().get(pk=draft.pk)
        if current.version != draft.version:
            raise StaleDraftError(current)
        # A file raises no version, and is attached under the lock of the draft.
        attached = GuestFile.objects.filter(invitation=current.invitation_id, removed=False)
        _refuse_incomplete(
            current,
            list(consultation.questions.all()),
            set(attached.values_list("question", flat=True)),
        )
        _refuse_hiding(current, current.wish)
        current.handed_texts = {k: text for k, text in current.texts.items() if text.strip()}
        current.handed_wish = current.wish
        current.handed_in_at = timezone.now()
        current.save()
        take_in_files(current)
        if current.wish != Wish.ANONYMOUS:
            _bring_over(current)
            tell_of_answers(consultation)
    return current


def bring_over_anonymous(consultation: Consultation) -> tuple[int, int]:
    """Give the office the anonymous answers, mixed; the numbers of all and of anonymous authors.

    Called by the closing service, in its transaction, with the consultation locked.
    """
    with unseen(), writing(SYSTEM, event="consultation.closed"):
        # All of them: whoever saves a draft or attaches a file waits, and finds it closed.
        drafts = Contribution.objects.filter(invitation__consultation=consultation)
        handed = [each for each in drafts.select_for_update(of=("self",)) if each.is_handed_in]
        hidden = [each for each in handed if each.handed_wish == Wish.ANONYMOUS]
        rows = [
            (draft, Submission(consultation=consultation, wish=Wish.ANONYMOUS, **each))
            for draft in hidden
            for each in _answers(draft)
        ]
        SHUFFLE.shuffle(rows)
        Submission.objects.bulk_create([row for _draft, row in rows])
        for draft, row in rows:
            draft.submissions.append(row.pk)
        Contribution.objects.bulk_update(hidden, ["submissions"])
        bring_files_unnamed(rows)
        let_go_of_files(consultation)
    return len(handed), len(hidden)


def _bring_over(draft: Contribution) -> None:
    """Make the office's rows of a contributor who is named there say what was handed in."""
    invitation = draft.invitation
    rows = Submission.objects.select_for_update(of=("self",))
    known = {str(each.question_id): each for each in rows.filter(author=invitation)}
    for answer in _answers(draft):
        row = known.pop(str(answer["question_id"]), None)
        if row is None:
            row = Submission(
                consultation_id=invitation.consultation_id,
                author=invitation,
                wish=draft.handed_wish,
                **answer,
            )
            row.save(force_insert=True)
            draft.submissions.append(row.pk)
            bring_files(row, draft)
            continue
        others = bring_files(row, draft)
        if others or (row.text, row.wish) != (answer["text"], draft.handed_wish):
            if others or row.text != answer["text"]:
                _look_again(row)
            row.text, row.wish = answer["text"], draft.handed_wish
            row.save()
    for row in known.values():
        # What the contributor took back; the history keeps what was handed in.
        draft.submissions.remove(row.pk)
        row.delete()
    draft.save(update_fields=["submissions"])


def _look_again(row: Submission) -> None:
    """What was judged was another text."""
    row.status, row.set_aside_reason, row.outcome, row.response = Moderation.WAITING, "", "", ""
    row.moderated_by = row.responded_by = None
    row.moderated_at = row.responded_at = None


def _answers(draft: Contribution) -> Iterable[dict[str, Any]]:
    return [{"question_id": key, "text": text} for key, text in draft.handed_texts.items()]


def _consultation(actor: Actor) -> Consultation:
    rows = Consultation.objects.visible_to(actor).select_related("country")
    found: Consultation = rows.get()
    return found


def _questions(actor: Actor) -> Iterable[ConsultationQuestion]:
    rows: Iterable[ConsultationQuestion] = ConsultationQuestion.objects.visible_to(actor)
    return rows


def _refuse_late(consultation: Consultation, now: dt.datetime | None = None) -> None:
    if not consultation.takes_answers(now or timezone.now()):
        raise ValidationError(
            _("The consultation is closed. What you handed in before stands as it was.")
        )


def _refuse_long(texts: Mapping[str, str], questions: Mapping[str, ConsultationQuestion]) -> None:
    problems = {
        f"answer-{key}": _("At most %(limit)s characters; these are %(number)s.")
        % {"limit": questions[key].max_length, "number": len(text)}
        for key, text in texts.items()
        if len(text) > questions[key].max_length
    }
    if problems:
        raise ValidationError(problems)


def _refuse_hiding(draft: Contribution, wish: str) -> None:
    if draft.is_handed_in and draft.handed_wish != Wish.ANONYMOUS and wish == Wish.ANONYMOUS:
        raise ValidationError(
            {"wish": _("The office has read already who you are; you cannot become anonymous now.")}
        )


def _refuse_incomplete(
    draft: Contribution, questions: list[ConsultationQuestion], attached: Collection[Any]
) -> None:
    problems: dict[str, Any] = {
        f"answer-{each.pk}": _("This question must be answered.")
        for each in questions
        if each.required and not draft.texts.get(str(each.pk), "").strip()
    }
    problems |= {
        f"answer-{key}": _("Say in a few words what the attached file shows.")
        for key in map(str, attached)
        if not draft.texts.get(key, "").strip()
    }
    if not draft.wish:
        problems["wish"] = _("Choose who may know that it is you.")
    if problems:
        raise ValidationError(problems)
    if not any(text.strip() for text in draft.texts.values()):
        raise ValidationError(_("Answer at least one question."))
