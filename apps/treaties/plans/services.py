"""The writers of plans: begun with all their stages, changed, given up and resumed."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.countries.models import Country, Institution
from apps.treaties.models import Treaty
from apps.treaties.plans.choices import PlanStatus
from apps.treaties.plans.models import PlanStage, RatificationPlan, StageDependency
from apps.treaties.plans.notices import tell_of_turns
from apps.treaties.selectors import treaty_statuses
from apps.treaties.status import Standing
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, update_record, writing
from focalpoint.sharing import sharing_problem
from focalpoint.transitions import transition
from focalpoint.visibility import Visibility

# What people change; the status has doors of its own.
EDITABLE = frozenset({"aim", "target_on", "note", "visibility", "office"})
# More than that is no plan but a programme.
MOST_STAGES = 40


@dataclass(frozen=True)
class NewStage:
    """A stage of a plan that is begun; ``after`` are the places (from 0) of what it waits for."""

    kind: str
    title: str
    institution: Institution | None = None
    due_on: dt.date | None = None
    after: tuple[int, ...] = ()


def start_plan(
    *,
    actor: Actor,
    country: Country,
    treaty: Treaty,
    aim: str,
    stages: Sequence[NewStage],
    started_on: dt.date | None = None,
    target_on: dt.date | None = None,
    office: Institution | None = None,
    visibility: str = Visibility.GOVERNMENT,
    note: str = "",
    reason: str = "",
) -> RatificationPlan:
    """Begin a plan with all its stages, or nothing.

    ``office`` owns it, by default the actor's own; a stage of nobody's is in its hands. Without
    ``started_on`` it begins today in the capital. Raises ``PermissionDenied`` or
    ``ValidationError`` (the State is a party already, or a plan is under way).
    """
    owner = office.pk if office else actor.office_in(country.pk)
    if owner is None:
        raise PermissionDenied(_("You hold no post in this State."))
    plan = RatificationPlan(
        country=country,
        office_id=owner,
        treaty=treaty,
        aim=aim,
        started_on=started_on or country.local_date(timezone.now()),
        target_on=target_on,
        visibility=visibility,
        note=note.strip(),
    )
    authorize(actor, "create", plan)
    if not 1 <= len(stages) <= MOST_STAGES:
        words = _("A plan has between one and %(number)d stages.") % {"number": MOST_STAGES}
        raise ValidationError(words)
    with _one_open_plan(), writing(actor, reason=reason, event="plan.started"):
        _refuse_foreign_level(actor, plan)
        _refuse_sharing(actor, plan)
        _refuse_what_is_done(plan)
        create_record(actor=actor, instance=plan)
        made = [_make(actor, plan, place, new) for place, new in enumerate(stages)]
        for stage, new in zip(made, stages, strict=True):
            for place in new.after:
                tie = StageDependency(stage=stage, blocked_by=made[place])
                create_record(actor=actor, instance=tie)
        tell_of_turns(actor=actor, plan=plan)
    return plan


def _make(actor: Actor, plan: RatificationPlan, place: int, new: NewStage) -> PlanStage:
    narrow = plan.visibility == Visibility.OFFICE
    stage = PlanStage(
        plan=plan,
        country=plan.country,
        office_id=plan.office_id,
        visibility=plan.visibility,
        position=place + 1,
        kind=new.kind,
        title=new.title,
        institution_id=plan.office_id if narrow or new.institution is None else new.institution.pk,
        due_on=new.due_on,
        due_set_at=timezone.now() if new.due_on else None,
    )
    return create_record(actor=actor, instance=stage)


def update_plan(
    *,
    actor: Actor,
    plan: RatificationPlan,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> RatificationPlan:
    """Change some of the ``EDITABLE`` fields; its stages follow in who sees them.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, EDITABLE)

    def derive(current: RatificationPlan) -> dict[str, Any]:
        proposed = RatificationPlan(country=current.country, office_id=current.office_id)
        proposed.visibility = changes.get("visibility", current.visibility)
        if "office" in changes:
            proposed.office = changes["office"]
        if (proposed.visibility, proposed.office_id) != (current.visibility, current.office_id):
            _refuse_foreign_level(actor, proposed)
        _refuse_sharing(actor, proposed, before=current)
        return {}

    with writing(actor, reason=reason, event="plan.changed"):
        changed = update_record(
            actor=actor,
            instance=plan,
            changes=changes,
            version=version,
            event="plan.changed",
            derive=derive,
        )
        _show_stages_to_the_same(changed)
    return changed


