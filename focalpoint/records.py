"""Records: identity, version and times that every editable model of ours shares."""

from collections.abc import Sequence
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from focalpoint.ids import uuid7

Transitions = dict[Any, set[Any]]


class Record(models.Model):
    """An editable record. The database itself raises ``version`` with each change of the row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    # Status changes are data: models with a status say which follow which.
    TRANSITIONS: ClassVar[Transitions] = {}

    class Meta:
        abstract = True


def bump_version() -> pgtrigger.Trigger:
    """Each change of a row raises its version, whoever makes it and by whatever statement."""
    return pgtrigger.Trigger(
        name="bump_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["version", "updated_at"]),
        func="NEW.version = OLD.version + 1; NEW.updated_at = now(); RETURN NEW;",
    )


def status_guard(transitions: Transitions, field: str = "status") -> pgtrigger.FSM:
    """The database's own refusal of a status change that the transition table does not hold."""
    return pgtrigger.FSM(
        name="status_guard",
        field=field,
        transitions=[(str(a), str(b)) for a, after in transitions.items() for b in sorted(after)],
    )


def append_only(*, except_for: Sequence[str] = ()) -> list[pgtrigger.Trigger]:
    """The database refuses to delete rows, and to change them but for the fields ``except_for``."""
    mutable = [*except_for, "version", "updated_at"] if except_for else []
    return [
        pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        pgtrigger.Protect(
            name="never_changed",
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=mutable) if mutable else None,
        ),
    ]
