"""The deadlines of escalations: the day by which a decision is asked for."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Case, F, QuerySet, UUIDField, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.assessments.alert_models import Alert, Escalation
from apps.assessments.event_models import EventStatus
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Answers that are owed; told is everybody who was alerted."""
    rows: QuerySet[Any, Any] = (
        Alert.objects.filter(
            escalation__decided_at=None, escalation__event__status=EventStatus.LOGGED
        )
        .annotate(
            object_id=F("escalation_id"),
            country_id=F("escalation__event__country_id"),
            due_on=F("escalation__respond_by"),
            since=F("escalation__created_at"),
            recipient_id=F("person_id"),
            kept_by_id=Case(
                When(
                    escalation__event__visibility=Visibility.OFFICE,
                    then=F("escalation__event__office_id"),
                ),
                output_field=UUIDField(null=True),
            ),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those escalations that ``actor`` may see."""
    rows: QuerySet[Escalation] = Escalation.objects.visible_to(actor)
    return {
        each.pk: DeadlineLine(
            title=gettext("Decide: %(title)s") % {"title": each.event.title},
            reference=each.event.reference,
            state=str(each.event.country),
            due_on=each.respond_by,
            url=each.event.get_absolute_url(),
            is_training=each.event.country.is_training,
            is_kept=each.event.visibility == Visibility.OFFICE,
        )
        for each in rows.filter(pk__in=ids).select_related("event__country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The escalations of events that an institution logged."""
    rows: QuerySet[Any, Any] = Escalation.objects.filter(event__office=pk)
    return rows.values_list("pk")


ANSWERS = DeadlineSource(
    "event.escalation",
    _("Answer to an escalation"),
    open_deadlines,
    lines,
    of_institution=of_institution,
)
