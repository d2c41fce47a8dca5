"""Reads of the parts of one action: what a page shows of them, in as few queries as it can."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.actions.collaboration import (
    ActionComment,
    ActionDependency,
    ActionWatcher,
    ChecklistItem,
    CommentMention,
)
from apps.actions.models import Action, ActionUpdate
from apps.actions.recurrence import Rule
from apps.actions.series_models import ActionOccurrence, ActionSeries
from focalpoint.actors import Actor

# How many comments a page shows at first.
RECENT = 30
# How many actions of a series stand beside one of them.
NEIGHBOURS = 6


def with_parts(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """The actions with the numbers of their parts and with who watches them.

    Row-level security holds in each sub-query, as it does for a query of its own.
    """
    watchers = ActionWatcher.objects.filter(action=OuterRef("pk")).order_by("created_at", "id")
    counted: QuerySet[Any] = rows.annotate(
        updates_total=_number(ActionUpdate.objects.all()),
        comments_total=_number(ActionComment.objects.all()),
        checklist_total=_number(ChecklistItem.objects.all()),
        blockers_total=_number(ActionDependency.objects.all()),
        dependents_total=_number(ActionDependency.objects.all(), "blocked_by"),
        watcher_names=ArraySubquery(watchers.values("user__name")),
        watcher_ids=ArraySubquery(watchers.values("user")),
        series_pk=Subquery(
            ActionOccurrence.objects.filter(action=OuterRef("pk")).values("series")[:1]
        ),
        own_watch=Subquery(watchers.filter(user=actor.user_id).values("pk")[:1]),
    )
    return counted


def _number(rows: QuerySet[Any], of: str = "action") -> Any:
    counted = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def checklist_of(action: Action, actor: Actor) -> list[ChecklistItem]:
    """The checklist in its order, with who ticked what."""
    rows = ChecklistItem.objects.visible_to(actor).filter(action=action)
    return list(rows.select_related("done_by").order_by("position"))


def comments_of(action: Action, actor: Actor, *, limit: int | None = RECENT) -> list[ActionComment]:
    """The comments, newest first, each with the names that it calls; one more than ``limit``."""
    called = CommentMention.objects.filter(comment=OuterRef("pk")).values("user__name")
    rows = ActionComment.objects.visible_to(actor).filter(action=action)
    newest = (
        rows.select_related("author")
        .annotate(called=ArraySubquery(called))
        .order_by("-created_at", "-id")
    )
    return list(newest if limit is None else newest[: limit + 1])


@dataclass(frozen=True)
class Coming:
    """How an action comes back: its series, the dates that passed before it, and its neighbours."""

    row: ActionSeries
    passed: tuple[dt.date, ...]
    others: tuple[Action, ...]
    later: bool

    @property
    def rule(self) -> Rule:
        return self.row.rule


def coming_of(action: Action, actor: Actor) -> Coming | None:
    """How an action whose parts were counted comes back, in one query; its latest neighbours."""
    series = getattr(action, "series_pk", None)
    if series is None:
        return None
    rows = ActionOccurrence.objects.visible_to(actor).filter(series=series)
    found = list(rows.select_related("series", "action").order_by("-on")[:NEIGHBOURS])
    own = next((row for row in found if row.action_id == action.pk), None)
    others = []
    for row in found:
        if row.action_id != action.pk:
            row.action.occurrence_on = row.on
            others.append(row.action)
    if not found:
        return None
    return Coming(
        row=found[0].series,
        passed=tuple(own.passed) if own else (),
        others=tuple(others),
        later=own is None or found[0].on > own.on,
    )


def still_blocks(action: Action) -> bool:
    """Whether an action that others wait for is still to be finished."""
    return not action.is_finished and action.archived_at is None


@dataclass(frozen=True)
class Ties:
    """What an action waits for (open ones first), and what waits for it.

    ``hidden`` is the number of blockers that the actor may not see.
    """

    blockers: tuple[Action, ...] = ()
    dependents: tuple[Action, ...] = ()
    hidden: int = 0

    @property
    def open_blockers(self) -> list[Action]:
        """Those that are still to be finished."""
        return [action for action in self.blockers if still_blocks(action)]

    def __bool__(self) -> bool:
        return bool(self.blockers or self.dependents or self.hidden)


def ties_of(action: Action, actor: Actor) -> Ties:
    """Both sides of an action's dependencies in one query; each has its ``dependency``'s key."""
    known = getattr(action, "blockers_total", None), getattr(action, "dependents_total", None)
    if known == (0, 0):
        return Ties()
    ties = ActionDependency.objects.visible_to(actor)
    waits = ties.filter(action=action, blocked_by=OuterRef("pk")).values("pk")
    blocks = ties.filter(blocked_by=action, action=OuterRef("pk")).values("pk")
    rows = (
        Action.objects.visible_to(actor)
        .filter(
            Q(pk__in=ties.filter(action=action).values("blocked_by"))
            | Q(pk__in=ties.filter(blocked_by=action).values("action"))
        )
        .annotate(dependency=Subquery(waits), blocks=Subquery(blocks))
        .order_by(F("due_on").asc(nulls_last=True), "id")
    )
    found = list(rows)
    blockers = sorted(
        (row for row in found if row.dependency), key=lambda row: not still_blocks(row)
    )
    total = known[0] if known[0] is not None else ties.filter(action=action).count()
    return Ties(
        blockers=tuple(blockers),
        dependents=tuple(row for row in found if row.blocks),
        hidden=total - len(blockers),
    )


@dataclass(frozen=True)
class LooseEnds:
    """What is still open in an action that somebody finishes."""

    items: int
    blockers: int

    def __bool__(self) -> bool:
        return bool(self.items or self.blockers)


def loose_ends(action: Action, actor: Actor) -> LooseEnds:
    """Items that are not ticked off, and blockers that are not finished, in two queries."""
    items = ChecklistItem.objects.visible_to(actor).filter(action=action, done_at=None).count()
    ties = ActionDependency.objects.visible_to(actor).filter(action=action)
    open_ones = Action.objects.visible_to(actor).unfinished()
    blockers = open_ones.filter(pk__in=ties.values("blocked_by"))
    return LooseEnds(items, blockers.count())
