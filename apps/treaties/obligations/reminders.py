"""The deadlines of obligations: reports, the UPR, meetings and other dated duties."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.treaties.obligations.choices import EVENTS, OPEN
from apps.treaties.obligations.models import Occurrence
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource, kept_by
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Dates whose work is not handed in; the responsible person is told.

    A date in the past stands only where the State itself stands by it: of what the rule alone
    computed, nobody knows whether it was handed in, and an event is over.
    """
    # The database's own date: what is compiled is kept for days.
    ahead = Q(due_on__gte=TruncDate(Now()))
    owned = Q(confirmed_at__isnull=False) & ~Q(kind__in=EVENTS)
    rows: QuerySet[Any, Any] = (
        Occurrence.objects.filter(ahead | owned, status__in=OPEN)
        .annotate(
            object_id=F("pk"),
            since=Coalesce("due_set_at", "created_at"),
            recipient_id=F("responsible_id"),
            kept_by_id=kept_by(),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those dates that ``actor`` may see."""
    dates = Occurrence.objects.visible_to(actor).filter(pk__in=ids)
    return {
        occurrence.pk: DeadlineLine(
            title=_title(occurrence),
            reference="",
            state=str(occurrence.country),
            due_on=occurrence.due_on,
            url=occurrence.get_absolute_url(),
            is_training=occurrence.country.is_training,
            is_kept=occurrence.visibility == Visibility.OFFICE,
        )
        for occurrence in dates.select_related("country", "obligation__treaty")
    }


def _title(occurrence: Occurrence) -> str:
    if occurrence.is_confirmed:
        return occurrence.name
    return gettext("%(name)s (date not confirmed)") % {"name": occurrence.name}


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The dates that an institution owns or leads."""
    rows: QuerySet[Any, Any] = Occurrence.objects.filter(Q(office=pk) | Q(lead_institution=pk))
    return rows.values_list("pk")


def of_instrument(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The dates that are owed under a treaty."""
    rows: QuerySet[Any, Any] = Occurrence.objects.filter(obligation__treaty=pk)
    return rows.values_list("pk")


SOURCE = DeadlineSource(
    "obligation.due",
    _("Obligation due"),
    open_deadlines,
    lines,
    of_institution=of_institution,
    of_instrument=of_instrument,
)
