"""What became of each item since the former assessment: worked out, never typed by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.selectors import Ground
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating, Status
from apps.assessments.rerating.selectors import rerated_between
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.resilience_models import InhibitorRating, ResilienceStructure
from apps.assessments.selectors import snapshots
from focalpoint.actors import Actor

# What an item says, without its bookkeeping.
JUDGED = ("level", "trend", "confidence")
ARGUED = ("narrative", "divergence_reason")
RATED = (*JUDGED, *ARGUED)
FOUND = ("presence", "note", "observed_on", "source", "reliability", "evidence")
INHIBITS = ("strength", "narrative")
STRUCTURED = ("name", "institution_id", "mandate", "coverage", "strength", "gap", "factors")


class Mark(models.TextChoices):
    """How an item stands beside the former one; worked out from the two records."""

    UNCHANGED = "unchanged", _("Unchanged")
    CHANGED = "changed", _("Changed")
    NEW = "new", _("New")
    BETWEEN = "between", _("Changed between cycles")


def mark_of(now: Any, then: Any, names: Sequence[str]) -> Mark:
    """``then`` is the former item, ``None`` where there was none."""
    if then is None:
        return Mark.NEW
    same = all(getattr(now, name) == getattr(then, name) for name in names)
    return Mark.UNCHANGED if same else Mark.CHANGED


@dataclass(frozen=True)
class Former:
    """The assessment that another one was begun from, by the codes of its items."""

    assessment: Assessment
    ratings: Mapping[str, FactorRating] = field(default_factory=dict)
    findings: Mapping[str, IndicatorFinding] = field(default_factory=dict)
    # The last re-rating of each factor since then.
    between: Mapping[str, FactorRerating] = field(default_factory=dict)

    def rating_mark(self, rating: FactorRating) -> Mark:
        then = self.ratings.get(rating.factor.code)
        since = self.between.get(rating.factor.code)
        if then is not None and since is not None and _is_taken_up(rating, then, since):
            return Mark.BETWEEN
        if then is not None and not then.is_rated:
            return Mark.NEW if rating.is_rated else Mark.UNCHANGED
        return mark_of(rating, then, RATED)

    def finding_mark(self, finding: IndicatorFinding) -> Mark:
        return mark_of(finding, self.findings.get(finding.indicator.code), FOUND)


def _is_taken_up(now: FactorRating, then: FactorRating, since: FactorRerating) -> bool:
    """Whether a factor is judged as it was re-rated, and all else is as it was."""
    told = all(getattr(now, name) == getattr(since, name) for name in JUDGED)
    return told and all(getattr(now, name) == getattr(then, name) for name in ARGUED)


def former_of(
    assessment: Assessment, actor: Actor, *, findings_of: UUID | None = None, findings: bool = False
) -> Former | None:
    """The former assessment as far as ``actor`` reads it: three queries, and one with its findings.

    ``findings_of`` narrows them to the indicators of one factor.
    """
    if assessment.begun_from_id is None:
        return None
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(actor)
    then = rows.select_related("country").filter(pk=assessment.begun_from_id).first()
    if then is None:
        return None
    ratings: QuerySet[FactorRating] = FactorRating.objects.visible_to(actor)
    found: list[IndicatorFinding] = []
    if findings or findings_of:
        told: QuerySet[IndicatorFinding] = IndicatorFinding.objects.visible_to(actor)
        told = told.filter(assessment=then).select_related("indicator")
        if findings_of:
            told = told.filter(indicator__parent=findings_of)
        found = list(told)
    return Former(
        then,
        {
            rating.factor.code: rating
            for rating in ratings.filter(assessment=then).select_related("factor")
        },
        {finding.indicator.code: finding for finding in found},
        {} if assessment.is_correction else rerated_between(then, actor),
    )


def carried_over(former: Former | None, grounds: Sequence[Ground]) -> set[str]:
    """The codes of the indicators whose findings are as they were last time."""
    if former is None:
        return set()
    lines = (line for ground in grounds for line in ground.lines if line.finding)
    return {
        line.indicator.code
        for line in lines
        if line.finding and former.finding_mark(line.finding) == Mark.UNCHANGED
    }


def compared(
    assessment: Assessment, former: Former | None, ratings: Sequence[FactorRating], actor: Actor
) -> dict[str, Any]:
    """What the page of an assessment says of the former one; each rating gets its ``mark``."""
    if former is None:
        return {}
    counts = dict.fromkeys(Mark, 0)
    for rating in ratings:
        own: Any = rating
        own.mark = former.rating_mark(rating)
        own.before = former.ratings.get(rating.factor.code)
        own.between = former.between.get(rating.factor.code)
        counts[own.mark] += 1
    rows: QuerySet[IndicatorFinding] = IndicatorFinding.objects.visible_to(actor)
    found = rows.filter(assessment=assessment).select_related("indicator")
    carried = sum(former.finding_mark(finding) == Mark.UNCHANGED for finding in found)
    return {"former": former, "marks": counts, "carried": carried}


def resilience_marks(
    former: Former | None,
    inhibitors: Sequence[InhibitorRating],
    structures: Sequence[ResilienceStructure],
    actor: Actor,
) -> dict[UUID, Mark]:
    """The marks of inhibitors and structures by their ids. Two queries; none without a former."""
    if former is None:
        return {}
    rated: QuerySet[InhibitorRating] = InhibitorRating.objects.visible_to(actor)
    held: QuerySet[ResilienceStructure] = ResilienceStructure.objects.visible_to(actor)
    before = {
        each.inhibitor.code: each
        for each in rated.filter(assessment=former.assessment).select_related("inhibitor")
    }
    named = {each.name.casefold(): each for each in held.filter(assessment=former.assessment)}
    marks = {
        each.pk: mark_of(each, before.get(each.inhibitor.code), INHIBITS) for each in inhibitors
    }
    return marks | {
        each.pk: mark_of(each, named.get(each.name.casefold()), STRUCTURED) for each in structures
    }


def follower_of(assessment: Assessment, actor: Actor) -> Assessment | None:
    """The draft of the next cycle, or what became of it; the newest that ``actor`` reads."""
    rows: QuerySet[Assessment] = Assessment.objects.visible_to(actor)
    found = rows.filter(begun_from=assessment, correction_reason="")
    return found.exclude(status=Status.WITHDRAWN).order_by("-pk").first()


def replacements(actor: Actor, **where: Any) -> dict[tuple[str, int], AssessmentSnapshot]:
    """What replaces a snapshot, by the reference and number of that one. One query.

    ``where`` narrows it; corrections are few. Of one by levels alone its levels are what replaces.
    """
    found = snapshots(actor).filter(content__has_key="replaces", **where).order_by("approved_at")
    return {
        (each.content["replaces"]["reference"], each.content["replaces"]["number"]): each
        for each in found
    }


def key_of(snapshot: AssessmentSnapshot) -> tuple[str, int]:
    """What names a snapshot for good: the reference of its assessment, and its number."""
    return snapshot.content["reference"], snapshot.number
