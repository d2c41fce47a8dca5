"""What people are told of comments on factors: who rated them, here or for an institution that was
asked, and who takes part in the thread.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.assessments.comment_models import FactorComment
from apps.assessments.independent.selectors import handed_in
from apps.assessments.models import Assessment, FactorRating
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import NoticeKind, register, tell
from focalpoint.roles import GOVERNMENT_READERS
from focalpoint.visibility import Visibility

COMMENTED = "factor.commented"


def tell_of_comments(
    *,
    actor: Actor,
    assessment: Assessment,
    said: Sequence[FactorComment],
    besides: Collection[uuid.UUID | None] = (),
) -> None:
    """Tell who rated the factors, and who takes part in the threads; each of them once.

    Who rated them for an institution that was asked is told once that is handed in, and if they
    read the comments. ``besides`` names those who are told in another way.
    """
    raters = _raters({comment.rating_id for comment in said})
    asked = _asked(assessment, {comment.rating.factor_id for comment in said})
    factors: dict[uuid.UUID, list[str]] = defaultdict(list)
    for comment in said:
        factor = comment.rating.factor
        near = {raters.get(comment.rating_id), *asked[factor.pk], *_talking(comment)}
        for person in near - {*besides}:
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


def _asked(
    assessment: Assessment, factors: Collection[uuid.UUID]
) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Who rated each factor for an institution, as far as they read what is said of it."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    with acting(SYSTEM):
        posts = Membership.objects.in_force().filter(
            _readers(assessment), user=OuterRef("rated_by")
        )
        rows = handed_in(SYSTEM).filter(
            Exists(posts), request__assessment=assessment, factor__in=factors
        )
        for factor, person in rows.values_list("factor", "rated_by"):
            found[factor].add(person)
    return found


def _readers(assessment: Assessment) -> Q:
    """The posts of the State's own people that read a draft."""
    own = Q(country=assessment.country_id, role__in=GOVERNMENT_READERS)
    if assessment.visibility == Visibility.OFFICE:
        return own & Q(institution=assessment.office_id)
    return own


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
