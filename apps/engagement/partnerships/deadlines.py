"""The deadlines of partnerships: the day of each milestone that is not reached."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Case, F, Q, QuerySet, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.engagement.partnerships.models import Milestone
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource
from focalpoint.visibility import Visibility


def open_deadlines() -> QuerySet[Any, Any]:
    """Days of milestones; told are those of the institution that answers for it.

    A partnership that has ended before the day asks for nothing any more.
    """
    kept = Case(
        When(partnership__visibility=Visibility.OFFICE, then=F("partnership__office_id")),
        default=F("institution_id"),
        output_field=UUIDField(null=True),
    )
    stands = Q(partnership__ends_on=None) | Q(partnership__ends_on__gte=F("due_on"))
    rows: QuerySet[Any, Any] = (
        Milestone.objects.filter(stands, reached_on=None)
        .annotate(
            object_id=F("pk"),
            country_id=F("partnership__country_id"),
            since=Coalesce("due_set_at", "created_at"),
            recipient_id=Cast(Value(None), UUIDField()),
            kept_by_id=kept,
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those milestones that ``actor`` may see."""
    rows = Milestone.objects.visible_to(actor).filter(pk__in=ids)
    return {
        milestone.pk: DeadlineLine(
            title=gettext("%(partnership)s: %(milestone)s")
            % {"partnership": milestone.partnership.title, "milestone": milestone.title},
            reference="",
            state=str(milestone.country),
            due_on=milestone.due_on,
            url=milestone.get_absolute_url(),
            is_training=milestone.country.is_training,
            is_kept=milestone.partnership.visibility == Visibility.OFFICE,
        )
        for milestone in rows.select_related("partnership__country")
    }


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The milestones for which an institution answers."""
    rows: QuerySet[Any, Any] = Milestone.objects.filter(institution=pk)
    return rows.values_list("pk")


SOURCE = DeadlineSource(
    "partnership.milestone",
    _("Milestone of a partnership"),
    open_deadlines,
    lines,
    of_institution=of_institution,
)
