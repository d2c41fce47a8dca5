"""Reads of the library of lessons."""

from django.db.models import QuerySet

from apps.catalogue.models import STEPS_2013, Item
from apps.engagement.lessons.models import Lesson
from focalpoint.actors import Actor


def lessons(actor: Actor) -> QuerySet[Lesson]:
    """The lessons that ``actor`` reads: the own State's, and what others share."""
    rows: QuerySet[Lesson] = Lesson.objects.visible_to(actor)
    return rows.select_related("country", "step").defer("words")


def steps() -> QuerySet[Item]:
    """The seven steps, in their order."""
    rows = Item.objects.filter(framework__code=STEPS_2013, parent=None, is_active=True)
    return rows.order_by("framework__edition", "order")
