"""The writers of introductions: bring together, answer, withdraw, say what came of it."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.engagement.addressees import desks_of
from apps.engagement.introductions.models import (
    Answer,
    Introduction,
    IntroductionStatus,
    Result,
)
from apps.engagement.introductions.notices import (
    ACCEPTED,
    CONCLUDED,
    DECLINED,
    MADE,
    WITHDRAWN,
    tell_all,
)
from apps.engagement.introductions.selectors import gone_from
from apps.engagement.offers.models import Side, Support
from focalpoint.actors import Actor
from focalpoint.db.turns import await_turn
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition


def introduce(
    *, actor: Actor, offer: Support, need: Support, message: str, reason: str = ""
) -> Introduction:
    """Bring an offer and a need together, and tell both offices.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    made = Introduction(
        country=offer.country,
        needing=need.country,
        offer_id=offer.pk,
        need_id=need.pk,
        offer_title=offer.title,
        need_title=need.title,
        kind=need.kind,
        topic=need.topic,
        message=message.strip(),
        made_by_id=actor.user_id,
    )
    authorize(actor, "create", made)
    _refuse_misfits(offer, need)
    _refuse_gone(made)
    for state, readers in zip(
        (offer.country, need.country),
        desks_of([offer.country_id, need.country_id]).values(),
        strict=True,
    ):
        if not readers:
            raise ValidationError(
                _(
                    "Nobody of the focal point's office of %(state)s has access: nobody would"
                    " read it."
                )
                % {"state": state}
            )
    with writing(actor, reason=reason, event="introduction.made"):
        # Two coordinators who introduce the same two at once take turns.
        await_turn("introduction", need.pk)
        create_record(actor=actor, instance=made, event="introduction.made")
        tell_all(actor=actor, introduction=made, kind=MADE)
    return made


def answer_introduction(
    *,
    actor: Actor,
    introduction: Introduction,
    answer: str,
    note: str = "",
    version: int | None = None,
    reason: str = "",
) -> Introduction:
    """Say yes or no for one's own State; two yes make it accepted, one no ends it.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``, also where the offer or the need no longer stands.
    """
    if answer not in (Answer.YES, Answer.NO):
        raise ValidationError({"answer": _("Accept or decline.")})
    with writing(actor, reason=reason or note.strip(), event="introduction.answered"):
        current = locked(actor, introduction)
        authorize(actor, "answer", current)
        _refuse_stale(current, version, {"answer": answer})
        side = current.side_of(actor.leads)
        if side is None:
            raise PermissionDenied
        if current.status != IntroductionStatus.PROPOSED or current.answer_of(side):
            raise IllegalTransitionError(current, current.status, answer)
        name = "offering" if side == Side.OFFER else "needing"
        changes = {f"{name}_answer": answer, f"{name}_note": note.strip()}
        other = current.answer_of(Side.NEED if side == Side.OFFER else Side.OFFER)
        if answer == Answer.YES:
            _refuse_gone(current)
        if answer == Answer.YES and other != Answer.YES:
            answered = update_record(
                actor=actor,
                instance=current,
                changes=changes,
                version=None,
                verb="answer",
                event="introduction.answered",
            )
        else:
            accepted = answer == Answer.YES
            answered = transition(
                actor=actor,
                instance=current,
                to=IntroductionStatus.ACCEPTED if accepted else IntroductionStatus.DECLINED,
                verb="answer",
                changes=changes,
            )
        kind = ACCEPTED if answer == Answer.YES else DECLINED
        tell_all(actor=actor, introduction=answered, kind=kind)
    return answered


def withdraw_introduction(
    *,
    actor: Actor,
    introduction: Introduction,
    why: str,
    version: int | None = None,
    reason: str = "",
) -> Introduction:
    """Take an introduction back that has come to nothing yet.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``.
    """
    if not why.strip():
        raise ValidationError({"why": _("Say why it is withdrawn.")})
    with writing(actor, reason=reason or why.strip(), event="introduction.withdrawn"):
        withdrawn = transition(
            actor=actor,
            instance=introduction,
            to=IntroductionStatus.WITHDRAWN,
            verb="withdraw",
            version=version,
            changes={"ended_because": why.strip()},
        )
        tell_all(actor=actor, introduction=withdrawn, kind=WITHDRAWN)
    return withdrawn


def conclude_introduction(
    *,
    actor: Actor,
    introduction: Introduction,
    result: str,
    outcome_on: dt.date,
    outcome: str = "",
    version: int | None = None,
    reason: str = "",
) -> Introduction:
    """Record what came of an introduction that both accepted.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``.
    """
    if result not in Result.values:
        raise ValidationError({"result": _("Say what came of it.")})
    first, last = outcome_days(introduction)
    if outcome_on > last:
        raise ValidationError({"outcome_on": _("Choose a day that has passed.")})
    if outcome_on < first:
        raise ValidationError({"outcome_on": _("It cannot be achieved before it begins.")})
    with writing(actor, reason=reason, event="introduction.concluded"):
        concluded = transition(
            actor=actor,
            instance=introduction,
            to=IntroductionStatus.CONCLUDED,
            verb="conclude",
            version=version,
            changes={"result": result, "outcome": outcome.strip(), "outcome_on": outcome_on},
        )
        tell_all(actor=actor, introduction=concluded, kind=CONCLUDED)
    return concluded


def outcome_days(introduction: Introduction) -> tuple[dt.date, dt.date]:
    """The first and the last day on which something may have come of it."""
    states, now = (introduction.country, introduction.needing), timezone.now()
    made = min(state.local_date(introduction.created_at) for state in states)
    # A coordinator may sit in a time zone where it was the day before.
    return made - dt.timedelta(days=1), max(state.local_date(now) for state in states)


def _refuse_stale(current: Introduction, version: int | None, changes: dict[str, Any]) -> None:
    if version is not None and version != current.version:
        raise StaleVersionError(current, changes)


def _refuse_misfits(offer: Support, need: Support) -> None:
    if offer.side != Side.OFFER or need.side != Side.NEED:
        raise ValidationError(_("An introduction brings an offer and a need together."))
    if offer.country_id == need.country_id:
        raise ValidationError(_("Both are of the same State."))
    if offer.country.is_training != need.country.is_training:
        raise ValidationError(_("Training States and real ones are not introduced."))


def _refuse_gone(introduction: Introduction) -> None:
    offer_gone, need_gone = gone_from(introduction, timezone.now())
    if offer_gone:
        raise ValidationError(
            _("The offer no longer stands: it was closed, has expired or is not shared any more.")
        )
    if need_gone:
        raise ValidationError(
            _("The need no longer stands: it was closed, has expired or is not shared any more.")
        )
