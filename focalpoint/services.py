"""The kernel's writers: every service of every app ends here.

One mutation is: permission, links, validation, version, save; all in one transaction, in the name
of the actor, so that history names who and why.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, models, transaction
from django.utils.translation import gettext as _
from psycopg2 import errorcodes

from focalpoint.acting import acting
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize, country_of
from focalpoint.scope import scope_filter, scope_of

M = TypeVar("M", bound=models.Model)


@contextmanager
def writing(actor: Actor, *, reason: str = "", event: str = "") -> Iterator[None]:
    """A transaction in the name of ``actor``; what the database refuses is PermissionDenied."""
    try:
        with acting(actor, reason=reason, event=event), transaction.atomic():
            yield
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", None) == errorcodes.INSUFFICIENT_PRIVILEGE:
            raise PermissionDenied(_("This record is outside your reach.")) from error
        raise


def create_record(
    *,
    actor: Actor,
    instance: M,
    verb: str = "create",
    reason: str = "",
    event: str = "",
) -> M:
    """Validate and insert a new record.

    Raises ``PermissionDenied`` (no policy, foreign State, invisible link) or ``ValidationError``.
    """
    authorize(actor, verb, instance)
    with writing(actor, reason=reason, event=event or _event(instance, "created")):
        check_links(actor, instance)
        instance.full_clean()
        instance.save(force_insert=True)
    return instance


def update_record(
    *,
    actor: Actor,
    instance: M,
    changes: Mapping[str, Any],
    version: int | None,
    verb: str = "change",
    reason: str = "",
    event: str = "",
    derive: Callable[[M], Mapping[str, Any]] | None = None,
) -> M:
    """Apply ``changes`` to the record as it stands in the database and return it.

    ``version`` is the version that the person saw; ``None`` only where no person saw one (tasks).
    ``derive`` gets the locked record as it stood and gives the changes that follow from it.
    Raises ``StaleVersionError`` with both versions, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, reason=reason, event=event or _event(instance, "changed")):
        current = locked(actor, instance)
        if version is not None and version != getattr(current, "version", None):
            raise StaleVersionError(current, dict(changes))
        authorize(actor, verb, current)
        _refuse_move(current, changes)
        for name, value in {**changes, **(derive(current) if derive else {})}.items():
            setattr(current, name, value)
        check_links(actor, current)
        current.full_clean()
        current.save()
        # The database raised it, if anything changed at all.
        current.refresh_from_db(fields=["version", "updated_at"])
    return current


def locked(actor: Actor, instance: M) -> M:
    """The record as it stands now, locked until the end of the transaction, if visible.

    Raises the model's ``DoesNotExist`` where ``actor`` cannot see it, and ``PermissionDenied``
    where they see it but the database lets them write nothing of that State.
    """
    manager = type(instance)._default_manager
    rows = manager.filter(scope_filter(type(instance), actor), pk=instance.pk)
    found = rows.select_for_update(of=("self",)).first()
    if found is None and rows.exists():
        raise PermissionDenied(_("This record is outside your reach."))
    return found if found is not None else rows.get()


def check_links(actor: Actor, instance: models.Model) -> None:
    """Refuse a link to a record that ``actor`` may not see, or to another State's institution."""
    for field in instance._meta.concrete_fields:
        target = field.related_model
        value = getattr(instance, field.attname)
        scope = scope_of(target) if isinstance(target, type) else None
        if not isinstance(target, type) or value is None or scope is None:
            continue
        visible = target._default_manager.filter(scope_filter(target, actor), pk=value)
        if scope.directory:
            visible = visible.filter(**{scope.country: country_of(instance)})
        if not visible.exists():
            raise PermissionDenied(
                _("%(field)s points at a record that you may not see.")
                % {"field": field.verbose_name}
            )


def _refuse_move(current: models.Model, changes: Mapping[str, Any]) -> None:
    scope = scope_of(type(current))
    anchor = None if scope is None else (scope.through or scope.country)
    if anchor and anchor in changes and changes[anchor] != getattr(current, anchor):
        raise PermissionDenied(_("A record cannot be moved to another State."))


def _event(instance: models.Model, verb: str) -> str:
    return f"{instance._meta.model_name}.{verb}"
