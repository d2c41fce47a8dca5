"""The deadlines of questions of the network: the day by which each open one is answered."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apps.engagement.nudges.models import Nudge, NudgeStatus
from apps.engagement.nudges.selectors import nudges
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource


def open_deadlines() -> QuerySet[Any, Any]:
    """Days of open questions; told are the focal point and, up the ladder, the deputies."""
    nobody = Cast(Value(None), UUIDField())
    rows: QuerySet[Any, Any] = (
        Nudge.objects.filter(status=NudgeStatus.OPEN)
        .annotate(
            object_id=F("pk"),
            due_on=F("reply_by"),
            since=F("created_at"),
            recipient_id=nobody,
            kept_by_id=nobody,
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those questions that ``actor`` may see."""
    return {
        nudge.pk: DeadlineLine(
            title=str(nudge),
            reference="",
            state=str(nudge.country),
            due_on=nudge.reply_by,
            url=nudge.get_absolute_url(),
            is_training=nudge.country.is_training,
        )
        for nudge in nudges(actor).filter(pk__in=ids)
    }


SOURCE = DeadlineSource("nudge.reply", _("Question of the network"), open_deadlines, lines)
