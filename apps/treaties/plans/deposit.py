"""The end of a plan: the State reports that it has deposited its instrument, or takes that back.

The report is a treaty action of its own, marked as reported by the State. It decides no status and
stands in no count; what the lists of the depositary say later confirms it.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Confidence
from apps.treaties.choices import ActionKind
from apps.treaties.models import TreatyAction
from apps.treaties.plans.choices import PlanStatus, StageKind, StageStatus
from apps.treaties.plans.models import PlanStage, RatificationPlan
from focalpoint.actors import Actor
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import locked, writing
from focalpoint.transitions import transition

# Stored with the action, as the names of other sources are: in one language.
SOURCE = "Reported by the State"
# By what acts a State joins that plans to; a succession or a definitive signature has no plan.
BY = (
    ActionKind.RATIFICATION,
    ActionKind.ACCESSION,
    ActionKind.ACCEPTANCE,
    ActionKind.APPROVAL,
)


def report_deposit(
    *,
    actor: Actor,
    plan: RatificationPlan,
    kind: str,
    deposited_on: dt.date,
    note: str = "",
    version: int | None = None,
    reason: str = "",
) -> RatificationPlan:
    """Close a plan: the instrument was deposited on a day.

    The stages of deposit are done on that day; what else was open stays to be read as it was. For
    the focal point and the deputy, since the network reads the report. Raises
    ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    today = plan.country.local_date(timezone.now())
    if kind not in BY:
        raise ValidationError({"kind": _("By such an act no plan ends.")})
    if deposited_on > today:
        raise ValidationError({"deposited_on": _("This day is still to come.")})
    if plan.treaty.adopted_on and deposited_on < plan.treaty.adopted_on:
        words = _("The instrument was not adopted by then.")
        raise ValidationError({"deposited_on": words})
    with writing(actor, reason=reason, event="plan.deposited"):
        current = locked(actor, plan)
        authorize(actor, "report", current)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {"status": PlanStatus.DEPOSITED})
        if current.status != PlanStatus.OPEN:
            raise IllegalTransitionError(current, current.status, PlanStatus.DEPOSITED)
        action = TreatyAction(
            treaty=current.treaty,
            country=current.country,
            kind=kind,
            date=deposited_on,
            source=SOURCE,
            source_as_of=today,
            confidence=Confidence.LOW,
            note=note.strip(),
            is_reported=True,
            # A report that was taken back is followed by the next one.
            replaces=_last_retraction(current),
        )
        action.full_clean()
        action.save(force_insert=True)
        deposits = PlanStage.objects.filter(plan=current, kind=StageKind.DEPOSIT, finished_on=None)
        deposits.update(status=StageStatus.DONE, finished_on=deposited_on)
        return transition(
            actor=actor,
            instance=current,
            to=PlanStatus.DEPOSITED,
            verb="report",
            changes={"reported": action},
        )


def retract_deposit(
    *, actor: Actor, plan: RatificationPlan, reason: str, version: int | None = None
) -> RatificationPlan:
    """Take the report of a deposit back, and open the plan again.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or, without a
    reason, ``ValidationError``.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the report is taken back.")})
    with writing(actor, reason=reason, event="plan.deposit_retracted"):
        current = locked(actor, plan)
        authorize(actor, "report", current)
        reported = current.reported
        if current.status != PlanStatus.DEPOSITED or reported is None:
            raise IllegalTransitionError(current, current.status, PlanStatus.OPEN)
        if version is not None and version != current.version:
            raise StaleVersionError(current, {"status": PlanStatus.OPEN})
        retraction = TreatyAction(
            treaty=reported.treaty,
            country=reported.country,
            kind=reported.kind,
            date=reported.date,
            source=SOURCE,
            source_as_of=current.country.local_date(timezone.now()),
            confidence=Confidence.LOW,
            note=reason.strip(),
            is_reported=True,
            is_retraction=True,
            replaces=reported,
        )
        retraction.full_clean()
        retraction.save(force_insert=True)
        PlanStage.objects.filter(
            plan=current, kind=StageKind.DEPOSIT, status=StageStatus.DONE
        ).update(status=StageStatus.IN_PROGRESS, finished_on=None)
        return transition(
            actor=actor,
            instance=current,
            to=PlanStatus.OPEN,
            verb="report",
            changes={"reported": None},
        )


def _last_retraction(plan: RatificationPlan) -> TreatyAction | None:
    """What the next report of the State on the instrument follows, if one was taken back."""
    return TreatyAction.objects.filter(
        treaty=plan.treaty_id,
        country=plan.country_id,
        is_reported=True,
        is_retraction=True,
        replaced_by=None,
    ).first()
