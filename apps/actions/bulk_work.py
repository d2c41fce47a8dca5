"""Bulk changes as pages and the API ask for them: what filters find; at once, or by a worker."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from apps.actions.bulk_models import BulkChange
from apps.actions.bulk_services import (
    BATCH,
    apply_bulk_change,
    begin_undo,
    undo_bulk_change,
)
from apps.actions.filters import NOT_FINISHED, ActionFilter, Asking
from apps.actions.models import Action
from apps.actions.tasks import apply_bulk_change_task, undo_bulk_change_task
from focalpoint.actors import Actor
from focalpoint.wakeups import start_on_commit


def found_by(actor: Actor, query: str) -> QuerySet[Action]:
    """Everything that the filters of a list, as its address holds them, find for ``actor``.

    Raises ``ValidationError`` where they make no sense.
    """
    data = QueryDict(query.removeprefix("?"), mutable=True)
    data.setdefault("status", NOT_FINISHED)
    rows = Action.objects.visible_to(actor)
    found = ActionFilter(data, queryset=rows, request=Asking(actor))
    if not found.is_valid():
        raise ValidationError(_("These filters make no sense, so nothing was selected."))
    selected: QuerySet[Action] = found.qs
    return selected


def make(actor: Actor, change: BulkChange) -> BulkChange:
    """Make a change, or let a worker make it when it is large."""
    if change.total <= BATCH:
        return apply_bulk_change(actor=actor, change=change)
    start_on_commit(apply_bulk_change_task, str(change.pk))
    return change


def take_back(actor: Actor, change: BulkChange) -> BulkChange:
    """Take a change back, or let a worker do it when it is large.

    Raises ``ValidationError`` when it is too late or done already.
    """
    change = begin_undo(actor=actor, change=change)
    if change.total <= BATCH:
        return undo_bulk_change(actor=actor, change=change)
    start_on_commit(undo_bulk_change_task, str(change.pk))
    return change
