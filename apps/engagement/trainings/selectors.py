"""Reads of trainings, and what the record shows of them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.countries.models import Country
from apps.engagement.trainings.models import Training, TrainingAttendance
from focalpoint.actors import Actor

# Types of institutions whose people are no officials, or of which nothing is known.
NO_OFFICIALS = ("civil_society", "academia", "media", "other")


@dataclass(frozen=True, slots=True)
class Held:
    """A training, as far as the reader sees it; ``officials``: how many came from public bodies."""

    training_id: uuid.UUID
    title: str
    topic: str
    on: dt.date
    officials: int


def trainings(actor: Actor) -> QuerySet[Training]:
    """The trainings that ``actor`` reads, each with how many ``came``."""
    rows: QuerySet[Training] = Training.objects.visible_to(actor)
    counted = (
        TrainingAttendance.objects.filter(training=OuterRef("pk"))
        .order_by()
        .values("training")
        .annotate(total=Sum("number"))
        .values("total")
    )
    found: QuerySet[Training] = rows.select_related("country").annotate(
        came=Coalesce(Subquery(counted), 0)
    )
    return found


def attendances(training: Training, actor: Actor) -> QuerySet[TrainingAttendance]:
    """How many came from which institution."""
    rows: QuerySet[TrainingAttendance] = TrainingAttendance.objects.visible_to(actor)
    return rows.filter(training=training).select_related("institution").order_by("id")


def trainings_held(country: Country, actor: Actor, *, as_of: dt.date) -> list[Held]:
    """The trainings of a State that had begun on ``as_of``, the latest first; one query."""
    known = Q(attendances__institution__type__isnull=False)
    officials = known & ~Q(attendances__institution__type__in=NO_OFFICIALS)
    rows = Training.objects.visible_to(actor).filter(country=country, starts_on__lte=as_of)
    counted = rows.annotate(officials=Coalesce(Sum("attendances__number", filter=officials), 0))
    return [
        Held(each.pk, each.title, each.topic, each.starts_on, each.officials)
        for each in counted.only("title", "topic", "starts_on").order_by("-starts_on", "-id")
    ]
