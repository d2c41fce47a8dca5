"""Writers of assessments, their ratings and snapshots: one for each verb."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.assessments.comments.services import comment_on_factors, settle_or_say
from apps.assessments.contents import content_now
from apps.assessments.cycle.notices import concerned, tell_of_approval, tell_of_return
from apps.assessments.cycle.services import keep_calendar
from apps.assessments.findings.selectors import ground_of, tallies_of
from apps.assessments.independent.selectors import (
    all_opinions_on,
    hears,
    opinions_about,
    question_of,
    unanswered,
)
from apps.assessments.independent.services import end_requests
from apps.assessments.independent.words import say_return, say_unanswered
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating, Status
from apps.assessments.selectors import (
    has_reader_who_approves,
    ratings_of,
    risk_factors,
    risk_framework,
)
from apps.assessments.snapshots import checksum
from apps.catalogue.models import Framework
from apps.countries.models import Country
from apps.countries.references import next_reference
from focalpoint.actors import Actor
from focalpoint.errors import IllegalTransitionError, StaleVersionError
from focalpoint.policies import authorize
from focalpoint.refusals import constraint_of, refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.transitions import transition
from focalpoint.visibility import NETWORK_LEVELS, Visibility

SERIES = "RA"
# What may be set by hand, while a draft and for ever after.
DRAFT_FIELDS = frozenset(
    {
        "title",
        "period_start",
        "period_end",
        "method",
        "context",
        "contributors",
        "lead_institution",
        "visibility",
        "next_review_on",
    }
)
LASTING_FIELDS = frozenset({"visibility", "next_review_on"})
RATING_FIELDS = frozenset({"level", "trend", "confidence", "narrative", "divergence_reason"})


def create_assessment(
    *,
    actor: Actor,
    country: Country,
    fields: Mapping[str, Any],
    begun_from: Assessment | None = None,
    correction_reason: str = "",
) -> Assessment:
    """Start a draft for ``country`` with every factor of the framework unrated.

    ``fields``: those of ``DRAFT_FIELDS``, and optionally ``office`` (by default the actor's own).
    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    refuse_unknown(fields, DRAFT_FIELDS | {"office"})
    assessment = Assessment(
        country=country, begun_from=begun_from, correction_reason=correction_reason, **fields
    )
    assessment.office_id = assessment.office_id or _own_office(actor, country)
    authorize(actor, "create", assessment)
    _refuse_sharing_a_draft(assessment.visibility)
    today = country.local_date(timezone.now())
    if assessment.next_review_on:
        _refuse_past_review(assessment.next_review_on, today)
        assessment.next_review_set_at = timezone.now()
    with writing(actor, event="assessment.created"):
        assessment.framework = _framework()
        assessment.reference = next_reference(country, year=today.year, series=SERIES)
        create_record(actor=actor, instance=assessment)
        factors = risk_factors(assessment.framework)
        FactorRating.objects.bulk_create(
            [FactorRating(assessment=assessment, factor=factor) for factor in factors]
        )
    return assessment


def update_assessment(
    *,
    actor: Actor,
    assessment: Assessment,
    changes: Mapping[str, Any],
    version: int | None,
    reason: str = "",
) -> Assessment:
    """Change a draft; of an approved assessment only the next review and who works on it.

    Raises ``ValidationError`` where the status does not allow it, ``StaleVersionError``,
    ``PermissionDenied``.
    """
    refuse_unknown(changes, DRAFT_FIELDS)
    _refuse_sharing_a_draft(changes.get("visibility", ""))
    with writing(actor, reason=reason):
        current = locked(actor, assessment)
        changed = {k: v for k, v in changes.items() if getattr(current, k) != v}
        if changed.keys() - LASTING_FIELDS and current.status != Status.DRAFT:
            raise ValidationError(
                _("This assessment is no draft any more. Its text cannot be changed.")
            )
        if "next_review_on" in changed:
            review_on = changed["next_review_on"]
            _refuse_past_review(review_on, current.country.local_date(timezone.now()))
            changed["next_review_set_at"] = timezone.now() if review_on else None
        return update_record(actor=actor, instance=current, changes=changed, version=version)


def rate_factor(
    *, actor: Actor, rating: FactorRating, changes: Mapping[str, Any], version: int | None
) -> FactorRating:
    """Save a person's judgement of one factor.

    A level that speaks against what was found, or that no institution asked for its own rating
    gives, needs a ``divergence_reason``. Raises
    ``StaleVersionError`` where somebody else saved it first, and ``ValidationError`` without that
    reason, or where the assessment is no draft any more.
    """
    refuse_unknown(changes, RATING_FIELDS)

    def derive(current: FactorRating) -> dict[str, str]:
        tally = ground_of(current.assessment, current.factor, actor).tally
        opinions = opinions_about(current, actor)
        question = question_of(changes.get("level", current.level), tally, opinions)
        why = changes.get("divergence_reason", current.divergence_reason).strip()
        if question and not why and "level" in changes:
            raise ValidationError({"divergence_reason": question})
        # An answer to a question that is not asked any more would puzzle its reader; whether it
        # is, only those know who hear what the institutions say.
        is_kept = question or not hears(actor, current.assessment)
        return {"divergence_reason": why if is_kept else ""}

    try:
        return update_record(
            actor=actor,
            instance=rating,
            changes=changes,
            version=version,
            event="factor.rated",
            derive=derive,
        )
    except IntegrityError as error:
        if constraint_of(error) == "rated_in_draft_only":
            raise ValidationError(
                _(
                    "The assessment was handed in meanwhile, so this rating was not saved. Ask the "
                    "focal point to return it to draft."
                )
            ) from error
        raise


def submit_assessment(
    *,
    actor: Actor,
    assessment: Assessment,
    version: int | None = None,
    unrated_reason: str = "",
    left_open: str = "",
) -> Assessment:
    """Freeze the ratings and hand the assessment to the focal point.

    ``unrated_reason`` says why some factors are not rated; without it every factor must be.
    ``left_open`` says why comments stay open; without it every thread must be settled. Raises
    ``ValidationError`` otherwise, where a level speaks against what was found and nobody said why,
    and where nobody who approves could read the record.
    """
    with writing(actor, reason=unrated_reason):
        current = locked(actor, assessment)
        authorize(actor, "submit", current)
        ratings = ratings_of(current, actor)
        if odd := _unanswered(actor, current, ratings):
            raise ValidationError(say_unanswered(odd))
        unrated = [r for r in ratings if not r.is_rated]
        if unrated and not unrated_reason.strip():
            raise ValidationError({"unrated_reason": _say_unrated(unrated)})
        if current.visibility == Visibility.OFFICE and not has_reader_who_approves(current):
            raise ValidationError(
                _(
                    "Nobody in your office approves assessments. Let your government see this one, "
                    "so that the focal point can read it."
                )
            )
        settle_or_say(actor=actor, assessment=current, left_open=left_open)
        submitted = transition(
            actor=actor,
            instance=current,
            to=Status.SUBMITTED,
            verb="submit",
            version=version,
            changes={
                "submitted_at": timezone.now(),
                "submitted_by_id": actor.user_id,
                "unrated_reason": unrated_reason.strip() if unrated else "",
                "review_comment": "",
            },
        )
        keep_calendar(submitted)
    return submitted


def return_assessment(
    *,
    actor: Actor,
    assessment: Assessment,
    comment: str,
    version: int | None = None,
    factor_comments: Mapping[str, str] | None = None,
) -> Assessment:
    """Give a submitted assessment back to its authors, saying what is to be done.

    ``factor_comments`` opens a thread on each of the factors that it names by their codes.
    """
    if not comment.strip():
        raise ValidationError({"comment": _("Say what is to be changed.")})
    with writing(actor, reason=comment):
        people = concerned(assessment, locked(actor, assessment).submitted_by_id)
        returned = transition(
            actor=actor,
            instance=assessment,
            to=Status.DRAFT,
            verb="send_back",
            version=version,
            reason=comment,
            changes={
                "review_comment": comment.strip(),
                "submitted_at": None,
                "submitted_by_id": None,
            },
        )
        comment_on_factors(
            actor=actor, assessment=returned, said=factor_comments or {}, besides=people
        )
        tell_of_return(actor=actor, assessment=returned, people=people)
        keep_calendar(returned)
    return returned


def approve_assessment(
    *,
    actor: Actor,
    assessment: Assessment,
    visibility: str = Visibility.GOVERNMENT,
    next_review_on: dt.date | None = None,
    version: int | None = None,
    reason: str = "",
    seen: str | None = None,
) -> AssessmentSnapshot:
    """Approve, and write what was approved into an immutable snapshot, in one transaction.

    ``visibility`` is that of the snapshot; the working record stays where it is. ``seen`` is the
    checksum of what the person was shown; ``None`` where nothing was. Raises ``StaleVersionError``
    where it has changed since, and ``ValidationError`` where institutions handed in meanwhile what
    speaks against a level.
    """
    with writing(actor, reason=reason, event="assessment.approved"):
        current = locked(actor, assessment)
        now = timezone.now()
        changes: dict[str, Any] = {"approved_at": now}
        if next_review_on is not None:
            _refuse_past_review(next_review_on, assessment.country.local_date(now))
            changes |= {"next_review_on": next_review_on, "next_review_set_at": now}
        approved = transition(
            actor=actor,
            instance=assessment,
            to=Status.APPROVED,
            verb="approve",
            version=version,
            changes=changes,
        )
        # Before the ratings are counted: from here on no institution hands one in.
        end_requests(approved)
        ratings = ratings_of(approved, actor)
        if odd := _unanswered(actor, approved, ratings):
            raise ValidationError(say_return(odd))
        content = content_now(approved, ratings, actor)
        if seen is not None and seen != checksum(content):
            raise StaleVersionError(current, {})
        snapshot = _write_snapshot(actor, approved, content, visibility, now)
        keep_calendar(approved)
        tell_of_approval(actor=actor, assessment=approved)
    return snapshot


def withdraw_assessment(
    *, actor: Actor, assessment: Assessment, reason: str, version: int | None = None
) -> Assessment:
    """Lay a draft aside; it can be taken up again."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the assessment is withdrawn.")})
    with writing(actor, reason=reason):
        withdrawn = transition(
            actor=actor,
            instance=assessment,
            to=Status.WITHDRAWN,
            verb="withdraw",
            version=version,
            reason=reason,
        )
        end_requests(withdrawn)
    return withdrawn


def reopen_assessment(
    *, actor: Actor, assessment: Assessment, reason: str = "", version: int | None = None
) -> Assessment:
    """Take up a withdrawn assessment again, as a draft."""
    with writing(actor, reason=reason):
        current = locked(actor, assessment)
        if current.status == Status.SUBMITTED:
            # That way leads through ``return_assessment``, with a comment.
            raise IllegalTransitionError(current, current.status, Status.DRAFT)
        return transition(
            actor=actor, instance=current, to=Status.DRAFT, verb="reopen", version=version
        )


def _unanswered(
    actor: Actor, assessment: Assessment, ratings: list[FactorRating]
) -> list[FactorRating]:
    """The levels that nobody explains, also to an actor who hears no institution."""
    return unanswered(ratings, tallies_of(assessment, actor), all_opinions_on(assessment))


def _write_snapshot(
    actor: Actor, assessment: Assessment, content: dict[str, Any], level: str, now: dt.datetime
) -> AssessmentSnapshot:
    last = assessment.snapshots.aggregate(last=Max("number"))["last"] or 0
    snapshot = AssessmentSnapshot(
        country=assessment.country,
        office_id=assessment.office_id,
        visibility=level,
        assessment=assessment,
        number=last + 1,
        content=content,
        sha256=checksum(content),
        approved_by_id=actor.user_id,
        approved_at=now,
        period_end=assessment.period_end,
    )
    return create_record(actor=actor, instance=snapshot)


def _say_unrated(unrated: list[FactorRating]) -> str:
    names = ", ".join(r.factor.label or r.factor.code for r in unrated)
    return ngettext(
        "One factor is not rated (%(names)s). Rate it, or say why it is left open.",
        "%(number)s factors are not rated (%(names)s). Rate them, or say why they are left open.",
        len(unrated),
    ) % {"number": len(unrated), "names": names}


def _own_office(actor: Actor, country: Country) -> Any:
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    return office


def _framework() -> Framework:
    try:
        return risk_framework()
    except Framework.DoesNotExist as error:
        raise ValidationError(
            _("The risk factors are not loaded yet. Ask the secretariat to load the catalogues.")
        ) from error


def _refuse_past_review(review_on: dt.date | None, today: dt.date) -> None:
    if review_on is not None and review_on <= today:
        raise ValidationError({"next_review_on": _("The next review must lie in the future.")})


def _refuse_sharing_a_draft(visibility: str) -> None:
    if visibility in NETWORK_LEVELS:
        raise ValidationError(
            {"visibility": _("Drafts stay in the State; share the approved assessment instead.")}
        )
