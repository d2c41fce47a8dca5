"""The writers of lessons."""

from collections.abc import Mapping
from typing import Any

from apps.countries.models import Country
from apps.engagement.approval.services import change_record, keep_record, owned_by
from apps.engagement.lessons.models import Lesson
from focalpoint.actors import Actor
from focalpoint.refusals import refuse_unknown

FIELDS = frozenset(
    {
        "title",
        "context",
        "finding",
        "advice",
        "topic",
        "region",
        "language",
        "step",
        "visibility",
    }
)


def tell_lesson(
    *,
    actor: Actor,
    country: Country,
    fields: Mapping[str, Any],
    approve: bool = False,
    reason: str = "",
) -> Lesson:
    """Put a lesson into the library. Raises ``PermissionDenied`` or ``ValidationError``."""
    refuse_unknown(fields, FIELDS | {"office"})
    given = {name: value for name, value in fields.items() if name != "office"}
    record = Lesson(**owned_by(actor, country, fields), **given)
    return keep_record(
        actor=actor, record=record, event="lesson.told", approve=approve, reason=reason
    )


def change_lesson(
    *,
    actor: Actor,
    lesson: Lesson,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Lesson:
    """Change a lesson. Raises ``StaleVersionError``, ``PermissionDenied``, ``ValidationError``."""
    return change_record(
        actor=actor,
        record=lesson,
        changes=changes,
        editable=FIELDS,
        version=version,
        event="lesson.changed",
        reason=reason,
    )
