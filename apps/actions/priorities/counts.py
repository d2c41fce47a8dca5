"""How many actions serve each priority."""

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, Q

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
