"""The deadlines of appointments: an office that nobody has been appointed to after its end."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.appointments.models import Appointment
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource, kept_by, register
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Ends of appointments that have no successor yet, principal or alternate."""
    successor = Appointment.objects.filter(
        country=OuterRef("country"),
        is_alternate=OuterRef("is_alternate"),
        starts_on__gt=OuterRef("starts_on"),
    )
    rows: QuerySet[Any, Any] = (
        Appointment.objects.filter(ends_on__isnull=False)
        .exclude(Exists(successor))
        .annotate(
            object_id=F("pk"),
            due_on=F("ends_on"),
            since=Coalesce("ends_on_set_at", "created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=kept_by(),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those appointments that ``actor`` may see."""
    appointments = Appointment.objects.visible_to(actor).filter(pk__in=ids, ends_on__isnull=False)
    return {
        appointment.pk: DeadlineLine(
            title=gettext("Appointment of %(name)s ends") % {"name": appointment.person_name},
            reference="",
            state=str(appointment.country),
            due_on=appointment.ends_on,
            url=reverse("appointment-detail", args=[appointment.pk]),
            is_training=appointment.country.is_training,
            is_kept=appointment.visibility == Visibility.OFFICE,
        )
        for appointment in appointments.select_related("country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The appointments that an institution keeps, or whose holder works in it."""
    rows: QuerySet[Any, Any] = Appointment.objects.filter(Q(office=pk) | Q(institution=pk))
    return rows.values_list("pk")


register(
    DeadlineSource(
        "appointment.end",
        _("End of an appointment"),
        open_deadlines,
        lines,
        of_institution=of_institution,
    )
)
