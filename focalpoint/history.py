"""History that cannot be skipped: triggers write a row for each change of a tracked table.

``@tracked`` puts django-pghistory's triggers on a model. Each history row carries the whole record
as it was and a context (who, why, through which door); a change in nobody's name is refused by the
database, because the context may not be null. ``focalpoint.changes`` reads it.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

from focalpoint.changes import has_history as has_history
from focalpoint.changes import history_of as history_of
from focalpoint.records import bump_version, status_guard
from focalpoint.scope import scope_of

ModelType = TypeVar("ModelType", bound=type[models.Model])


class BulkInsertEvent(pghistory.InsertEvent):
    """As ``InsertEvent``, by one statement for all rows that an INSERT adds, in their order.

    For tables that are filled by thousands of rows: a trigger for each row asks row-level security,
    and looks up who and why, anew each time.
    """

    def add_event_trigger(self, event_model: Any) -> None:
        tracked_model = event_model.pgh_tracked_model
        names = {field.name for field in tracked_model._meta.fields}
        columns = [f.column for f in event_model._meta.concrete_fields if f.name in names]
        values = {
            **{column: f'added."{column}"' for column in columns},
            "pgh_context": "NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb",
            "pgh_context_id": "NULLIF(current_setting('pghistory.context_id', true), '')::uuid",
            "pgh_created_at": "now()",
            "pgh_label": f"'{self.label}'",
            "pgh_obj_id": f'added."{tracked_model._meta.pk.column}"',
        }
        into = ", ".join(f'"{column}"' for column in values)
        pgtrigger.register(
            pgtrigger.Trigger(
                name=f"{self.label}_insert",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]
                func=f'INSERT INTO "{event_model._meta.db_table}" ({into})'  # noqa: S608
                f" SELECT {', '.join(values.values())} FROM added; RETURN NULL;",
            )
        )(tracked_model)


def tracked(
    *, exclude: Sequence[str] = (), in_bulk: bool = False
) -> Callable[[ModelType], ModelType]:
    """Class decorator of every domain model: history, version and status guard, as triggers.

    ``exclude`` names fields that the history never copies (secrets, bookkeeping); ``in_bulk`` is
    for tables that are filled by thousands of rows at once.
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
            BulkInsertEvent() if in_bulk else pghistory.InsertEvent(),
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


def must_be_tracked(model: type[models.Model]) -> bool:
    """Whether the kernel's promise asks for a history: every model that carries a State's data."""
    return scope_of(model) is not None and not hasattr(model, "pgh_tracked_model")
