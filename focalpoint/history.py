"""History that cannot be skipped: triggers write a row for each change of a tracked table.

``@tracked`` puts django-pghistory's triggers on a model. Each history row carries the whole record
as it was and a context (who, why, through which door); a change in nobody's name is refused by the
database, because the context may not be null. ``focalpoint.changes`` reads it.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

from focalpoint.changes import has_history as has_history
from focalpoint.changes import history_of as history_of
from focalpoint.records import bump_version, status_guard
from focalpoint.scope import scope_of

ModelType = TypeVar("ModelType", bound=type[models.Model])


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


def must_be_tracked(model: type[models.Model]) -> bool:
    """Whether the kernel's promise asks for a history: every model that carries a State's data."""
    return scope_of(model) is not None and not hasattr(model, "pgh_tracked_model")
