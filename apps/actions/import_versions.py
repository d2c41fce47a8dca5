"""Rows of actions that somebody changed since the export: the sheet does not undo it unseen."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.actions.import_known import Known
from apps.actions.import_rows import LINKS, Judged, Problem, comparable
from apps.actions.import_words import changed_meanwhile, columns_of, relinked_meanwhile
from apps.actions.models import Action, ActionLink

ActionEvent: Any = Action.events.rel.related_model  # type: ignore[attr-defined]
LinkEvent: Any = ActionLink.events.rel.related_model  # type: ignore[attr-defined]
# The column of a link that holds what is linked, by kind.
TARGETS = {"items": "item_id", "treaties": "treaty_id"}
VersionOf = Callable[[Judged], int | None]
# What actions served at the time of their export: ids by the kind of link.
Targets = Mapping[UUID, Mapping[str, set[UUID]]]


def judge_versions(rows: Sequence[Judged], known: Known, version_of: VersionOf) -> None:
    """Refuse rows of older versions that want something else than both the export and the present.

    What a sheet only repeats from its export is left as it has become since.
    """
    stale = {row.action.pk: row for row in rows if _is_stale(row, version_of(row))}
    if not stale:
        return
    bases = _bases({pk: version_of(row) for pk, row in stale.items()})
    moved = {pk: row for pk, row in stale.items() if _was_relinked(row, bases.get(pk))}
    served = _served({pk: getattr(bases.get(pk), "pgh_created_at", None) for pk in moved})
    for pk, row in stale.items():
        _judge(row, known, bases.get(pk), served[pk] if pk in moved else None)


def _is_stale(row: Judged, version: int | None) -> bool:
    if row.before is None or not row.touches:
        return False
    return version is not None and version != row.before.version


def _was_relinked(row: Judged, base: Any) -> bool:
    """Whether links came or went since the export, and the sheet does not know of it."""
    assert row.before is not None
    since = base is None or base.links_set_at != row.before.links_set_at
    return since and any(served.differs for served in row.served.values())


def _judge(row: Judged, known: Known, base: Any, served: Mapping[str, set[UUID]] | None) -> None:
    edited = set(row.changes if base is None else _edited(row, base))
    # Nobody else touched the links: then what the sheet says of them is what is wanted.
    differing = [kind for kind in LINKS if served is not None and _differs(row, kind)]
    relinked = {
        kind
        for kind in differing
        if base is None or served is None or row.served[kind].wanted != served[kind]
    }
    if edited or relinked:
        _refuse(row, known, edited, differing, relinked)
        return
    row.forget_columns()
    for kind in differing:
        row.forget_links(kind)


def _differs(row: Judged, kind: str) -> bool:
    return kind in row.served and row.served[kind].differs


def _refuse(
    row: Judged,
    known: Known,
    edited: Collection[str],
    differing: Iterable[str],
    relinked: Collection[str],
) -> None:
    assert row.before is not None
    row.is_settled = True
    for name in row.changes:
        message = changed_meanwhile(known, row.before, row.action, name, name in edited)
        row.problems.append(Problem(name, message))
    for kind in differing:
        message = relinked_meanwhile(known, row, kind, kind in relinked)
        row.problems.append(Problem(kind, message))


def _edited(row: Judged, base: Any) -> list[str]:
    """The columns in which the sheet differs from what was exported."""
    return [
        name
        for name in row.changes
        if comparable(name, getattr(base, columns_of(name)))
        != comparable(name, getattr(row.action, columns_of(name)))
    ]


def _bases(versions: Mapping[UUID, int | None]) -> dict[UUID, Any]:
    """The actions as they were when they were exported, from the history."""
    events = ActionEvent.objects.filter(pgh_obj_id__in=versions, version__in=set(versions.values()))
    return {
        event.pgh_obj_id: event
        for event in events.order_by("pgh_id")
        if event.version == versions[event.pgh_obj_id]
    }


def _served(instants: Mapping[UUID, dt.datetime | None]) -> Targets:
    """What actions served at these instants, from the history; nothing where there is none."""
    found: dict[UUID, dict[str, set[UUID]]] = {
        pk: {kind: set() for kind in LINKS} for pk in instants
    }
    if not instants:
        return found
    columns = ("action_id", "pgh_label", "pgh_created_at", "item_id", "treaty_id")
    # Sheets do not change which priorities and recommendations an action serves.
    events = LinkEvent.objects.filter(
        action_id__in=list(instants), priority=None, recommendation=None
    )
    events = events.order_by("pgh_id")
    for action, label, at, item, treaty in events.values_list(*columns):
        until = instants[action]
        if until is not None and at <= until:
            ids = found[action]["items" if item else "treaties"]
            (ids.discard if label == "delete" else ids.add)(item or treaty)
    return found
