"""The board: the actions of a set by status, each column read page by page along an index."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, UUIDField, Value

from apps.actions.models import UNFINISHED, Action, Status
from focalpoint.api.pagination import RowAfter

# So many cards a column shows at first and adds at a time; so many may be kept when it renews.
PAGE = 20
MOST = 200


@dataclass(frozen=True)
class Place:
    """Where a column goes on: after the card with this due date and id."""

    due_on: dt.date | None
    pk: uuid.UUID

    def __str__(self) -> str:
        return f"{self.due_on or ''}~{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Raises ``ValueError`` for anything that this class did not write."""
        due, _tilde, pk = text.partition("~")
        return cls(dt.date.fromisoformat(due) if due else None, uuid.UUID(pk))


@dataclass(frozen=True)
class Column:
    """The cards that a column shows, and where it goes on."""

    status: Status
    actions: tuple[Action, ...]
    next: Place | None


def columns(
    rows: QuerySet[Action], statuses: Collection[Status], sizes: Mapping[Status, int]
) -> dict[Status, Column]:
    """The first cards of each column, in two queries. ``sizes`` says how many, ``PAGE`` if not."""
    wanted = {status: min(sizes.get(status, PAGE), MOST) for status in statuses}
    pages = [_in_order(rows, status).values("pk")[: size + 1] for status, size in wanted.items()]
    if not pages:
        return {}
    first, *others = pages
    together = first.union(*others, all=True) if others else first
    ids = [row["pk"] for row in together]
    found = sorted(rows.filter(pk__in=ids), key=_place)
    return {
        status: _column(status, [action for action in found if action.status == status], size)
        for status, size in wanted.items()
    }


def column(rows: QuerySet[Action], status: Status, after: Place) -> Column:
    """The next cards of one column."""
    ordered = _in_order(rows.filter(_following(status, after)), status)
    return _column(status, list(ordered[: PAGE + 1]), PAGE)


def _in_order(rows: QuerySet[Action], status: Status) -> QuerySet[Action]:
    """The next deadline first, those without one last; what is finished, newest first."""
    of_status = rows.filter(status=status)
    return of_status.order_by("due_on", "id") if status in UNFINISHED else of_status.order_by("-id")


def _place(action: Action) -> Any:
    """The same order for cards that are read."""
    if action.status in UNFINISHED:
        return action.due_on is None, action.due_on or dt.date.min, action.pk.int
    return False, dt.date.min, -action.pk.int


def _column(status: Status, found: Sequence[Action], size: int) -> Column:
    shown = tuple(found[:size])
    more = Place(shown[-1].due_on, shown[-1].pk) if len(found) > size else None
    return Column(status, shown, more)


def _following(status: Status, after: Place) -> Q:
    pk = Value(after.pk, output_field=UUIDField())
    if status not in UNFINISHED:
        return Q(RowAfter([F("id")], [pk], descending=True))
    if after.due_on is None:
        return Q(due_on=None) & Q(RowAfter([F("id")], [pk], descending=False))
    due = Value(after.due_on, output_field=DateField())
    later = RowAfter([F("due_on"), F("id")], [due, pk], descending=False)
    return Q(later) | Q(due_on=None)
