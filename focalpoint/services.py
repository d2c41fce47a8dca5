"""The kernel's writers: every service of every app ends here.

One mutation is: permission, links, validation, version, save; all in one transaction, in the name
of the actor, so that history names who and why.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
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
        apply_changes(actor, current, {**changes, **(derive(current) if derive else {})})
        current.save()
        # The database raised it, if anything changed at all.
        current.refresh_from_db(fields=["version", "updated_at"])
    return current


def apply_changes(actor: Actor, record: models.Model, changes: Mapping[str, Any]) -> None:
    """Set values on a record and check what differs from before; the record is not saved.

    What stays as it was is not asked about again: that would cost a query for each of its fields,
    and the database still refuses what it must.
    """
    touched = set()
    for name, value in changes.items():
        field: Any = record._meta.get_field(name)
        before = getattr(record, field.attname)
        setattr(record, name, value)
        if getattr(record, field.attname) != before:
            touched.add(field.name)
    check_links(actor, record, only=touched)
    others = {field.name for field in record._meta.fields} - touched
    record.full_clean(exclude=others, validate_constraints=False)
    for constraint in record._meta.constraints:
        if touched & _fields_of(constraint):
            constraint.validate(type(record), record)


def _fields_of(constraint: Any) -> set[str]:
    """The fields that a constraint speaks of."""
    condition = getattr(constraint, "condition", None)
    conditional = condition.referenced_base_fields if condition is not None else set()
    expressions = getattr(constraint, "expressions", ())
    # An exclusion constraint pairs each expression with its operator, and names plain fields.
    computed = (_names_in(each[0] if isinstance(each, tuple) else each) for each in expressions)
    return {*getattr(constraint, "fields", ()), *conditional, *chain.from_iterable(computed)}


def _names_in(expression: Any) -> set[str]:
    """The fields that an expression computes from."""
    if isinstance(expression, str):
        return {expression}
    if isinstance(expression, models.F):
        return {str(expression.name)}  # type: ignore[attr-defined]
    sources = expression.get_source_expressions()
    return {name for source in sources if source is not None for name in _names_in(source)}


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


def check_links(
    actor: Actor, instance: models.Model, *, only: Collection[str] | None = None
) -> None:
    """Refuse a link to a record that ``actor`` may not see, or to another State's institution.

    ``only`` names the fields to look at; all by default.
    """
    for field in instance._meta.concrete_fields:
        if only is not None and field.name not in only:
            continue
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
