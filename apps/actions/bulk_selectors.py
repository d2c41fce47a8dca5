"""Reads of bulk changes: how far one has come, and what could not be changed."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from apps.actions.bulk_models import BulkChange, BulkItem, Outcome
from apps.actions.models import Action
from focalpoint.actors import Actor

# So many problems are named; the rest is counted.
NAMED = 100


@dataclass(frozen=True)
class Problem:
    """One action that was not changed, or not changed back, and why."""

    action: Action | None
    text: str


def bulk_changes(actor: Actor) -> QuerySet[BulkChange]:
    """The bulk changes that the actor made, newest first."""
    rows: QuerySet[BulkChange] = BulkChange.objects.visible_to(actor)
    return rows.filter(author=actor.user_id).order_by("-id")


def outcomes(change: BulkChange) -> Counter[str]:
    """How many actions of a change came to which end, in one query."""
    rows = BulkItem.objects.filter(change=change).values_list("outcome").annotate(Count("pk"))
    return Counter(dict(rows))


def problems_of(actor: Actor, change: BulkChange) -> list[Problem]:
    """The first actions that were refused, in two queries."""
    items = BulkItem.objects.filter(
        change=change, outcome__in=[Outcome.REFUSED, Outcome.KEPT]
    ).order_by("id")[:NAMED]
    found = list(items)
    actions = Action.objects.visible_to(actor).in_bulk([item.action_id for item in found])
    return [Problem(actions.get(item.action_id), item.problem) for item in found]
