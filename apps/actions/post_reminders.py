"""The deadlines of posts: a membership that ends, and the work that must find other hands by then.

They lie here, above the accounts, because the handover of the work does.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Now, TruncDate
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.actions.models import Action
from focalpoint.actors import Actor
from focalpoint.deadlines import COLUMNS, DeadlineLine, DeadlineSource
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS


class PersonAndFocalPoint(Func):
    """Two rows for each: the person, and nobody, for whom the focal point is told."""

    template = "unnest(ARRAY[%(expressions)s, NULL]::uuid[])"
    output_field = UUIDField()
    set_returning_function = True


def open_deadlines() -> QuerySet[Any, Any]:
    """The last days of posts that no other post of the person in that State outlasts.

    The deadline stands until that day is over, and as long as the person holds open work there.
    """
    posts = Membership.objects.filter(
        user=OuterRef("user"), country=OuterRef("country"), ended_at=None
    )
    longer = posts.filter(Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")))
    twin = posts.filter(ends_on=OuterRef("ends_on"), id__lt=OuterRef("id"))
    work = Action.objects.unfinished().filter(
        assignee=OuterRef("user"), country=OuterRef("country")
    )
    rows: QuerySet[Any, Any] = (
        Membership.objects.filter(
            Q(ends_on__gte=TruncDate(Now())) | Q(Exists(work)),
            ~Exists(longer),
            ~Exists(twin),
            country__isnull=False,
            ends_on__isnull=False,
            ended_at=None,
            role__in=sorted(GOVERNMENT_WRITERS),
        )
        .annotate(
            object_id=F("pk"),
            due_on=F("ends_on"),
            since=F("created_at"),
            recipient_id=PersonAndFocalPoint(F("user_id")),
            kept_by_id=Cast(Value(None), UUIDField()),
        )
        .values_list(*COLUMNS)
    )
    return rows


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DeadlineLine]:
    """The facts of those posts that ``actor`` may see."""
    posts = Membership.objects.visible_to(actor).filter(
        pk__in=ids, ends_on__isnull=False, country__isnull=False
    )
    hands_over = bool(FOCAL_POINT_OFFICE & actor.roles)
    return {
        post.pk: DeadlineLine(
            title=_title(actor, post),
            reference="",
            state=str(post.country),
            due_on=post.ends_on,
            url=reverse("handover", args=[post.user_id]) if hands_over else reverse("action-list"),
            is_training=post.country.is_training,
        )
        for post in posts.select_related("country", "user")
    }


def _title(actor: Actor, post: Membership) -> str:
    if actor.user_id == post.user_id:
        return gettext("Your post ends: hand over your work")
    return gettext("The post of %(person)s ends: hand over the work") % {"person": post.user}


def of_institution(pk: uuid.UUID) -> QuerySet[Any, Any]:
    """The posts of an institution."""
    rows: QuerySet[Any, Any] = Membership.objects.filter(institution=pk).values_list("pk")
    return rows


SOURCE = DeadlineSource(
    "membership.end", _("End of a post"), open_deadlines, lines, of_institution=of_institution
)
