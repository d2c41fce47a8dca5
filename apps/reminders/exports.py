"""One's reminders and a State's deliveries as files."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.countries.exports import STATE, TRAINING
from apps.reminders.models import DigestState, ReminderState
from apps.reminders.selectors import lines_of
from focalpoint.actors import Actor
from focalpoint.exports.columns import Column, Export, Kind


def _said(name: str) -> Callable[[Actor, Collection[Any]], Mapping[Any, Any]]:
    """One fact of the lines of reminders, of records that the actor sees."""

    def look_up(actor: Actor, keys: Collection[Any]) -> Mapping[Any, Any]:
        lines = lines_of(actor, ((kind, UUID(object_id)) for kind, object_id in keys))
        return {(kind, str(pk)): getattr(line, name) for (kind, pk), line in lines.items()}

    return look_up


_LINE = ("kind", "object_id")

REMINDERS = Export(
    "reminders",
    _("Reminders"),
    (
        Column("title", _("What"), _LINE, look_up=_said("title"), required=True, width=50),
        Column("reference", _("Reference"), _LINE, look_up=_said("reference"), width=16),
        STATE,
        Column("due_on", _("Due"), kind=Kind.DATE),
        Column("scheduled_for", _("Told (UTC)"), kind=Kind.INSTANT, width=18),
        Column("read_at", _("Read (UTC)"), kind=Kind.INSTANT, width=18),
        Column("state", _("Delivery"), words=ReminderState.choices),
        TRAINING,
    ),
)

DELIVERIES = Export(
    "deliveries",
    _("Deliveries"),
    (
        Column("day", _("Day"), "local_date", Kind.DATE),
        Column("recipient", _("To"), "recipient__name", width=28),
        STATE,
        Column("state", _("Status"), words=DigestState.choices),
        Column("sent_at", _("Sent (UTC)"), kind=Kind.INSTANT, width=18),
        Column("attempts", _("Attempts"), kind=Kind.NUMBER, width=10),
        Column("next_attempt_at", _("Next attempt (UTC)"), kind=Kind.INSTANT, width=18),
        Column("last_error", _("The server's answer"), width=50),
        TRAINING,
    ),
)

# Of ``selectors.planned``, a mapping for each.
COMING = Export(
    "coming-reminders",
    _("Reminders to come"),
    (
        Column("day", _("Mail on"), kind=Kind.DATE),
        Column("recipient", _("To"), width=28),
        Column("title", _("What"), width=50),
        Column("reference", _("Reference"), width=16),
        Column("due_on", _("Due"), kind=Kind.DATE),
        Column("offset_days", _("Days from the deadline"), kind=Kind.NUMBER, width=10),
        Column("country", _("State"), width=8),
        Column("is_training", _("Training data"), kind=Kind.YES_NO, width=10),
    ),
)
