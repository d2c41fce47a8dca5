"""The writers of re-ratings. One is never edited: a later one follows, or it is withdrawn."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.assessments.events.selectors import hold_events
from apps.assessments.rerating.notices import tell_of_rerating, tell_of_withdrawal
from apps.assessments.rerating.selectors import bases, basis_on, events_by_id
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.selectors import snapshots
from apps.catalogue.models import Item
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.refusals import refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.sharing import is_raised
from focalpoint.visibility import NETWORK_LEVELS

RERATING_FIELDS = frozenset(
    {"effective_on", "level", "trend", "confidence", "reason", "prompted_by", "visibility"}
)


def rerate_factor(
    *, actor: Actor, country: Country, factor: Item, fields: Mapping[str, Any]
) -> FactorRerating:
    """Judge a factor anew from a day on, after an approved assessment and before the next one.

    ``fields``: those of ``RERATING_FIELDS``; day, level and reason must be given, ``prompted_by``
    are ids of events. It stays in the State: ``share_rerating`` takes it further. Raises
    ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(fields, RERATING_FIELDS)
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    given = {**fields, "reason": str(fields.get("reason", "")).strip()}
    rerating = FactorRerating(
        country=country, office_id=office, factor=factor, rated_by_id=actor.user_id, **given
    )
    authorize(actor, "create", rerating)
    if rerating.visibility in NETWORK_LEVELS:
        words = _("It stays in the State until the focal point or a deputy shares it.")
        raise ValidationError({"visibility": words})
    with writing(actor, event="factor.rerated"):
        _check_events(actor, rerating)
        _check_day(actor, rerating)
        create_record(actor=actor, instance=rerating, event="factor.rerated")
        tell_of_rerating(actor=actor, rerating=rerating)
    return rerating


def withdraw_rerating(
    *, actor: Actor, rerating: FactorRerating, reason: str, version: int | None = None
) -> FactorRerating:
    """Take back a re-rating that was a mistake; it stays to be seen, and counts for nothing.

    Raises ``PermissionDenied``, ``StaleVersionError``, or ``ValidationError`` without a reason and
    where it was withdrawn before.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is withdrawn.")})
    with writing(actor, reason=reason, event="rerating.withdrawn"):
        current = locked(actor, rerating)
        authorize(actor, "withdraw", current)
        if current.is_withdrawn:
            raise ValidationError(_("It was withdrawn before."))
        withdrawn = update_record(
            actor=actor,
            instance=current,
            changes={
                "withdrawn_at": timezone.now(),
                "withdrawn_by_id": actor.user_id,
                "withdrawal_reason": reason.strip(),
            },
            version=version,
            verb="withdraw",
            event="rerating.withdrawn",
        )
        tell_of_withdrawal(actor=actor, rerating=withdrawn)
    return withdrawn


def share_rerating(
    *,
    actor: Actor,
    rerating: FactorRerating,
    visibility: str,
    version: int | None = None,
    reason: str = "",
) -> FactorRerating:
    """Let more people read a re-rating with its reason, or fewer.

    Raises ``PermissionDenied``, ``StaleVersionError``, or ``ValidationError`` for one that was
    withdrawn and would be read by more.
    """
    with writing(actor, reason=reason, event="rerating.shared"):
        current = locked(actor, rerating)
        authorize(actor, "share", current)
        changes: dict[str, Any] = {"visibility": visibility}
        if current.is_withdrawn and is_raised(current.visibility, visibility):
            raise ValidationError({"visibility": _("It was withdrawn, and is not shared.")})
        if visibility in NETWORK_LEVELS and current.shared_at is None:
            changes |= {"shared_at": timezone.now(), "shared_by_id": actor.user_id}
        return update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            verb="share",
            event="rerating.shared",
        )


def _check_events(actor: Actor, rerating: FactorRerating) -> None:
    """Keep each event once; refuse what the actor does not see, or what is another State's."""
    hold_events(rerating.prompted_by)
    seen = events_by_id(list(rerating.prompted_by), actor)
    if any(pk not in seen for pk in rerating.prompted_by):
        raise ValidationError({"prompted_by": _("There is no such event.")})
    if any(event.is_withdrawn for event in seen.values()):
        raise ValidationError({"prompted_by": _("This event was withdrawn.")})
    if any(event.country_id != rerating.country_id for event in seen.values()):
        raise ValidationError({"prompted_by": _("It is an event of another State.")})
    rerating.prompted_by = sorted(set(rerating.prompted_by))


def _check_day(actor: Actor, rerating: FactorRerating) -> None:
    """After the approval of the assessment that it departs from, and not in the future."""
    country = rerating.country
    # As it was given: nothing, perhaps.
    day: dt.date | None = rerating.effective_on
    today = country.local_date(timezone.now())
    found = bases(country, actor)
    last = basis_on(found, today)
    if last is None:
        raise ValidationError(_("Nothing is approved yet: rate the factor in the assessment."))
    factors = snapshots(actor).get(pk=last.snapshot_id).content["factors"]
    if rerating.factor.code not in {each["code"] for each in factors}:
        raise ValidationError({"factor": _("The approved assessment does not have this factor.")})
    # What is missing is said with the other fields.
    if day is None:
        return
    if day > today:
        raise ValidationError({"effective_on": _("This day lies in the future.")})
    if day < last.since_on:
        words = _("The assessment in force was approved on %(day)s: it holds until then.")
        raise ValidationError({"effective_on": words % {"day": date_format(last.since_on)}})
