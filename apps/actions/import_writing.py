"""Rows of a sheet written to actions: each chunk by a few statements, all in one transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from apps.actions.import_known import Known
from apps.actions.import_models import Outcome
from apps.actions.import_rows import Judged
from apps.actions.models import Action, ActionLink, ActionSeen, Status
from apps.actions.services import left_behind_in, note_links
from apps.countries.references import next_references
from focalpoint.actors import Actor
from focalpoint.db.rows import insert_rows
from focalpoint.ids import uuid7

_TABLE = Action._meta.db_table
_COLUMNS = [field.attname for field in Action._meta.concrete_fields]
# What an import changes, with the types that arrays of them have.
_TYPES = {
    "title": "text",
    "description": "text",
    "status": "text",
    "priority": "int",
    "start_on": "date",
    "due_on": "date",
    "due_set_at": "timestamptz",
    "completed_on": "date",
    "assignee_id": "uuid",
    "lead_institution_id": "uuid",
    "office_id": "uuid",
    "visibility": "text",
}
_UPDATE = f"""
    UPDATE {_TABLE} SET {", ".join(f"{name} = fresh.{name}" for name in _TYPES)}
    FROM unnest(%s::uuid[], {", ".join(f"%s::{type_}[]" for type_ in _TYPES.values())})
        AS fresh (id, {", ".join(_TYPES)})
    WHERE {_TABLE}.id = fresh.id
"""  # noqa: S608


def write(rows: Sequence[Judged], *, actor: Actor, known: Known) -> None:
    """Add the new actions and change the others; rows with problems are left out.

    Runs in the transaction, and under the locks, in which the rows were judged. History, versions
    and the search follow by triggers; reminders find the deadlines by their next sweep.
    """
    new = [row for row in rows if row.outcome is Outcome.NEW]
    changed = [row for row in rows if row.outcome is Outcome.CHANGED]
    _complete([*new, *changed], known)
    if new:
        references = next_references(known.country, year=known.today.year, count=len(new))
        for row, reference in zip(new, references, strict=True):
            row.action.reference = reference
        _add([row.action for row in new])
    _change([row.action for row in changed if row.changes])
    _link([*new, *changed])
    _see([row.action.pk for row in (*new, *changed)], actor, known.now)


def assigned_by(rows: Sequence[Judged]) -> Counter[UUID]:
    """How many actions of these rows are a person's that were not before."""
    fresh = (
        row.action.assignee_id
        for row in rows
        if row.outcome in (Outcome.NEW, Outcome.CHANGED)
        and row.action.assignee_id != (row.before.assignee_id if row.before else None)
    )
    return Counter(person for person in fresh if person is not None)


def _complete(rows: Sequence[Judged], known: Known) -> None:
    """What follows from a new deadline or status."""
    returned: list[Action] = []
    for row in rows:
        action, before = row.action, row.before
        if action.due_on != (before.due_on if before else None):
            action.due_set_at = known.now if action.due_on else None
        if action.status != (before.status if before else None):
            # Done is done on the date in the capital.
            action.completed_on = known.today if action.status == Status.DONE else None
            if before is not None and before.is_finished and not action.is_finished:
                returned.append(action)
    # What is reopened does not come back to somebody who has left.
    left = left_behind_in(returned)
    for action in returned:
        if action.pk in left:
            action.assignee = None


def _add(actions: Sequence[Action]) -> None:
    made = timezone.now()
    for action in actions:
        action.created_at = action.updated_at = made
    insert_rows(Action, [{name: getattr(action, name) for name in _COLUMNS} for action in actions])


def _change(actions: Sequence[Action]) -> None:
    if not actions:
        return
    columns = [[getattr(action, name) for action in actions] for name in _TYPES]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [[action.pk for action in actions], *columns])
        if cursor.rowcount != len(actions):
            raise RuntimeError("Some of the locked actions were not changed.")


def _link(rows: Sequence[Judged]) -> None:
    changed = [row.action.pk for row in rows if row.before is not None and row.relinks]
    if changed:
        note_links(Action.objects.filter(pk__in=changed))
    gone = [link for row in rows for link in row.unlinked]
    if gone:
        ActionLink.objects.filter(pk__in=gone).delete()
    made = timezone.now()
    wanted = [
        *((row.action.pk, pk, None) for row in rows for pk in row.linked_items),
        *((row.action.pk, None, pk) for row in rows for pk in row.linked_treaties),
    ]
    links = [
        {
            "id": uuid7(),
            "version": 1,
            "created_at": made,
            "updated_at": made,
            "action_id": action,
            "item_id": item,
            "treaty_id": treaty,
        }
        for action, item, treaty in wanted
    ]
    insert_rows(ActionLink, links)


def _see(ids: Sequence[UUID], actor: Actor, now: dt.datetime) -> None:
    """What one has imported oneself is not unread."""
    if actor.user_id is None:
        return
    insert_rows(
        ActionSeen,
        [{"action_id": pk, "user_id": actor.user_id, "seen_at": now} for pk in ids],
        on_conflict="(user_id, action_id) DO UPDATE SET seen_at = excluded.seen_at",
    )
