"""The record of an answered consultation: what the State publishes, and to whom."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationRecord,
    ConsultationStatus,
    Moderation,
)
from apps.assessments.consultations.selectors import numbers_of, published_author, submissions
from apps.assessments.snapshots import checksum
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, writing
from focalpoint.visibility import Visibility

FORMAT = "focalpoint.consultation/1"


def record_content(consultation: Consultation, actor: Actor) -> dict[str, Any]:
    """What is published: questions, accepted answers and responses; names only where wished.

    No key of ours and no time stands in it, so that nothing leads from an answer to its author.
    """
    country, assessment = consultation.country, consultation.assessment
    answers: dict[Any, list[dict[str, str]]] = {}
    rows = submissions(consultation, actor).filter(status=Moderation.ACCEPTED)
    for each in rows:
        answers.setdefault(each.question_id, []).append(
            {
                "author": published_author(each),
                "text": each.text,
                "outcome": each.outcome,
                "response": each.response,
            }
        )
    numbers = numbers_of(consultation, actor)
    closed = consultation.closed_at
    return {
        "format": FORMAT,
        "state": {"code": country.code, "name": country.name, "training": country.is_training},
        "assessment": {"reference": assessment.reference, "title": assessment.title},
        "title": consultation.title,
        "introduction": consultation.introduction,
        "closed_on": country.local_date(closed).isoformat() if closed else "",
        "invited": numbers.invited,
        "contributors": numbers.contributors,
        "questions": [
            {"text": question.text, "help": question.help, "answers": answers.get(question.pk, [])}
            for question in consultation.questions.all()
        ],
    }


def publish_consultation(
    *,
    actor: Actor,
    consultation: Consultation,
    visibility: str,
    version: int | None = None,
) -> ConsultationRecord:
    """Write what was answered into an immutable record, for whom the State chooses."""
    if visibility == Visibility.OFFICE:
        raise ValidationError({"visibility": _("Your office reads all of it already.")})
    with writing(actor, event="consultation.published"):
        current = locked(actor, consultation)
        authorize(actor, "publish", current)
        if current.status != ConsultationStatus.ANSWERED:
            raise ValidationError(_("Answer the contributors first."))
        if ConsultationRecord.objects.visible_to(actor).filter(consultation=current).exists():
            raise ValidationError(_("It is published already."))
        content = record_content(current, actor)
        record = ConsultationRecord(
            country=current.country,
            office_id=current.office_id,
            visibility=visibility,
            consultation=current,
            title=current.title,
            content=content,
            sha256=checksum(content),
            published_by_id=actor.user_id,
            published_at=timezone.now(),
        )
        return create_record(actor=actor, instance=record, event="consultation.published")
