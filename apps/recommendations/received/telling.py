"""What people are told of recommendations: that their institution leads on some now."""

import uuid
from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.countries.models import Institution
from apps.recommendations.received_models import RecommendationWork
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    register,
    register_subject,
    tell,
)
from focalpoint.roles import GOVERNMENT_WRITERS

ASSIGNED = "recommendation.assigned"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of that work which ``actor`` sees."""
    rows = RecommendationWork.objects.visible_to(actor).filter(pk__in=ids)
    return {
        work.pk: SubjectLine(
            title=work.recommendation.text[:200],
            reference=str(work.recommendation),
            state=str(work.country),
            url=work.get_absolute_url(),
            is_training=work.country.is_training,
        )
        for work in rows.select_related("country", "recommendation")
    }


def tell_of_lead(*, actor: Actor, lead: Institution, works: Sequence[RecommendationWork]) -> None:
    """Tell everybody who writes for an institution, once for all that it leads on now."""
    if not works:
        return
    # Also whom the one who assigns cannot see: they are told all the same.
    with acting(SYSTEM):
        posts = Membership.objects.filter(institution=lead, role__in=GOVERNMENT_WRITERS)
        people = set(posts.in_force().values_list("user_id", flat=True)) - {actor.user_id}
    tell(
        actor=actor,
        recipients=people,
        kind=ASSIGNED,
        subject=works[0],
        parameters={"number": str(len(works))},
    )


register_subject(Subject("recommendation", RecommendationWork, lines))
register(
    NoticeKind(
        ASSIGNED,
        "recommendation",
        _("My institution leads on a recommendation"),
        _("%(who)s gave your institution the lead on recommendations (%(number)s), this one first"),
        "mail-opened",
        Channel.AT_ONCE,
    )
)