def _show_stages_to_the_same(plan: RatificationPlan) -> None:
    """The stages are read by those who read the plan."""
    rows = PlanStage.objects.filter(plan=plan)
    level = {"visibility": plan.visibility, "office_id": plan.office_id}
    stale = rows.exclude(**level)
    if plan.visibility == Visibility.OFFICE and (
        rows.exclude(institution_id=plan.office_id).exists()
    ):
        raise ValidationError(
            {
                "visibility": _(
                    "Stages are in the hands of other institutions, which could not see the plan"
                    " any more. Give these stages to your own first."
                )
            }
        )
    stale.update(**level)


def drop_plan(
    *, actor: Actor, plan: RatificationPlan, reason: str, version: int | None = None
) -> RatificationPlan:
    """Give a plan up: nothing of it is due any more. The history keeps the reason.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or, without a
    reason, ``ValidationError``.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the plan is given up.")})
    return transition(
        actor=actor, instance=plan, to=PlanStatus.DROPPED, version=version, reason=reason
    )


def resume_plan(
    *, actor: Actor, plan: RatificationPlan, reason: str = "", version: int | None = None
) -> RatificationPlan:
    """Take up a plan that was given up, unless another one is under way meanwhile."""
    if plan.status == PlanStatus.DEPOSITED:
        raise ValidationError(_("Take the report of the deposit back: the plan is open again."))
    with _one_open_plan():
        return transition(
            actor=actor, instance=plan, to=PlanStatus.OPEN, version=version, reason=reason
        )


@contextmanager
def _one_open_plan() -> Iterator[None]:
    """The database's refusal, also for what the actor cannot see, as an error of the form."""
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name != "one_open_plan_per_treaty":
            raise
        words = _("A plan for this instrument is under way already.")
        raise ValidationError(words) from error


def _refuse_what_is_done(plan: RatificationPlan) -> None:
    """A party does not join again, and some instruments are open to some States only."""
    table = treaty_statuses(
        as_of=plan.country.local_date(timezone.now()),
        treaties=[plan.treaty],
        countries=[plan.country],
    )
    status = table.of(plan.treaty, plan.country)
    if status.is_party and not status.is_leaving:
        raise ValidationError(_("The State is a party to this instrument already."))
    if status.standing == Standing.NOT_OPEN:
        raise ValidationError(_("This instrument is not open to the State."))


def _refuse_foreign_level(actor: Actor, plan: RatificationPlan) -> None:
    """Whoever narrows a plan to an office belongs to it."""
    narrow = plan.visibility == Visibility.OFFICE and not actor.is_system
    if narrow and plan.office_id not in actor.offices:
        raise ValidationError(
            {"visibility": _("You do not belong to this office: you could not see it.")}
        )


def _refuse_sharing(
    actor: Actor, plan: RatificationPlan, *, before: RatificationPlan | None = None
) -> None:
    problem = sharing_problem(
        actor, plan, before=before.visibility if before else None, after=plan.visibility
    )
    if problem:
        raise ValidationError({"visibility": problem})


def refuse_unknown(given: Mapping[str, Any], known: frozenset[str]) -> None:
    """Raise ``ValidationError`` for fields that are not changed here."""
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValidationError({name: _("This field cannot be changed here.") for name in unknown})
