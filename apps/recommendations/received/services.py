"""The writers of a State's work on recommendations: who leads, until when, what was done."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.engagement.approval.services import refuse_blinding
from apps.recommendations.received.telling import tell_of_lead
from apps.recommendations.received_models import (
    ReceivedRecommendation,
    RecommendationProgress,
    RecommendationWork,
)
from apps.recommendations.statuses import ProgressStatus
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.db.turns import await_turn
from focalpoint.errors import StaleVersionError
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.visibility import Visibility

EDITABLE = frozenset({"lead", "due_on", "note", "prevention", "prevention_why"})
# So many recommendations are assigned by one request.
MOST_AT_ONCE = 200


def work_on(
    *,
    actor: Actor,
    recommendation: ReceivedRecommendation,
    changes: Mapping[str, Any],
    version: int | None = None,
    writes_over: bool = False,
    reason: str = "",
) -> RecommendationWork:
    """Say who leads on a recommendation, until when, and what else there is to know of it.

    Whoever names no version saw no work on it: what somebody began meanwhile is not written over,
    unless ``writes_over`` says so. Whoever writes for an institution that leads on it from now on
    is told. Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    with writing(actor, reason=reason, event="recommendation.assigned"):
        rows = RecommendationWork.objects.visible_to(actor)
        led = rows.filter(recommendation=recommendation).values_list("lead", flat=True).first()
        work = _keep(
            actor=actor,
            recommendation=recommendation,
            changes=changes,
            version=version,
            writes_over=writes_over,
            reason=reason,
        )
        if work.lead is not None and work.lead_id != led:
            tell_of_lead(actor=actor, lead=work.lead, works=[work])
    return work


def _keep(
    *,
    actor: Actor,
    recommendation: ReceivedRecommendation,
    changes: Mapping[str, Any],
    version: int | None = None,
    writes_over: bool = False,
    reason: str = "",
) -> RecommendationWork:
    """Write what the State makes of a recommendation, and tell nobody."""
    unknown = sorted(set(changes) - EDITABLE)
    if unknown:
        raise ValidationError({name: _("This field cannot be changed here.") for name in unknown})
    with writing(actor, reason=reason, event="recommendation.assigned"):
        work = _begun(actor, recommendation)
        if work is None:
            fresh = _fresh(actor, recommendation)
            for name, value in {**changes, **_dated(fresh, changes)}.items():
                setattr(fresh, name, value)
            return create_record(actor=actor, instance=fresh, reason=reason)
        if version is None and not writes_over:
            raise StaleVersionError(work, dict(changes))
        return update_record(
            actor=actor,
            instance=work,
            changes=changes,
            version=version,
            reason=reason,
            derive=lambda current: _dated(current, changes),
        )


def _begun(actor: Actor, recommendation: ReceivedRecommendation) -> RecommendationWork | None:
    """The State's work on a recommendation; where there is none, nobody else begins it now."""
    rows: QuerySet[RecommendationWork] = RecommendationWork.objects.visible_to(actor)
    own = rows.filter(recommendation=recommendation)
    work = own.first()
    if work is None:
        await_turn("recommendations.work", of=recommendation.pk)
        # Somebody may have begun it meanwhile; ``first`` asks anew.
        work = own.first()
    return work


def _dated(work: RecommendationWork, changes: Mapping[str, Any]) -> dict[str, Any]:
    if "due_on" not in changes or changes["due_on"] == work.due_on:
        return {}
    return {"due_set_at": timezone.now()}


def _fresh(actor: Actor, recommendation: ReceivedRecommendation) -> RecommendationWork:
    office = actor.office_in(recommendation.country_id)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    return RecommendationWork(
        recommendation=recommendation,
        country_id=recommendation.country_id,
        office_id=office,
        visibility=Visibility.GOVERNMENT,
    )


