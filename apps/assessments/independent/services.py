"""The writers of the asking office: to whom a request goes, until when, and what becomes of it."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.independent.notices import (
    ASKED,
    GIVEN_BACK,
    MOVED,
    REMINDED,
    WITHDRAWN,
    tell_asked,
)
from apps.assessments.independent_models import RatingReply, RatingRequest
from apps.assessments.models import Assessment, Status
from apps.assessments.selectors import risk_factors
from apps.countries.models import Institution
from focalpoint.actors import SYSTEM, Actor
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing


def ask_institutions(
    *,
    actor: Actor,
    assessment: Assessment,
    institutions: Sequence[Institution],
    factors: Collection[str],
    due_on: dt.date,
    question: str = "",
    reason: str = "",
) -> list[RatingRequest]:
    """Ask institutions to rate factors of a draft, each for itself, and tell their people.

    All or none are asked. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    if not institutions:
        raise ValidationError({"institutions": _("Choose at least one institution.")})
    with writing(actor, reason=reason, event="rating.asked"):
        current = locked(actor, assessment)
        codes = _factors(current, factors)
        made = [
            RatingRequest(
                country_id=current.country_id,
                office_id=current.office_id,
                assessment=current,
                institution=each,
                reference=current.reference,
                title=current.title,
                period_start=current.period_start,
                period_end=current.period_end,
                framework_id=current.framework_id,
                factors=codes,
                question=question.strip(),
                due_on=due_on,
                due_set_at=timezone.now(),
                asked_by_id=actor.user_id,
            )
            for each in institutions
        ]
        for request in made:
            authorize(actor, "create", request)
        _refuse_late(current)
        _refuse_past(current, due_on)
        for request in made:
            if request.institution_id == request.office_id:
                raise ValidationError(
                    {"institutions": _("Your own office agrees on the levels; ask others.")}
                )
            create_record(actor=actor, instance=request, event="rating.asked")
            tell_asked(actor=actor, request=request, kind=ASKED, occasion=request.pk)
    return made


def move_request(
    *,
    actor: Actor,
    request: RatingRequest,
    due_on: dt.date,
    version: int | None = None,
    reason: str = "",
) -> RatingRequest:
    """Set another day, and tell those who were asked.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, reason=reason, event="rating.moved"):
        current = _open(actor, request)
        _refuse_past(current, due_on)
        if current.due_on == due_on:
            return current
        moved = update_record(
            actor=actor,
            instance=current,
            changes={"due_on": due_on, "due_set_at": timezone.now()},
            version=version,
            event="rating.moved",
        )
        tell_asked(actor=actor, request=moved, kind=MOVED)
    return moved


def remind_institution(
    *, actor: Actor, request: RatingRequest, version: int | None = None
) -> RatingRequest:
    """Tell the asked institution once more; once a day, however often it is pressed.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, event="rating.reminded"):
        current = _open(actor, request)
        day = current.country.local_date(timezone.now())
        if current.reminded_at and current.country.local_date(current.reminded_at) == day:
            raise ValidationError(_("It was reminded today already."))
        reminded = update_record(
            actor=actor,
            instance=current,
            changes={"reminded_at": timezone.now()},
            version=version,
            event="rating.reminded",
        )
        occasion = uuid.uuid5(current.pk, f"reminded {day.isoformat()}")
        tell_asked(actor=actor, request=reminded, kind=REMINDED, occasion=occasion)
    return reminded


def withdraw_request(
    *, actor: Actor, request: RatingRequest, reason: str, version: int | None = None
) -> RatingRequest:
    """Ask no more; what the institution has written stays its own.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``, also once it is
    handed in.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is not needed any more.")})
    with writing(actor, reason=reason, event="rating.withdrawn"):
        current = _open(actor, request)
        withdrawn = update_record(
            actor=actor,
            instance=current,
            changes={"ended_at": timezone.now(), "end_reason": reason.strip()},
            version=version,
            event="rating.withdrawn",
        )
        tell_asked(actor=actor, request=withdrawn, kind=WITHDRAWN)
    return withdrawn


def give_back(
    *, actor: Actor, request: RatingRequest, reason: str, version: int | None = None
) -> RatingReply:
    """Give a rating that was handed in back to those who wrote it, saying what is missing.

    ``version`` is that of the request. Raises ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError``, also once the assessment is no draft any more.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be changed.")})
    with writing(actor, reason=reason, event="rating.given_back"):
        _refuse_late(locked(actor, request.assessment))
        current = locked(actor, request)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {})
        reply = RatingReply.objects.visible_to(actor).filter(request=current).first()
        if reply is None or reply.handed_in_at is None:
            raise ValidationError(_("Nothing has been handed in that could be given back."))
        returned: RatingReply = update_record(
            actor=actor,
            instance=reply,
            changes={
                "handed_in_at": None,
                "given_back_at": timezone.now(),
                "given_back_reason": reason.strip(),
            },
            version=None,
            verb="give_back",
            event="rating.given_back",
        )
        tell_asked(actor=actor, request=current, kind=GIVEN_BACK)
    return returned


def end_requests(assessment: Assessment) -> None:
    """Ask no more once an assessment is approved or laid aside; those asked need not act.

    In the system's name: whoever approves need not belong to the office that asked.
    """
    with writing(SYSTEM, event="rating.ended"):
        rows = RatingRequest.objects.visible_to(SYSTEM).filter(
            assessment=assessment, ended_at=None, reply__handed_in_at=None
        )
        for request in rows:
            update_record(
                actor=SYSTEM,
                instance=request,
                changes={"ended_at": timezone.now()},
                version=None,
                event="rating.ended",
            )


def _open(actor: Actor, request: RatingRequest) -> RatingRequest:
    """The request, locked, as long as the institution still rates."""
    current = locked(actor, request)
    authorize(actor, "change", current)
    if current.handed_in_at:
        raise ValidationError(_("It has been handed in already."))
    if current.ended_at:
        raise ValidationError(_("It is not asked for any more."))
    return current


def _factors(assessment: Assessment, codes: Collection[str]) -> list[str]:
    known = list(risk_factors(assessment.framework).values_list("code", flat=True))
    if strangers := set(codes) - set(known):
        words = _("These are no factors of the framework: %(codes)s.")
        raise ValidationError({"factors": words % {"codes": ", ".join(sorted(strangers))}})
    if not codes:
        raise ValidationError({"factors": _("Choose at least one factor.")})
    return [code for code in known if code in set(codes)]


def _refuse_late(assessment: Assessment) -> None:
    if assessment.status != Status.DRAFT:
        raise ValidationError(_("This assessment is no draft any more."))


def _refuse_past(record: Assessment | RatingRequest, due_on: dt.date) -> None:
    if due_on < record.country.local_date(timezone.now()):
        raise ValidationError({"due_on": _("The day cannot lie in the past.")})
