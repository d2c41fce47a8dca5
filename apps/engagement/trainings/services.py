"""The writers of trainings."""

from collections.abc import Mapping
from typing import Any

from apps.countries.models import Country
from apps.engagement.approval.parts import add_part
from apps.engagement.approval.services import change_record, keep_record, owned_by
from apps.engagement.trainings.models import Training, TrainingAttendance
from focalpoint.actors import Actor
from focalpoint.refusals import refuse_unknown

FIELDS = frozenset(
    {
        "title",
        "topic",
        "audience",
        "given_by",
        "language",
        "starts_on",
        "ends_on",
        "place",
        "outcome",
        "visibility",
    }
)
ATTENDANCE_FIELDS = frozenset({"institution", "other", "number"})


def record_training(
    *,
    actor: Actor,
    country: Country,
    fields: Mapping[str, Any],
    approve: bool = False,
    reason: str = "",
) -> Training:
    """Record a training. Raises ``PermissionDenied`` or ``ValidationError``."""
    refuse_unknown(fields, FIELDS | {"office"})
    given = {name: value for name, value in fields.items() if name != "office"}
    record = Training(**owned_by(actor, country, fields), **given)
    return keep_record(
        actor=actor, record=record, event="training.recorded", approve=approve, reason=reason
    )


def change_training(
    *,
    actor: Actor,
    training: Training,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Training:
    """Change what was recorded of a training."""
    return change_record(
        actor=actor,
        record=training,
        changes=changes,
        editable=FIELDS,
        version=version,
        event="training.changed",
        reason=reason,
    )


def count_attendance(
    *, actor: Actor, training: Training, fields: Mapping[str, Any], reason: str = ""
) -> TrainingAttendance:
    """Say how many came from one institution."""
    refuse_unknown(fields, ATTENDANCE_FIELDS)
    attendance = TrainingAttendance(training=training, **fields)
    return add_part(actor=actor, part=attendance, event="attendance.counted", reason=reason)
