"""The writers of the asked institution: a rating, and handing all of them in."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.independent.notices import HANDED_IN, tell_asking
from apps.assessments.independent.selectors import RANKED, stand_of
from apps.assessments.independent_models import IndependentRating, RatingReply, RatingRequest
from apps.catalogue.models import Item
from focalpoint.actors import Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing

ANSWER_FIELDS = frozenset({"level", "trend", "confidence", "narrative"})
RATED = "rating.written"


def rate_independently(
    *,
    actor: Actor,
    request: RatingRequest,
    factor: Item,
    changes: Mapping[str, Any],
    version: int | None,
) -> IndependentRating:
    """Write what the actor's institution says of one factor, as a draft of its own.

    ``version`` is that of the rating which the person saw, 0 where there was none. Raises
    ``StaleVersionError``, ``PermissionDenied``, and ``ValidationError``, also once it is handed in
    or not asked for any more.
    """
    refuse_unknown(changes, ANSWER_FIELDS)
    with writing(actor, event=RATED):
        current = _unanswered(actor, request)
        if factor.code not in current.factors or factor.framework_id != current.framework_id:
            raise ValidationError(
                {"factor": _("Your institution was not asked about this factor.")}
            )
        _begin(actor, current)
        rows = IndependentRating.objects.visible_to(actor)
        written = rows.filter(request=current, factor=factor).first()
        # A text that was given back is a draft again as soon as it is touched.
        values = {**changes, "rated_by_id": actor.user_id, "handed_in_at": None}
        if written is None:
            rating = IndependentRating(request=current, factor=factor, **values)
            return create_record(actor=actor, instance=rating, event=RATED)
        saved: IndependentRating = update_record(
            actor=actor, instance=written, changes=values, version=version, event=RATED
        )
    return saved


def hand_in_ratings(
    *,
    actor: Actor,
    request: RatingRequest,
    version: int | None = None,
    seen: str | None = None,
) -> RatingRequest:
    """Hand in what the institution says of all factors; from then on the asking office reads it.

    ``version`` is that of the request, ``seen`` the mark of the ratings that the person saw
    (``stand_of``; ``None`` where no person saw any). A factor without a level is one of which the
    institution says nothing. Raises ``StaleVersionError``, ``PermissionDenied``, and
    ``ValidationError`` where no factor has a level.
    """
    with writing(actor, event="rating.handed_in"):
        current = _unanswered(actor, request)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {})
        rows = IndependentRating.objects.visible_to(actor).filter(request=current)
        # Whoever writes one locks the request first.
        if seen is not None and seen != stand_of(rows):
            raise StaleVersionError(current, {})
        if not rows.filter(level__in=RANKED).exists():
            raise ValidationError(_("Rate at least one factor before you hand it in."))
        reply = _begin(actor, current)
        now = timezone.now()
        # Before the reply: it closes them.
        rows.update(handed_in_at=now)
        update_record(
            actor=actor,
            instance=reply,
            changes={"handed_in_at": now, "handed_in_by_id": actor.user_id},
            version=None,
            verb="hand_in",
            event="rating.handed_in",
        )
        tell_asking(actor=actor, request=current, kind=HANDED_IN)
        # With its reply as it is now.
        current.refresh_from_db()
    return current


def _unanswered(actor: Actor, request: RatingRequest) -> RatingRequest:
    """The request, locked, as long as the institution still rates."""
    current = locked(actor, request)
    authorize(actor, "answer", current)
    if current.ended_at:
        raise ValidationError(_("It is not asked for any more; nothing was saved."))
    if current.handed_in_at:
        raise ValidationError(_("It has been handed in; only the asking office can give it back."))
    return current


def _begin(actor: Actor, request: RatingRequest) -> RatingReply:
    """What tells the asking office that somebody is at it, and no more."""
    found: RatingReply | None = (
        RatingReply.objects.visible_to(actor).filter(request=request).first()
    )
    if found is not None:
        return found
    return create_record(actor=actor, instance=RatingReply(request=request), event="rating.begun")
