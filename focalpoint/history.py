"""History that cannot be skipped: triggers write a row for each change of a tracked table.

``@tracked`` puts django-pghistory's triggers on a model. Each history row carries the whole record
as it was and a context (who, why, through which door); a change in nobody's name is refused by the
database, because the context may not be null.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext as _

from focalpoint.records import bump_version, status_guard
from focalpoint.scope import scope_of

ModelType = TypeVar("ModelType", bound=type[models.Model])

# Bookkeeping that says nothing to a reader of the history.
SILENT_FIELDS = frozenset({"id", "version", "created_at", "updated_at", "country", "office"})


def tracked(*, exclude: Sequence[str] = ()) -> Callable[[ModelType], ModelType]:
    """Class decorator of every domain model: history, version and status guard, as triggers.

    ``exclude`` names fields that the history never copies (secrets, bookkeeping).
    """

    def decorate(model: ModelType) -> ModelType:
        names = {field.name for field in model._meta.local_fields}
        silent = sorted(names & {*exclude, "version", "updated_at"})
        if "version" in names:
            pgtrigger.register(bump_version())(model)
        transitions = getattr(model, "TRANSITIONS", None)
        if transitions:
            pgtrigger.register(status_guard(transitions))(model)
        decorated: ModelType = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=pgtrigger.AnyChange(exclude=silent)),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            context_field=pghistory.ContextJSONField(null=False),
            context_id_field=pghistory.ContextUUIDField(),
            obj_field=pghistory.ObjForeignKey(related_name="events"),
            meta={
                "indexes": [
                    models.Index(
                        fields=["pgh_obj", "pgh_id"],
                        name=f"{str(model._meta.model_name)[:22]}_history",
                    )
                ]
            },
        )(model)
        return decorated

    return decorate


@dataclass(frozen=True)
class FieldChange:
    """One field's value before and after, as a person reads it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """One change of a record: when (UTC), who, what happened, why, and the differences."""

    at: dt.datetime
    actor: str
    action: str
    event: str
    reason: str
    via: str
    changes: tuple[FieldChange, ...]


def history_of(instance: models.Model, *, limit: int = 200) -> list[HistoryEntry]:
    """The changes of a record, newest first; the caller has checked that the record is visible."""
    events = list(instance.events.order_by("-pgh_id")[: limit + 1])  # type: ignore[attr-defined]
    shown = _display_values(type(instance), events)
    entries = []
    for index, event in enumerate(events[:limit]):
        before = shown[index + 1] if index + 1 < len(events) else {}
        entries.append(_entry(event, before, shown[index]))
    return entries


def _entry(event: Any, before: dict[str, str], after: dict[str, str]) -> HistoryEntry:
    context = event.pgh_context or {}
    changes = tuple(
        FieldChange(label, before.get(label, ""), value)
        for label, value in after.items()
        if before.get(label, "") != value
    )
    words = {"insert": _("created"), "update": _("changed"), "delete": _("deleted")}
    return HistoryEntry(
        at=event.pgh_created_at,
        actor=context.get("actor_name", ""),
        action=words.get(event.pgh_label, event.pgh_label),
        event=context.get("event", ""),
        reason=context.get("reason", ""),
        via=context.get("via", ""),
        changes=changes,
    )


def _display_values(model: type[models.Model], events: Sequence[Any]) -> list[dict[str, str]]:
    names = _related_names(model, events)
    rows = []
    for event in events:
        row = {}
        for field in _shown_fields(model):
            value = getattr(event, field.attname, None)
            row[str(field.verbose_name)] = _display(field, value, names)
        rows.append(row)
    return rows


def _shown_fields(model: type[models.Model]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if f.name not in SILENT_FIELDS]


def _related_names(
    model: type[models.Model], events: Sequence[Any]
) -> dict[type[models.Model], dict[Any, str]]:
    """The names of the records that foreign keys point at: one query per target model."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for field in _shown_fields(model):
        if field.is_relation:
            values = {getattr(event, field.attname, None) for event in events} - {None}
            wanted.setdefault(field.related_model, set()).update(values)
    return {
        target: {obj.pk: str(obj) for obj in target._default_manager.filter(pk__in=ids)}
        for target, ids in wanted.items()
        if ids
    }


def _display(field: Any, value: Any, names: dict[type[models.Model], dict[Any, str]]) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, _("(not visible)"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def has_history(model: type[models.Model]) -> bool:
    """Whether a model is tracked."""
    return any(rel.get_accessor_name() == "events" for rel in model._meta.related_objects)


def must_be_tracked(model: type[models.Model]) -> bool:
    """Whether the kernel's promise asks for a history: every model that carries a State's data."""
    return scope_of(model) is not None and not hasattr(model, "pgh_tracked_model")
