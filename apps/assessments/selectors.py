"""Reads that span the models of an assessment."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.accounts.models import Membership
from apps.assessments.models import (
    Assessment,
    AssessmentSnapshot,
    Extent,
    FactorRating,
    Level,
    Status,
)
from apps.assessments.snapshots import checksum
from apps.catalogue.models import RISK_FACTORS_2014, Framework, Item
from focalpoint.actors import Actor
from focalpoint.roles import APPROVERS, Role
from focalpoint.visibility import NETWORK_LEVELS


def risk_framework() -> Framework:
    """The edition of the Framework of Analysis by which new assessments are made.

    Raises ``Framework.DoesNotExist`` where the catalogue is not loaded.
    """
    editions = Framework.objects.filter(code=RISK_FACTORS_2014, is_active=True)
    return editions.order_by("-edition")[:1].get()


def risk_factors(framework: Framework) -> QuerySet[Item]:
    """The factors to rate, in the order of the framework; indicators are their children."""
    return framework.items.filter(parent=None, is_active=True).order_by("order")


def assessments(actor: Actor) -> QuerySet[Assessment]:
    """The assessments that ``actor`` reads, each with ``rated`` and ``total`` factors."""
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(actor)
    own = FactorRating.objects.filter(assessment=OuterRef("pk"))
    return rows.select_related("country", "framework", "lead_institution", "submitted_by").annotate(
        total=_count(own), rated=_count(own.exclude(level=Level.UNKNOWN))
    )


def _count(rows: QuerySet[FactorRating]) -> Coalesce:
    """A count beside each row, left out where only the rows themselves are counted."""
    counted = rows.order_by().values("assessment").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def ratings_of(assessment: Assessment, actor: Actor) -> list[FactorRating]:
    """The ratings of an assessment in the order of the framework, each with its factor."""
    rows = FactorRating.objects.visible_to(actor).filter(assessment=assessment)
    ratings = list(rows.select_related("factor").order_by("factor__order"))
    for rating in ratings:
        rating.assessment = assessment
    return ratings


def snapshots(actor: Actor) -> QuerySet[AssessmentSnapshot]:
    """The approved assessments that ``actor`` reads, newest first, each once.

    Whoever reads the whole of one is not shown its levels besides.
    """
    return each_once(every_snapshot(actor))


def each_once(rows: QuerySet[AssessmentSnapshot]) -> QuerySet[AssessmentSnapshot]:
    """``rows`` without the levels of those that are among them as a whole."""
    whole = rows.filter(
        assessment=OuterRef("assessment_id"), number=OuterRef("number"), extent=Extent.FULL
    )
    return rows.exclude(Q(extent=Extent.LEVELS), Exists(whole))


def every_snapshot(actor: Actor) -> QuerySet[AssessmentSnapshot]:
    """Also the levels of those that ``actor`` reads as a whole.

    The working record behind a snapshot is never joined: other States do not read it.
    """
    rows: QuerySet[AssessmentSnapshot] = AssessmentSnapshot.objects.visible_to(actor)
    return rows.select_related("country", "approved_by")


def levels_shared(snapshot: AssessmentSnapshot, actor: Actor) -> AssessmentSnapshot | None:
    """The levels of a whole snapshot that readers abroad see, where they see them alone."""
    rows: QuerySet[AssessmentSnapshot] = AssessmentSnapshot.objects.visible_to(actor)
    return rows.filter(
        assessment=snapshot.assessment_id,
        number=snapshot.number,
        extent=Extent.LEVELS,
        visibility__in=NETWORK_LEVELS,
    ).first()


def is_intact(snapshot: AssessmentSnapshot) -> bool:
    """Whether the checksum still is that of the content."""
    return checksum(snapshot.content) == snapshot.sha256


def replaced_by(assessment: Assessment) -> AssessmentSnapshot | None:
    """The snapshot whose place that of a correction takes; ``None`` for any other assessment."""
    if not assessment.is_correction:
        return None
    rows = AssessmentSnapshot.objects.filter(
        assessment=assessment.begun_from_id, extent=Extent.FULL
    )
    return rows.order_by("-number").first()


def waiting_for_approval(actor: Actor) -> QuerySet[Assessment]:
    """The submitted assessments that ``actor`` may approve, the longest waiting first."""
    as_focal_point = Q(country__in=actor.countries_as({Role.FOCAL_POINT}))
    as_deputy = Q(country__in=actor.countries_as({Role.DEPUTY})) & ~Q(submitted_by=actor.user_id)
    return (
        assessments(actor)
        .filter(as_focal_point | as_deputy, status=Status.SUBMITTED)
        .order_by("submitted_at")
    )


def has_reader_who_approves(assessment: Assessment) -> bool:
    """Whether somebody in force who approves belongs to the office that owns the record."""
    return (
        Membership.objects.in_force()
        .filter(
            country_id=assessment.country_id,
            institution_id=assessment.office_id,
            role__in=APPROVERS,
        )
        .exists()
    )


@dataclass(frozen=True)
class Course:
    """Where a rating stands among its fellows: what a person goes to next."""

    position: int
    total: int
    rated: int
    previous: FactorRating | None
    following: FactorRating | None
    next_unrated: FactorRating | None


def course(ratings: Sequence[FactorRating], current: FactorRating) -> Course:
    """The way through the factors from ``current`` on; the unrated ones after it come first."""
    at = next(i for i, rating in enumerate(ratings) if rating.pk == current.pk)
    ahead = [*ratings[at + 1 :], *ratings[:at]]
    return Course(
        position=at + 1,
        total=len(ratings),
        rated=sum(rating.is_rated for rating in ratings),
        previous=ratings[at - 1] if at else None,
        following=ratings[at + 1] if at + 1 < len(ratings) else None,
        next_unrated=next((rating for rating in ahead if not rating.is_rated), None),
    )
