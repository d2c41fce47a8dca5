"""Status changes are data: ``transition`` is the only door to a new status."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import pgtrigger
from django.db import connection, models

from focalpoint.actors import Actor
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.policies import authorize
from focalpoint.records import Record
from focalpoint.services import apply_changes, locked, writing

R = TypeVar("R", bound=Record)


def transition(
    *,
    actor: Actor,
    instance: R,
    to: str,
    verb: str = "change",
    version: int | None = None,
    reason: str = "",
    changes: dict[str, Any] | None = None,
    derive: Callable[[R], Mapping[str, Any]] | None = None,
) -> R:
    """Move ``instance`` to the status ``to`` and set ``changes`` with it; return it as saved.

    ``derive`` gets the locked record as it stood and gives the changes that follow from it.
    Asking for the status that it has already changes nothing, so that a repeated click is harmless.
    Raises ``IllegalTransitionError``, ``StaleVersionError`` or ``PermissionDenied``.
    """
    event = f"{instance._meta.model_name}.{to}"
    with writing(actor, reason=reason, event=event):
        current: Any = locked(actor, instance)
        authorize(actor, verb, current)
        if current.status == to and not changes:
            return cast(R, current)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {"status": to, **(changes or {})})
        if to not in next_statuses(current):
            raise IllegalTransitionError(current, current.status, to)
        further = derive(current) if derive else {}
        apply_changes(actor, current, {"status": to, **(changes or {}), **further})
        current.save()
        current.refresh_from_db(fields=["version", "updated_at"])
    return cast(R, current)


def next_statuses(instance: Any) -> set[str]:
    """The statuses that may follow the present one."""
    return set(instance.TRANSITIONS.get(instance.status, set()))


@contextmanager
def taking_back(model: type[models.Model]) -> Iterator[None]:
    """Within the block a status may go back to what it was, also where no such step is allowed.

    For undoing a change that somebody has just made, in the transaction of the undo, and for
    nothing else: the service has checked that nobody has touched the record since.
    """
    guards = pgtrigger.registered(f"{model._meta.label}:status_guard")
    _ignore_triggers([guard.get_pgid(of) for of, guard in guards])
    yield
    # After an error the setting ends with the savepoint.
    _ignore_triggers([])


def _ignore_triggers(names: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(names)}}}"]
        )
