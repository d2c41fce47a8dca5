"""Reads of consultations: what the office works with, and what may be said of them to others."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from apps.assessments.consultation_models import (
    Consultation,
    ConsultationInvitation,
    ConsultationStatus,
    Moderation,
    Outcome,
    Submission,
    Wish,
)
from apps.assessments.models import Assessment
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor

# A consultation counts from its close on: before that its numbers are nobody's business.
ENDED = (ConsultationStatus.CLOSED, ConsultationStatus.ANSWERED)


def consultations(actor: Actor) -> QuerySet[Consultation]:
    """The consultations that ``actor`` reads, each with its assessment, the latest first.

    The assessment is joined: whoever does not read it does not read them either.
    """
    rows: QuerySet[Consultation] = Consultation.objects.visible_to(actor)
    return rows.select_related("assessment", "country").order_by("-created_at")


def submissions(consultation: Consultation, actor: Actor) -> QuerySet[Submission]:
    """The submissions of a consultation, question by question, in no order of time."""
    rows: QuerySet[Submission] = Submission.objects.visible_to(actor)
    return rows.filter(consultation=consultation).select_related(
        "question", "author", "consultation"
    )


@dataclass(frozen=True)
class Numbers:
    """The numbers of one consultation; each of submissions is that of the rows behind it."""

    invited: int = 0
    # Those who have handed in and are known to the office; all of them once it has closed.
    contributors: int = 0
    anonymous: int = 0
    submissions: int = 0
    waiting: int = 0
    accepted: int = 0
    set_aside: int = 0
    unanswered: int = 0
    taken_up: int = 0
    partly: int = 0
    not_taken_up: int = 0


def numbers_of(consultation: Consultation, actor: Actor) -> Numbers:
    """The numbers as ``actor`` may know them. Two queries."""
    rows = Submission.objects.visible_to(actor).filter(consultation=consultation)
    accepted = Q(status=Moderation.ACCEPTED)
    found = rows.aggregate(
        submissions=Count("pk"),
        waiting=Count("pk", filter=Q(status=Moderation.WAITING)),
        accepted=Count("pk", filter=accepted),
        set_aside=Count("pk", filter=Q(status=Moderation.SET_ASIDE)),
        unanswered=Count("pk", filter=accepted & Q(outcome="")),
        named=Count("author", distinct=True),
        **{str(outcome): Count("pk", filter=accepted & Q(outcome=outcome)) for outcome in Outcome},
    )
    named = found.pop("named")
    invited = ConsultationInvitation.objects.visible_to(actor).filter(consultation=consultation)
    ended = consultation.status in ENDED
    return Numbers(
        invited=invited.count(),
        contributors=consultation.contributors if ended else named,
        anonymous=consultation.anonymous,
        **found,
    )


def invitations_of(consultation: Consultation, actor: Actor) -> list[Any]:
    """The people asked, each with ``has_answered``: true only of those who did not hide it."""
    rows = ConsultationInvitation.objects.visible_to(actor).filter(consultation=consultation)
    known = set(
        Submission.objects.visible_to(actor)
        .filter(consultation=consultation, author__isnull=False)
        .values_list("author", flat=True)
    )
    found: list[Any] = list(rows)
    for each in found:
        each.consultation = consultation
        each.has_answered = each.pk in known
    return found


def consultation_summaries(assessment: Assessment) -> list[dict[str, Any]]:
    """The ended consultations of an assessment in numbers: no name, no text, whoever asks.

    They become part of what is approved, so they are the same for everybody who reads it.
    """
    with acting(SYSTEM):
        rows = list(
            Consultation.objects.filter(assessment=assessment, status__in=ENDED)
            .select_related("country")
            .order_by("closed_at")
        )
        return [_summary(each, numbers_of(each, SYSTEM)) for each in rows]


def _summary(consultation: Consultation, numbers: Numbers) -> dict[str, Any]:
    closed = consultation.closed_at
    return {
        "title": consultation.title,
        "closed_on": consultation.country.local_date(closed or timezone.now()).isoformat(),
        "invited": numbers.invited,
        "contributors": numbers.contributors,
        "answers": numbers.submissions,
        "taken_up": numbers.taken_up,
        "partly": numbers.partly,
        "not_taken_up": numbers.not_taken_up,
        "set_aside": numbers.set_aside,
    }


def consulted_assessments(approvals: Mapping[uuid.UUID, dt.datetime]) -> set[uuid.UUID]:
    """Those of the assessments in whose review civil society was heard.

    That is, a consultation to which somebody contributed had ended when the assessment was approved
    (``approvals``: when, by assessment): what step (b) asks for. What ended later was not heard in
    it. The bare fact, for whoever reads that there is an approved assessment.
    """
    with acting(SYSTEM):
        rows = Consultation.objects.filter(
            assessment__in=approvals,
            status__in=ENDED,
            contributors__gt=0,
            closed_at__isnull=False,
        )
        closed = rows.values_list("assessment", "closed_at")
        return {pk for pk, closed_at in closed if closed_at <= approvals[pk]}


def published_author(submission: Submission) -> str:
    """Who stands with a published answer: only those who wished it."""
    if submission.wish == Wish.NAMED and submission.author is not None:
        return submission.author.organisation or submission.author.name
    return ""
