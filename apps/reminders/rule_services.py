"""The writer of a State's reminder rules."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.reminders.rule_models import ReminderRules, usual_rules
from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.services import create_record, update_record

# What people change; the State stays the same.
EDITABLE = frozenset(
    {
        "kinds",
        "send_at",
        "quiet_from",
        "quiet_until",
        "weekend",
        "public_holidays",
        "days_off",
        "days_worked",
        "tell_deputy_after",
        "tell_focal_point_after",
        "tell_coordinator_after",
    }
)


def rules_of(actor: Actor, country: Country) -> ReminderRules:
    """The rules of a State: its own, or the usual ones, not saved (their ``version`` is 0)."""
    with acting(actor):
        records: QuerySet[ReminderRules] = ReminderRules.objects.visible_to(actor)
        return records.filter(country=country).first() or usual_rules(country)


def set_rules(
    *,
    actor: Actor,
    country: Country,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> ReminderRules:
    """Change how a State's people are reminded; what waits follows from the next sweep on, and
    every mail before it goes out.

    ``version`` is the version that the person saw. Raises ``StaleVersionError``,
    ``PermissionDenied`` or ``ValidationError``: nobody can be left alone with what is overdue.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValidationError(
            {name: _("This field cannot be changed here.") for name in sorted(unknown)}
        )
    rules = rules_of(actor, country)
    if not rules._state.adding:
        return update_record(
            actor=actor, instance=rules, changes=changes, version=version, reason=reason
        )
    for name, value in {**changes, "version": 1}.items():
        setattr(rules, name, value)
    return create_record(actor=actor, instance=rules, reason=reason, event="reminderrules.changed")
