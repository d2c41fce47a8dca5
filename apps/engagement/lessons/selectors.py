"""Reads of the library of lessons."""

from typing import Any

from django.db.models import QuerySet

from apps.catalogue.models import STEPS_2013, Item
from apps.engagement.lessons.models import Lesson
from focalpoint.actors import Actor
from focalpoint.db.days import day_in


def lessons(actor: Actor) -> QuerySet[Lesson]:
    """The lessons that ``actor`` reads: the own State's, and what others share."""
    rows: QuerySet[Lesson] = Lesson.objects.visible_to(actor)
    return rows.select_related("country", "step").defer("words")


def with_day(rows: QuerySet[Any]) -> QuerySet[Any]:
    """``rows`` with the day on which each was approved, in its capital: ``shared_on``."""
    dated: QuerySet[Any] = rows.annotate(shared_on=day_in("country__time_zone", "approved_at"))
    return dated


def steps() -> QuerySet[Item]:
    """The seven steps, in their order."""
    rows = Item.objects.filter(framework__code=STEPS_2013, parent=None, is_active=True)
    return rows.order_by("framework__edition", "order")
