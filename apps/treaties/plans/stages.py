"""The writers of the stages of a plan."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Func, Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.accounts.models import Membership, User
from apps.countries.models import Institution
from apps.treaties.plans.choices import UNFINISHED, PlanStatus, StageKind
from apps.treaties.plans.models import PlanStage, RatificationPlan, StageDependency
from apps.treaties.plans.notices import current_of, tell_of_assignment, tell_of_turns
from apps.treaties.plans.services import MOST_STAGES, refuse_unknown
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.roles import GOVERNMENT_WRITERS
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition

# What whoever has the stage in hands changes, and what the focal point's office arranges.
WORKED_ON = frozenset({"due_on", "person", "note"})
ARRANGED = frozenset({"kind", "title", "institution"})


def add_stage(
    *,
    actor: Actor,
    plan: RatificationPlan,
    title: str,
    kind: str = StageKind.OTHER,
    institution: Institution | None = None,
    person: User | None = None,
    due_on: dt.date | None = None,
    note: str = "",
    blocked_by: Iterable[PlanStage] = (),
    before: PlanStage | None = None,
    reason: str = "",
) -> PlanStage:
    """Add a stage at the end of a plan, or ``before`` another one.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, reason=reason, event="plan.stage_added"):
        current = locked(actor, plan)
        _refuse_closed(current)
        stages = PlanStage.objects.filter(plan=current)
        number = stages.count()
        if number >= MOST_STAGES:
            words = _("A plan has at most %(number)d stages.") % {"number": MOST_STAGES}
            raise ValidationError(words)
        last = stages.aggregate(last=Max("position"))["last"] or 0
        stage = PlanStage(
            plan=current,
            country=current.country,
            office_id=current.office_id,
            visibility=current.visibility,
            position=last + 1,
            kind=kind,
            title=title.strip(),
            institution_id=institution.pk if institution else current.office_id,
            person=person,
            due_on=due_on,
            due_set_at=timezone.now() if due_on else None,
            note=note.strip(),
        )
        authorize(actor, "create", stage)
        if before is not None and before.plan_id == current.pk:
            stage.position = before.position
            stages.filter(position__gte=before.position).update(position=F("position") + 1)
        _check_person(stage)
        create_record(actor=actor, instance=stage, event="plan.stage_added")
        _set_blockers(actor, stage, list(blocked_by))
        tell_of_assignment(actor=actor, stage=stage)
    return stage


