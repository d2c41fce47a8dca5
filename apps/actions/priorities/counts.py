"""How many actions serve each priority."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.actions.models import UNFINISHED, ActionLink, Status
from focalpoint.actors import Actor
from focalpoint.efforts import Effort


def count_work(priorities: Collection[UUID], actor: Actor, today: dt.date) -> Mapping[UUID, Effort]:
    """The open, done and overdue actions by priority, as far as ``actor`` sees them; one query."""
    rows = ActionLink.objects.visible_to(actor).filter(
        priority__in=priorities, action__archived_at=None
    )
    unfinished = Q(action__status__in=UNFINISHED)
    counted = (
        rows.order_by()
        .values("priority")
        .annotate(
            open=Count("pk", filter=unfinished),
            done=Count("pk", filter=Q(action__status=Status.DONE)),
            overdue=Count("pk", filter=unfinished & Q(action__due_on__lt=today)),
        )
    )
    return {row["priority"]: Effort(row["open"], row["done"], row["overdue"]) for row in counted}


def unfinished_work(priority: Any, actor: Actor) -> QuerySet[Any, Any]:
    """The links of unfinished actions to a priority by its key, as far as ``actor`` sees them."""
    rows: QuerySet[Any, Any] = ActionLink.objects.visible_to(actor).filter(
        priority=priority, action__archived_at=None, action__status__in=UNFINISHED
    )
    return rows
