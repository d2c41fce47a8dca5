"""The writers of comments on factors, and what hangs on them: returning and handing in again."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.assessments.comment_models import FactorComment
from apps.assessments.comments.notices import COMMENTED, tell_of_comments
from apps.assessments.comments.selectors import open_comments
from apps.assessments.models import Assessment, FactorRating, Status
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing

TALKED_OF = frozenset({Status.DRAFT, Status.SUBMITTED})
# So many factors are named in one error.
NAMED = 5


def comment_on_factor(
    *,
    actor: Actor,
    rating: FactorRating,
    text: str,
    thread: FactorComment | None = None,
    reason: str = "",
) -> FactorComment:
    """Say something about a factor, or answer in a ``thread``; an answer opens it again.

    Raises ``PermissionDenied`` or ``ValidationError``, also once the assessment is approved.
    """
    with writing(actor, reason=reason, event=COMMENTED):
        said = _say(actor, rating, text, thread)
        tell_of_comments(actor=actor, assessment=rating.assessment, said=[said])
    return said


def settle_comment(
    *, actor: Actor, comment: FactorComment, version: int | None = None, reason: str = ""
) -> FactorComment:
    """Say that what a thread asks for is done. A second press changes nothing.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, reason=reason, event="factor.comment_settled"):
        _refuse_late(actor, comment.rating)
        if comment.thread_id is not None:
            raise ValidationError({"thread": _("A thread is settled as a whole.")})
        return _set_settled(actor, comment, settled=True, version=version)


def reopen_comment(
    *, actor: Actor, comment: FactorComment, version: int | None = None, reason: str = ""
) -> FactorComment:
    """Take back that a thread is settled."""
    with writing(actor, reason=reason, event="factor.comment_reopened"):
        _refuse_late(actor, comment.rating)
        return _set_settled(actor, comment, settled=False, version=version)


def comment_on_factors(
    *,
    actor: Actor,
    assessment: Assessment,
    said: Mapping[str, str],
    besides: Collection[uuid.UUID | None] = (),
) -> None:
    """Open a thread on each of some factors, by their codes; empty texts say nothing.

    Who rated them is told once, but for those who learn of it ``besides``.
    """
    texts = {code: text.strip() for code, text in said.items() if text.strip()}
    if not texts:
        return
    rows = FactorRating.objects.visible_to(actor).filter(assessment=assessment)
    ratings = {rating.factor.code: rating for rating in rows.select_related("factor")}
    if strangers := sorted(set(texts) - set(ratings)):
        words = _("These are no factors of the assessment: %(codes)s.")
        raise ValidationError({"factor_comments": words % {"codes": ", ".join(strangers)}})
    with writing(actor, event=COMMENTED):
        made = [_say(actor, ratings[code], text, None) for code, text in texts.items()]
        tell_of_comments(actor=actor, assessment=assessment, said=made, besides=besides)


def settle_or_say(*, actor: Actor, assessment: Assessment, left_open: str) -> None:
    """Let an assessment be handed in with open threads only if somebody says why.

    What they say is the last word in each of these threads. Raises ``ValidationError`` otherwise.
    """
    found = open_comments(assessment, actor)
    if not found:
        return
    if not left_open.strip():
        raise ValidationError({"left_open": _say_open(found)})
    with writing(actor, event=COMMENTED):
        for comment in found:
            _say(actor, comment.rating, left_open, comment)


def _say(
    actor: Actor, rating: FactorRating, text: str, thread: FactorComment | None
) -> FactorComment:
    said = FactorComment(rating=rating, thread=thread, author_id=actor.user_id, text=text.strip())
    authorize(actor, "create", said)
    _refuse_late(actor, rating)
    if thread is not None:
        if thread.rating_id != rating.pk or thread.thread_id is not None:
            raise ValidationError({"thread": _("This is no thread on this factor.")})
        if locked(actor, thread).settled_at is not None:
            _set_settled(actor, thread, settled=False, version=None)
    return create_record(actor=actor, instance=said, event=COMMENTED)


def _set_settled(
    actor: Actor, comment: FactorComment, *, settled: bool, version: int | None
) -> FactorComment:
    def derive(current: FactorComment) -> dict[str, Any]:
        if (current.settled_at is not None) == settled:
            return {}
        return {
            "settled_at": timezone.now() if settled else None,
            "settled_by_id": actor.user_id if settled else None,
        }

    return update_record(
        actor=actor,
        instance=comment,
        changes={},
        version=version,
        verb="settle",
        event="factor.comment_settled" if settled else "factor.comment_reopened",
        derive=derive,
    )


def _refuse_late(actor: Actor, rating: FactorRating) -> None:
    """What is approved is not discussed any more; its row is locked until the word is said."""
    if locked(actor, rating.assessment).status not in TALKED_OF:
        raise ValidationError(_("This assessment is closed: nothing is said about it any more."))


def _say_open(found: list[FactorComment]) -> str:
    names = dict.fromkeys(each.rating.factor.label or each.rating.factor.code for each in found)
    listed = ", ".join(list(names)[:NAMED])
    return ngettext(
        "One comment is open (factors: %(names)s). Settle it, or say why it stays open.",
        "%(number)s comments are open (factors: %(names)s). Settle them, or say why they stay "
        "open.",
        len(found),
    ) % {"number": len(found), "names": listed}