def assign_recommendations(
    *,
    actor: Actor,
    recommendations: Sequence[ReceivedRecommendation],
    changes: Mapping[str, Any],
    reason: str = "",
) -> list[RecommendationWork]:
    """Assign several at once, all or none; who leads on more now is told once.

    Writes over what others have assigned. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    if len(recommendations) > MOST_AT_ONCE:
        most = {"most": MOST_AT_ONCE}
        raise ValidationError(_("Choose at most %(most)d recommendations.") % most)
    with writing(actor, reason=reason, event="recommendation.assigned"):
        rows = RecommendationWork.objects.visible_to(actor)
        before = rows.filter(recommendation__in=recommendations)
        led = dict(before.values_list("recommendation", "lead"))
        done = [
            _keep(
                actor=actor, recommendation=each, changes=changes, writes_over=True, reason=reason
            )
            # In one order, so that two who assign the same do not lock each other out.
            for each in sorted(recommendations, key=lambda each: each.pk)
        ]
        if lead := changes.get("lead"):
            given = [work for work in done if led.get(work.recommendation_id) != lead.pk]
            tell_of_lead(actor=actor, lead=lead, works=given)
    return done


def report_on(
    *,
    actor: Actor,
    recommendation: ReceivedRecommendation,
    status: str,
    text: str,
    effective_on: dt.date,
    visibility: str = Visibility.GOVERNMENT,
    approve: bool = False,
) -> RecommendationProgress:
    """Add a report on a recommendation, true from ``effective_on``; the last word of a day wins.

    The network reads it only once it is approved, and if ``visibility`` says so. Raises
    ``PermissionDenied`` or ``ValidationError``.
    """
    if effective_on > recommendation.country.local_date(timezone.now()):
        raise ValidationError(
            {"effective_on": _("Report what has happened: this date lies in the future.")}
        )
    with writing(actor, event="recommendation.reported"):
        work = _work_of(actor, recommendation)
        office = actor.office_in(work.country_id)
        if office is None:
            raise PermissionDenied(_("You hold no post in this State."))
        report = RecommendationProgress(
            recommendation=recommendation,
            country_id=work.country_id,
            office_id=office,
            status=status,
            text=text,
            effective_on=effective_on,
            visibility=visibility,
            reported_by_id=actor.user_id,
        )
        if approve:
            authorize(actor, "approve", report)
            report.approved_by_id = actor.user_id
            report.approved_at = timezone.now()
        create_record(actor=actor, instance=report, event="recommendation.reported")
        if report.visibility != Visibility.OFFICE:
            _tell_status(work)
    return report


def _tell_status(work: RecommendationWork) -> None:
    """The newest report says how far the work is; what one office keeps to itself says nothing."""
    # Whoever acts: it is said to the whole government.
    with acting(SYSTEM):
        rows: QuerySet[RecommendationProgress] = RecommendationProgress.objects.visible_to(SYSTEM)
        told = rows.filter(recommendation=work.recommendation_id, country=work.country_id)
        newest = told.exclude(visibility=Visibility.OFFICE).order_by("-effective_on", "-id").first()
    status = newest.status if newest else ProgressStatus.NOT_STARTED
    day = newest.effective_on if newest else None
    if (work.status, work.status_on) != (status, day):
        work.status, work.status_on = status, day
        work.save(update_fields=["status", "status_on", "updated_at"])


def _work_of(actor: Actor, recommendation: ReceivedRecommendation) -> RecommendationWork:
    """The State's work on a recommendation, begun where nobody has begun it."""
    work = _begun(actor, recommendation)
    if work is None:
        return create_record(actor=actor, instance=_fresh(actor, recommendation))
    return locked(actor, work)


def approve_report(
    *,
    actor: Actor,
    report: RecommendationProgress,
    visibility: str | None = None,
    version: int | None = None,
) -> RecommendationProgress:
    """Approve a report, and decide with it who reads it.

    To approve what is approved already changes no more than who reads it. Raises
    ``StaleVersionError`` where somebody decided meanwhile, ``PermissionDenied`` or
    ``ValidationError``.
    """
    with writing(actor):
        current = locked(actor, report)
        authorize(actor, "approve", current)
        level = visibility or current.visibility
        refuse_blinding(actor, level, current.office_id)
        changes: dict[str, Any] = {"visibility": level}
        is_new = current.approved_at is None
        if is_new:
            changes |= {"approved_by_id": actor.user_id, "approved_at": timezone.now()}
        approved = update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            verb="approve",
            event="recommendation.approved" if is_new else "recommendation.shared",
        )
        _retell_status(actor, current, approved)
    return approved


def share_report(
    *,
    actor: Actor,
    report: RecommendationProgress,
    visibility: str,
    version: int | None = None,
) -> RecommendationProgress:
    """Open a report to more readers, or close it again."""
    with writing(actor, event="recommendation.shared"):
        current = locked(actor, report)
        authorize(actor, "share", current)
        refuse_blinding(actor, visibility, current.office_id)
        shared = update_record(
            actor=actor,
            instance=current,
            changes={"visibility": visibility},
            version=version,
            verb="share",
        )
        _retell_status(actor, current, shared)
    return shared


def _retell_status(
    actor: Actor, before: RecommendationProgress, after: RecommendationProgress
) -> None:
    """A report that is opened says how far the work is; one that is closed says it no more."""
    if (before.visibility == Visibility.OFFICE) != (after.visibility == Visibility.OFFICE):
        _tell_status(_work_of(actor, after.recommendation))
