"""Reads of trainings."""

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from apps.engagement.trainings.models import Training, TrainingAttendance
from focalpoint.actors import Actor


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
