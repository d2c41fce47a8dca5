"""The deadlines of commitments: the day by which each open one is to be kept."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Case, F, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from apps.engagement.meetings.commitments import close_commitment
from apps.engagement.meetings.models import CommitmentStatus, MeetingCommitment
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource, Finish
from focalpoint.policies import allowed
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Due dates of open commitments; told are those of the institution that answers for it."""
    kept = Case(
        When(participation__visibility=Visibility.OFFICE, then=F("participation__office_id")),
        default=F("institution_id"),
        output_field=UUIDField(null=True),
    )
    rows: QuerySet[Any, Any] = (
        MeetingCommitment.objects.filter(status=CommitmentStatus.OPEN, due_on__isnull=False)
        .annotate(
            object_id=F("pk"),
            country_id=F("participation__country_id"),
            since=Coalesce("due_set_at", "created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=kept,
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those commitments that ``actor`` may see."""
    rows = MeetingCommitment.objects.visible_to(actor).filter(pk__in=ids, due_on__isnull=False)
    return {
        commitment.pk: DeadlineLine(
            title=commitment.text,
            reference="",
            state=str(commitment.country),
            due_on=commitment.due_on,
            url=commitment.get_absolute_url(),
            is_training=commitment.country.is_training,
            is_kept=commitment.participation.visibility == Visibility.OFFICE,
        )
        for commitment in rows.select_related("participation__country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The commitments for which an institution answers."""
    rows: QuerySet[Any, Any] = MeetingCommitment.objects.filter(institution=pk)
    return rows.values_list("pk")


def open_to(actor: Actor, ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the commitments that ``actor`` may call kept now."""
    rows = MeetingCommitment.objects.visible_to(actor).filter(
        pk__in=ids, status=CommitmentStatus.OPEN
    )
    found = rows.select_related("participation")
    return {commitment.pk for commitment in found if allowed(actor, "change", commitment)}


def finish(actor: Actor, pk: uuid.UUID) -> None:
    """Call a commitment kept from the inbox."""
    rows = MeetingCommitment.objects.visible_to(actor).select_related("participation__country")
    close_commitment(actor=actor, commitment=rows.get(pk=pk), to=CommitmentStatus.KEPT)


SOURCE = DeadlineSource(
    "commitment.due",
    _("Commitment made at a meeting"),
    open_deadlines,
    lines,
    finish=Finish(open_to, finish),
    of_institution=of_institution,
)
