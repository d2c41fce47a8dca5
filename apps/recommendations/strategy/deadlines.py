"""The deadlines of the strategy: its next review, and the day by which a priority is achieved."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Case, F, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.recommendations.strategy_models import LIVE, StrategyPriority
from apps.recommendations.strategy_text_models import Strategy
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource, kept_by
from focalpoint.visibility import Visibility


def open_reviews() -> QuerySet[Any, Any]:
    """The days on which strategies are looked at again; told is the State's focal point."""
    rows: QuerySet[Any, Any] = (
        Strategy.objects.filter(next_review_on__isnull=False)
        .annotate(
            object_id=F("pk"),
            due_on=F("next_review_on"),
            since=Coalesce("next_review_set_at", "created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=kept_by(),
        )
        .values_list(*COLUMNS)
    )
    return rows


def review_lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those strategies that ``actor`` may see."""
    rows = Strategy.objects.visible_to(actor).filter(pk__in=ids, next_review_on__isnull=False)
    return {
        strategy.pk: DeadlineLine(
            title=gettext("Review of %(title)s") % {"title": strategy.title},
            reference="",
            state=str(strategy.country),
            due_on=strategy.next_review_on,
            url=strategy.get_absolute_url(),
            is_training=strategy.country.is_training,
            is_kept=strategy.visibility == Visibility.OFFICE,
        )
        for strategy in rows.select_related("country")
    }


def strategies_of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The strategies that an institution writes."""
    rows: QuerySet[Any, Any] = Strategy.objects.filter(office=pk)
    return rows.values_list("pk")


def open_targets() -> QuerySet[Any, Any]:
    """Target days of priorities that are neither achieved nor dropped.

    Told are those of the institution that leads, else the State's focal point.
    """
    kept = Case(
        When(visibility=Visibility.OFFICE, then=F("office_id")),
        default=F("lead_institution_id"),
        output_field=UUIDField(null=True),
    )
    rows: QuerySet[Any, Any] = (
        StrategyPriority.objects.filter(status__in=LIVE, target_on__isnull=False)
        .annotate(
            object_id=F("pk"),
            due_on=F("target_on"),
            since=Coalesce("target_set_at", "created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=kept,
        )
        .values_list(*COLUMNS)
    )
    return rows


def target_lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those priorities that ``actor`` may see."""
    rows = StrategyPriority.objects.visible_to(actor).filter(pk__in=ids, target_on__isnull=False)
    return {
        priority.pk: DeadlineLine(
            title=priority.title,
            reference=priority.reference,
            state=str(priority.country),
            due_on=priority.target_on,
            url=priority.get_absolute_url(),
            is_training=priority.country.is_training,
            is_kept=priority.visibility == Visibility.OFFICE,
        )
        for priority in rows.select_related("country")
    }


def priorities_of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The priorities that an institution owns or leads."""
    rows: QuerySet[Any, Any] = StrategyPriority.objects.filter(
        Q(office=pk) | Q(lead_institution=pk)
    )
    return rows.values_list("pk")


REVIEWS = DeadlineSource(
    "strategy.review",
    _("Review of the strategy"),
    open_reviews,
    review_lines,
    of_institution=strategies_of_institution,
)
TARGETS = DeadlineSource(
    "strategy.priority",
    _("Priority of the strategy"),
    open_targets,
    target_lines,
    of_institution=priorities_of_institution,
)
