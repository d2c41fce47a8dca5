"""What people are told of comments on factors: who rated them, and who takes part in the thread."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.assessments.comment_models import FactorComment
from apps.assessments.models import Assessment, FactorRating
from focalpoint.actors import Actor
from focalpoint.notices import NoticeKind, register, tell

COMMENTED = "factor.commented"


def tell_of_comments(
    *,
    actor: Actor,
    assessment: Assessment,
    said: Sequence[FactorComment],
    besides: Collection[uuid.UUID | None] = (),
) -> None:
    """Tell who rated the factors, and who takes part in the threads; each of them once.

    ``besides`` names those who are told in another way.
    """
    raters = _raters({comment.rating_id for comment in said})
    factors: dict[uuid.UUID, list[str]] = defaultdict(list)
    for comment in said:
        factor = comment.rating.factor
        for person in {raters.get(comment.rating_id), *_talking(comment)} - {*besides}:
            if person is not None:
                factors[person].append(factor.label or factor.code)
    told: dict[str, list[uuid.UUID]] = defaultdict(list)
    for person, labels in factors.items():
        told[", ".join(labels)].append(person)
    for listed, people in told.items():
        tell(
            actor=actor,
            recipients=people,
            kind=COMMENTED,
            subject=assessment,
            parameters={"factors": listed},
            occasion=said[0].pk,
        )


def _raters(ratings: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Who last changed each rating."""
    events: Any = FactorRating.pgh_event_model  # type: ignore[attr-defined]
    rows = events.objects.filter(pgh_obj_id__in=ratings, pgh_label="update")
    # What the system wrote was judged by nobody.
    rated = rows.exclude(pgh_context__actor=None).order_by("pgh_obj_id", "-pgh_id")
    found = rated.distinct("pgh_obj_id").values_list("pgh_obj_id", "pgh_context__actor")
    return {rating: uuid.UUID(person) for rating, person in found if person}


def _talking(comment: FactorComment) -> set[uuid.UUID | None]:
    """Who has said something in the thread that a comment answers."""
    if comment.thread_id is None:
        return set()
    rows = FactorComment.objects.filter(Q(pk=comment.thread_id) | Q(thread=comment.thread_id))
    return set(rows.values_list("author_id", flat=True))


register(
    NoticeKind(
        COMMENTED,
        "assessment",
        _("Somebody comments on a factor that I rated or talked about"),
        _("%(who)s commented on these factors: %(factors)s"),
        "message-circle",
    )
)
