"""What people are told of re-ratings: those who answer for what was approved."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.assessments.rerating.selectors import reratings
from apps.assessments.rerating_models import FactorRerating
from focalpoint.actors import Actor
from focalpoint.notices import (
    Channel,
    NoticeKind,
    Subject,
    SubjectLine,
    line_of,
    register,
    register_subject,
    tell,
)
from focalpoint.roles import APPROVERS

RERATED = "factor.rerated"
WITHDRAWN = "rerating.withdrawn"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those re-ratings that ``actor`` reads."""
    return {
        each.pk: line_of(each, title=str(each.factor), reference=each.factor.code)
        for each in reratings(actor).filter(pk__in=ids)
    }


def tell_of_rerating(*, actor: Actor, rerating: FactorRerating) -> None:
    """Tell the focal point and the deputies that a level which they approved is judged anew."""
    tell(
        actor=actor,
        recipients=_answerable(rerating),
        kind=RERATED,
        subject=rerating,
        occasion=rerating.pk,
    )


def tell_of_withdrawal(*, actor: Actor, rerating: FactorRerating) -> None:
    """Tell them, and who wrote it, that it was taken back."""
    tell(
        actor=actor,
        recipients={*_answerable(rerating), rerating.rated_by_id},
        kind=WITHDRAWN,
        subject=rerating,
        occasion=rerating.pk,
    )


def _answerable(rerating: FactorRerating) -> list[uuid.UUID]:
    posts = Membership.objects.in_force().filter(country=rerating.country_id, role__in=APPROVERS)
    return list(posts.values_list("user_id", flat=True))


register_subject(Subject("rerating", FactorRerating, lines))
register(
    NoticeKind(
        RERATED,
        "rerating",
        _("A factor is re-rated between cycles"),
        _("%(who)s re-rated this factor between two assessments"),
        "arrows-exchange",
        Channel.AT_ONCE,
    )
)
register(
    NoticeKind(
        WITHDRAWN,
        "rerating",
        _("A re-rating is withdrawn"),
        _("%(who)s withdrew a re-rating of this factor"),
        "arrow-back-up",
        Channel.DAILY,
    )
)
