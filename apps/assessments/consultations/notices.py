"""What the focal point's office is told of consultations."""

import uuid
from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.assessments.consultation_models import Consultation
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import (
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
    tell,
)
from focalpoint.roles import FOCAL_POINT_OFFICE

ANSWERED = "consultation.contributed"
CLOSED = "consultation.closed"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those consultations that ``actor`` may see."""
    rows = Consultation.objects.visible_to(actor).filter(pk__in=ids)
    return {
        each.pk: line_of(each, title=each.title, reference=each.assessment.reference)
        for each in rows.select_related("country", "assessment")
    }


def tell_of_answers(consultation: Consultation) -> None:
    """Tell the office that answers have come; once a day, whoever wrote and however many."""
    day = consultation.country.local_date(timezone.now())
    _tell(consultation, ANSWERED, uuid.uuid5(consultation.pk, day.isoformat()))


def tell_of_close(consultation: Consultation) -> None:
    """Tell the office that its day has come and all answers are there."""
    _tell(consultation, CLOSED, uuid.uuid5(consultation.pk, "closed"))


def _tell(consultation: Consultation, kind: str, occasion: uuid.UUID) -> None:
    with acting(SYSTEM):
        posts = Membership.objects.in_force().filter(
            country=consultation.country_id, role__in=FOCAL_POINT_OFFICE
        )
        tell(
            actor=SYSTEM,
            recipients=posts.values_list("user", flat=True).distinct(),
            kind=kind,
            subject=consultation,
            occasion=occasion,
        )


register_subject(Subject("consultation", Consultation, lines))
register(
    NoticeKind(
        ANSWERED,
        "consultation",
        _("A consultation has answers"),
        _("Answers have come in"),
        "message-2-check",
    )
)
register(
    NoticeKind(
        CLOSED,
        "consultation",
        _("A consultation has closed"),
        _("It has closed: its answers wait for you"),
        "message-2-off",
    )
)
