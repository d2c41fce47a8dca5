"""Reads of actions that span models: a person's work, the counts of a list, one action whole."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Q, QuerySet, Value, Window
from django.utils import timezone

from apps.actions.models import (
    UNFINISHED,
    Action,
    ActionLink,
    ActionUpdate,
    Status,
    by_deadline,
)
from focalpoint.actors import Actor
from focalpoint.policies import allowed
from focalpoint.transitions import next_statuses

# How many rows of each part "My work" shows; the rest is behind the part's own list.
SHOWN = 12
# How many entries of a log a page shows at first.
RECENT = 30


def actions(actor: Actor) -> QuerySet[Action]:
    """The actions that ``actor`` reads, with the names that a list shows."""
    rows: QuerySet[Action] = Action.objects.visible_to(actor)
    return rows.select_related("country", "assignee", "lead_institution")


@dataclass(frozen=True)
class Part:
    """One part of "My work": the first rows, and how many there are in its list."""

    key: str
    rows: tuple[Action, ...]
    total: int

    @property
    def more(self) -> int:
        """How many rows are left out."""
        return self.total - len(self.rows)


def my_work(actor: Actor, *, today: dt.date) -> dict[str, Part]:
    """What a person owes and when, in two queries; ``today`` is the date in their capital.

    Parts: ``overdue``, ``soon``, ``review`` (handed in by others), ``unread``, ``later`` (the next
    deadlines) and ``none`` (without one). Only actions of States in which the actor writes.
    """
    rows = Action.objects.visible_to(actor).current().filter(country__in=actor.write_states)
    mine = rows.work_of(actor)
    parts = {
        "overdue": mine.filter(by_deadline("overdue", today)).order_by("due_on", "id"),
        "soon": mine.filter(by_deadline("soon", today)).order_by("due_on", "id"),
        "review": rows.waiting_for(actor).order_by("due_on", "id"),
        "unread": rows.unread_by(actor).order_by("-updated_at", "-id"),
        "later": mine.filter(by_deadline("later", today)).order_by("due_on", "id"),
        "none": mine.filter(by_deadline("none", today)).order_by("-id"),
    }
    first, *others = (_first_of(key, part) for key, part in parts.items())
    listed = list(first.union(*others, all=True))
    found = actions(actor).in_bulk([row["pk"] for row in listed])
    return {
        key: Part(
            key=key,
            rows=tuple(found[row["pk"]] for row in listed if row["part"] == key),
            total=next((row["total"] for row in listed if row["part"] == key), 0),
        )
        for key in parts
    }


def _first_of(key: str, rows: Any) -> Any:
    """The first rows of a part, each with the number of all."""
    part = Value(key, output_field=CharField())
    return rows.values("pk").annotate(part=part, total=Window(Count("pk")))[:SHOWN]


def counts(
    rows: QuerySet[Action], *, today: Any, listed: Q, of_listed: Mapping[str, Q] | None = None
) -> dict[str, int]:
    """How many of ``rows`` stand where, and how many of them a list shows, in one query.

    ``today`` is a date or an expression, ``listed`` what the list asks of status and deadline;
    ``of_listed`` names parts of the list to count as well.
    """
    parts = {name: Count("pk", filter=listed & part) for name, part in (of_listed or {}).items()}
    found: dict[str, int] = rows.order_by().aggregate(
        all=Count("pk"),
        listed=Count("pk", filter=listed) if listed else Count("pk"),
        unfinished=Count("pk", filter=Q(status__in=UNFINISHED)),
        overdue=Count("pk", filter=by_deadline("overdue", today)),
        in_review=Count("pk", filter=Q(status=Status.IN_REVIEW)),
        done=Count("pk", filter=Q(status=Status.DONE)),
        **parts,
    )
    return found


def updates_of(action: Action, actor: Actor, *, limit: int | None = RECENT) -> list[ActionUpdate]:
    """The log of an action, newest first; ``limit`` of ``None`` gives all of it."""
    rows = ActionUpdate.objects.visible_to(actor).filter(action=action)
    newest = rows.select_related("author").order_by("-created_at", "-id")
    return list(newest if limit is None else newest[: limit + 1])


def links_of(action: Action, actor: Actor) -> list[ActionLink]:
    """What an action serves: catalogue items, instruments, recommendations, priorities in sight."""
    rows = ActionLink.objects.visible_to(actor).filter(action=action)
    rows = rows.filter(Q(priority=None) | Q(priority__reference__isnull=False))
    ordered = rows.select_related("item__framework", "treaty", "priority", "recommendation")
    return list(ordered.order_by("item__framework__order", "item__order", "treaty__order", "id"))


def linked_to(
    actor: Actor,
    *,
    items: Sequence[UUID] = (),
    treaties: Sequence[UUID] = (),
    priorities: Sequence[UUID] = (),
    recommendations: Sequence[UUID] = (),
) -> QuerySet[Action]:
    """The actions that serve one of these items, instruments, priorities or recommendations."""
    links = ActionLink.objects.filter(
        Q(item__in=items)
        | Q(treaty__in=treaties)
        | Q(priority__in=priorities)
        | Q(recommendation__in=recommendations)
    )
    return actions(actor).filter(pk__in=links.values("action"))


def next_steps(action: Action, actor: Actor) -> list[tuple[str, str]]:
    """The statuses to which the actor may move an action now, in their usual order."""
    if not allowed(actor, "change", action):
        return []
    following = next_statuses(action)
    return [(value, str(label)) for value, label in Status.choices if value in following]


def today_of(actor: Actor) -> dt.date:
    """The date in the capital of the actor's State; in UTC for those who work for none."""
    now = timezone.now()
    today: dt.date = actor.country.local_date(now) if actor.country else now.date()
    return today