def update_stage(
    *,
    actor: Actor,
    stage: PlanStage,
    changes: Mapping[str, Any],
    version: int | None,
    blocked_by: Collection[PlanStage] | None = None,
    reason: str = "",
) -> PlanStage:
    """Change a stage, and with ``blocked_by`` all that it waits for.

    A date that has passed is moved for a reason only. Raises ``StaleVersionError``,
    ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(changes, WORKED_ON | ARRANGED)

    def derive(current: PlanStage) -> dict[str, Any]:
        return _consequences(actor, current, changes, reason)

    with writing(actor, reason=reason, event="plan.stage_changed"):
        current = locked(actor, stage)
        before = current.person_id
        _refuse_closed(current.plan)
        if _touches(current, changes, ARRANGED) or _ties_differ(current, blocked_by):
            authorize(actor, "arrange", current)
        changed = update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            event="plan.stage_changed",
            derive=derive,
        )
        if blocked_by is not None:
            _set_blockers(actor, changed, blocked_by)
            changed.refresh_from_db(fields=["version", "updated_at", "blockers_set_at"])
        tell_of_assignment(actor=actor, stage=changed, before=before)
    return changed


def _consequences(
    actor: Actor, current: PlanStage, changes: Mapping[str, Any], reason: str
) -> dict[str, Any]:
    proposed = PlanStage(
        country=current.country,
        office_id=current.office_id,
        institution_id=current.institution_id,
        person_id=current.person_id,
        visibility=current.visibility,
    )
    for name in ("institution", "person"):
        if name in changes:
            setattr(proposed, name, changes[name])
    further: dict[str, Any] = {}
    if (proposed.institution_id, proposed.person_id) != (
        current.institution_id,
        current.person_id,
    ):
        if "person" not in changes and proposed.institution_id != current.institution_id:
            # Another institution decides anew who does it.
            further["person"] = proposed.person = None
        _check_person(proposed)
    if "due_on" in changes and changes["due_on"] != current.due_on:
        _refuse_silent_delay(current, reason)
        further["due_set_at"] = timezone.now() if changes["due_on"] else None
    return further


def _refuse_silent_delay(current: PlanStage, reason: str) -> None:
    today = current.country.local_date(timezone.now())
    if current.due_on is None or current.due_on >= today or reason.strip():
        return
    words = _("It was due on %(date)s. Say why the date is moved.")
    raise ValidationError({"reason": words % {"date": date_format(current.due_on, "DATE_FORMAT")}})


def change_stage_status(
    *,
    actor: Actor,
    stage: PlanStage,
    to: str,
    version: int | None = None,
    finished_on: dt.date | None = None,
    reason: str = "",
) -> PlanStage:
    """Move a stage on; done is done on ``finished_on``, by default today in the capital.

    Raises ``IllegalTransitionError``, ``StaleVersionError``, ``PermissionDenied`` or
    ``ValidationError`` (a closed plan, a day to come).
    """
    today = stage.country.local_date(timezone.now())
    if finished_on and finished_on > today:
        raise ValidationError({"finished_on": _("This day is still to come.")})
    with writing(actor, reason=reason):
        plan = locked(actor, stage).plan
        _refuse_closed(plan)
        day = None if to in UNFINISHED else finished_on or today
        before = current_of(plan, actor)
        moved = transition(
            actor=actor,
            instance=stage,
            to=to,
            version=version,
            reason=reason,
            derive=lambda current: {"finished_on": day},
        )
        if day is not None:
            tell_of_turns(actor=actor, plan=plan, before=before)
    return moved


def _touches(current: PlanStage, changes: Mapping[str, Any], names: frozenset[str]) -> bool:
    return any(name in changes and changes[name] != getattr(current, name) for name in names)


def _ties(stage: PlanStage) -> QuerySet[StageDependency]:
    rows: QuerySet[StageDependency] = StageDependency.objects.filter(stage=stage)
    return rows


def _ties_differ(stage: PlanStage, wanted: Collection[PlanStage] | None) -> bool:
    if wanted is None:
        return False
    return set(_ties(stage).values_list("blocked_by_id", flat=True)) != {s.pk for s in wanted}


def _set_blockers(actor: Actor, stage: PlanStage, wanted: Collection[PlanStage]) -> None:
    """Let a stage wait for exactly these; its version is raised where that changes anything."""
    ids = {blocker.pk for blocker in wanted}
    kept = set(_ties(stage).values_list("blocked_by_id", flat=True))
    if ids == kept:
        return
    if any(blocker.plan_id != stage.plan_id for blocker in wanted):
        raise ValidationError({"blocked_by": _("A stage waits for stages of its own plan only.")})
    _refuse_circle(stage, ids)
    _ties(stage).filter(blocked_by__in=kept - ids).delete()
    for pk in sorted(ids - kept):
        create_record(actor=actor, instance=StageDependency(stage=stage, blocked_by_id=pk))
    # The database's clock, as in the history of the dependencies.
    now = Func(function="clock_timestamp", output_field=DateTimeField())
    PlanStage.objects.filter(pk=stage.pk).update(blockers_set_at=now)


def _refuse_circle(stage: PlanStage, blockers: set[UUID]) -> None:
    ties = StageDependency.objects.filter(stage__plan=stage.plan_id).exclude(stage=stage)
    waits: dict[UUID, set[UUID]] = {}
    for waiting, blocker in ties.values_list("stage_id", "blocked_by_id"):
        waits.setdefault(waiting, set()).add(blocker)
    reached, edge = set(blockers), set(blockers)
    while edge:
        edge = set().union(*(waits.get(pk, set()) for pk in edge)) - reached
        reached |= edge
    if stage.pk in reached:
        raise ValidationError({"blocked_by": _("These stages would wait for each other.")})


def _refuse_closed(plan: RatificationPlan) -> None:
    if plan.status != PlanStatus.OPEN:
        raise ValidationError(_("The plan is closed: its stages stand as they are."))


def _check_person(stage: PlanStage) -> None:
    """Whoever is to do it works for the institution that has it in hands."""
    if stage.person is None:
        return
    posts = Membership.objects.filter(
        user=stage.person,
        country=stage.country,
        institution=stage.institution_id,
        role__in=GOVERNMENT_WRITERS,
    )
    if not posts.in_force().exists():
        words = _("%(person)s does not work for %(institution)s.")
        raise ValidationError(
            {"person": words % {"person": stage.person, "institution": stage.institution}}
        )
