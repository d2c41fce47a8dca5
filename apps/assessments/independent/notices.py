"""What institutions are told of requests for ratings, and the asking office of replies."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership
from apps.assessments.independent.selectors import requests
from apps.assessments.independent_models import RatingRequest
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
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
from focalpoint.roles import FOCAL_POINT_OFFICE, GOVERNMENT_WRITERS, Role

ASKED = "rating.asked"
REMINDED = "rating.reminded"
MOVED = "rating.moved"
WITHDRAWN = "rating.withdrawn"
GIVEN_BACK = "rating.given_back"
HANDED_IN = "rating.handed_in"


def lines(actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, SubjectLine]:
    """The facts of those requests that ``actor`` sees; each side is led to its own page."""
    return {
        each.pk: line_of(
            each, title=each.title, reference=each.reference, url=each.page_for(actor.offices)
        )
        for each in requests(actor).filter(pk__in=ids)
    }


def tell_asked(
    *, actor: Actor, request: RatingRequest, kind: str, occasion: uuid.UUID | None = None
) -> None:
    """Tell those of the asked institution who may rate."""
    _tell(actor, request, kind, request.institution_id, GOVERNMENT_WRITERS, occasion)


def tell_asking(*, actor: Actor, request: RatingRequest, kind: str) -> None:
    """Tell the focal point's office that asked."""
    _tell(actor, request, kind, request.office_id, FOCAL_POINT_OFFICE, None)


def _tell(
    actor: Actor,
    request: RatingRequest,
    kind: str,
    institution: Any,
    roles: Iterable[Role],
    occasion: uuid.UUID | None,
) -> None:
    with acting(SYSTEM):
        posts = Membership.objects.in_force().filter(institution=institution, role__in=roles)
        people = list(posts.values_list("user", flat=True).distinct())
    tell(actor=actor, recipients=people, kind=kind, subject=request, occasion=occasion)


register_subject(Subject("rating_request", RatingRequest, lines))
for name, label, text, icon, channel in (
    (
        ASKED,
        _("My institution is asked to rate risk factors"),
        _("%(who)s asks your institution for its own rating"),
        "scale",
        Channel.AT_ONCE,
    ),
    (
        REMINDED,
        _("My institution is reminded of a rating"),
        _("%(who)s reminds your institution of its rating"),
        "bell-ringing",
        Channel.AT_ONCE,
    ),
    (
        MOVED,
        _("The date of a rating has changed"),
        _("%(who)s changed the date of your rating"),
        "calendar",
        Channel.DAILY,
    ),
    (
        WITHDRAWN,
        _("A rating is not asked for any more"),
        _("%(who)s withdrew the request: no rating is needed"),
        "ban",
        Channel.DAILY,
    ),
    (
        GIVEN_BACK,
        _("A rating of my institution is given back"),
        _("%(who)s gave your rating back, and says what is missing"),
        "arrow-back-up",
        Channel.AT_ONCE,
    ),
    (
        HANDED_IN,
        _("An institution hands in its rating"),
        _("%(who)s handed in an independent rating"),
        "inbox",
        Channel.DAILY,
    ),
):
    register(NoticeKind(name, "rating_request", label, text, icon, channel))
