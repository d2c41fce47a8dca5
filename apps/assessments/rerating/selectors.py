"""The levels in force on a date: what was approved last, and what was judged anew since."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, F, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.assessments.event_models import RiskEvent
from apps.assessments.events.selectors import events, standing_events
from apps.assessments.levels import Knowledge, Level, Trend
from apps.assessments.models import Assessment, AssessmentSnapshot
from apps.assessments.rerating_models import FactorRerating
from apps.assessments.selectors import snapshots
from apps.countries.models import Country
from focalpoint.actors import Actor
from focalpoint.names import named
from focalpoint.visibility import Visibility


class Origin(models.TextChoices):
    """What a level in force comes from."""

    APPROVED = "approved", _("Approved assessment")
    RERATED = "rerated", _("Re-rated since")


@dataclass(frozen=True)
class Basis:
    """An approved assessment as the ground on which levels stand.

    ``since``: when it was approved; of a correction, when what it replaced was. Its levels count
    from that day on.
    """

    snapshot_id: UUID
    assessment_id: UUID
    reference: str
    since: dt.datetime
    since_on: dt.date
    period_end: dt.date
    # The assessment, and those that it corrects.
    stands_for: frozenset[UUID]

    def precedes(self, rerating: FactorRerating) -> bool:
        """Whether a re-rating came after it: on a later day, or later on the same."""
        return self.is_before(rerating.effective_on, rerating.created_at)

    def is_before(self, day: dt.date, written: dt.datetime) -> bool:
        """Whether what holds from ``day`` and was written at a moment came after it."""
        return written > self.since if day == self.since_on else day > self.since_on


@dataclass(frozen=True)
class LevelInForce:
    """How one factor is judged on a date, since when, and what that comes from."""

    code: str
    label: str
    title: str
    level: str
    trend: str
    confidence: str
    since: dt.date
    # The level in the approved assessment.
    approved: str
    rerating: FactorRerating | None = None

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def origin(self) -> Origin:
        return Origin.RERATED if self.rerating else Origin.APPROVED

    @property
    def level_words(self) -> Any:
        return Level(self.level).label if self.level in Level.values else self.level

    @property
    def approved_words(self) -> Any:
        return Level(self.approved).label if self.approved in Level.values else self.approved

    @property
    def trend_words(self) -> Any:
        return Trend(self.trend).label if self.trend in Trend.values else self.trend

    @property
    def confidence_words(self) -> Any:
        known = self.confidence in Knowledge.values
        return Knowledge(self.confidence).label if known else self.confidence

    @property
    def steps(self) -> int:
        """By how many levels it stands above (negative: below) what was approved; 0 if unrated."""
        heights = [_height(self.level), _height(self.approved)]
        return heights[0] - heights[1] if all(heights) else 0


@dataclass(frozen=True)
class InForce:
    """The levels in force on a date, in the order of the framework."""

    on: dt.date
    basis: Basis
    snapshot: AssessmentSnapshot
    factors: list[LevelInForce]

    @cached_property
    def by_code(self) -> Mapping[str, LevelInForce]:
        return {factor.code: factor for factor in self.factors}

    @property
    def rerated(self) -> list[LevelInForce]:
        """Those that were judged anew since the approval."""
        return [factor for factor in self.factors if factor.rerating]


def reratings(actor: Actor) -> QuerySet[FactorRerating]:
    """The re-ratings that ``actor`` reads, those that were withdrawn among them."""
    rows: QuerySet[FactorRerating] = FactorRerating.objects.visible_to(actor)
    return rows.select_related(
        "country", "office", "factor", "rated_by", "shared_by", "withdrawn_by"
    )


def bases(
    country: Country,
    actor: Actor,
    *,
    levels: Collection[str] = Visibility.values,
    approved_until: dt.datetime | None = None,
) -> list[Basis]:
    """The approved assessments of a State that ``actor`` reads, but those that were replaced.

    ``levels``: only those that so many read; ``approved_until``: as it stood then, before later
    corrections. One query; a correction counts from the day of what it replaces.
    """
    rows = snapshots(actor).filter(country=country, visibility__in=levels)
    if approved_until is not None:
        rows = rows.filter(approved_at__lte=approved_until)
    return bases_of(
        country,
        rows.order_by("approved_at", "number").values_list(
            "pk",
            "assessment_id",
            "number",
            "approved_at",
            "period_end",
            "content__reference",
            "content__replaces",
        ),
    )


def bases_of(country: Country, found: Iterable[tuple[Any, ...]]) -> list[Basis]:
    """The same of what was read before, in the order of approval.

    Of each: id, assessment, number, moment of approval, end of its period, reference, and what it
    replaces.
    """
    since: dict[tuple[str, int], dt.datetime] = {}
    made: dict[tuple[str, int], Basis] = {}
    for pk, assessment_id, number, approved_at, period_end, reference, replaces in found:
        start, begins = approved_at, country.local_date(approved_at)
        stands_for = frozenset({assessment_id})
        if replaces:
            former = (replaces["reference"], replaces["number"])
            if before := made.pop(former, None):
                stands_for |= before.stands_for
            # Where the reader never saw the former one, its day is all that is known.
            start = since.get(former, approved_at)
            told = parse_date(replaces["approved_on"])
            begins = country.local_date(start) if former in since else (told or begins)
        since[reference, number] = start
        made[reference, number] = Basis(
            pk, assessment_id, reference, start, begins, period_end, stands_for
        )
    return list(made.values())


def basis_on(found: Iterable[Basis], on: dt.date) -> Basis | None:
    """The one that was in force on a date: of the latest period, and approved by then."""
    begun = [each for each in found if each.since_on <= on]
    return max(begun, key=lambda each: (each.period_end, each.since), default=None)


def newest_of_each(found: Iterable[FactorRerating]) -> dict[str, FactorRerating]:
    """The last word on each factor, by its code."""
    ordered = sorted(found, key=lambda each: (each.effective_on, each.created_at))
    return {each.factor.code: each for each in ordered}


def levels_in_force(country: Country, actor: Actor, *, on: dt.date | None = None) -> InForce | None:
    """How each factor is judged on a date (today by default), as ``actor`` may see it.

    The latest approved assessment, a correction in the place of what it corrects, overlaid by the
    re-ratings after it; withdrawn ones count for nothing. ``None`` before anything was approved.
    Two queries, three where an assessment of an earlier period was in force.
    """
    day = on or country.local_date(timezone.now())
    found = {each.pk: each for each in _with_newest_content(snapshots(actor), country)}
    told = [
        (s.pk, s.assessment_id, s.number, s.approved_at, s.period_end, s.named, s.replaces)
        for s in found.values()
    ]
    basis = basis_on(bases_of(country, told), day)
    if basis is None:
        return None
    snapshot = found[basis.snapshot_id]
    if snapshot.newest is not None:
        snapshot.content = snapshot.newest
    later = reratings_after(basis, country, actor, on=day)
    return InForce(day, basis, snapshot, overlaid(snapshot, basis, later))


def _with_newest_content(rows: QuerySet[AssessmentSnapshot], country: Country) -> Any:
    """All of a State in the order of approval, those of the latest period with their content."""
    rows = rows.filter(country=country)
    latest = Subquery(rows.order_by("-period_end").values("period_end")[:1])
    return (
        rows.defer("content")
        .annotate(
            named=F("content__reference"),
            replaces=F("content__replaces"),
            newest=Case(When(period_end=latest, then=F("content"))),
        )
        .order_by("approved_at", "number")
    )


def reratings_after(
    basis: Basis, country: Country, actor: Actor, *, on: dt.date
) -> list[FactorRerating]:
    """The re-ratings after an approved assessment that hold on a date. One query."""
    rows = reratings(actor).filter(
        country=country,
        withdrawn_at=None,
        effective_on__gte=basis.since_on,
        effective_on__lte=on,
    )
    return [each for each in rows if basis.precedes(each)]


def rerated_between(assessment: Assessment, actor: Actor) -> dict[str, FactorRerating]:
    """The last word on each factor after an approved assessment and before the next approval.

    By the codes of the factors. One query where nothing was re-rated, two else.
    """
    country = assessment.country
    told = list(reratings(actor).filter(country=country, withdrawn_at=None))
    if not told:
        return {}
    found = bases(country, actor)
    own = next((each for each in found if assessment.pk in each.stands_for), None)
    if own is None:
        return {}
    later = [each for each in found if (each.period_end, each.since) > (own.period_end, own.since)]
    ended = min(later, key=lambda each: each.since, default=None)
    return newest_of_each(
        each
        for each in told
        if own.precedes(each) and not (ended is not None and ended.precedes(each))
    )


def overlaid(
    snapshot: AssessmentSnapshot, basis: Basis, later: Iterable[FactorRerating]
) -> list[LevelInForce]:
    """The factors of a snapshot with the last word on each."""
    newest = newest_of_each(later)
    return [_in_force(factor, basis, newest.get(factor["code"])) for factor in _factors(snapshot)]


def _height(level: str) -> int:
    return Level.values.index(level) if level in Level.values else 0


def _factors(snapshot: AssessmentSnapshot) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = snapshot.content["factors"]
    return found


def _in_force(
    factor: Mapping[str, Any], basis: Basis, rerating: FactorRerating | None
) -> LevelInForce:
    said: Any = rerating
    return LevelInForce(
        code=factor["code"],
        label=factor["label"] or factor["code"],
        title=named(factor["title"]),
        level=said.level if said else factor["level"],
        trend=said.trend if said else factor["trend"],
        confidence=said.confidence if said else factor["confidence"],
        since=said.effective_on if said else basis.since_on,
        approved=factor["level"],
        rerating=rerating,
    )


def events_by_id(ids: Collection[UUID], actor: Actor) -> dict[UUID, RiskEvent]:
    """Those of some events that ``actor`` reads. One query, none without ids."""
    if not ids:
        return {}
    return {event.pk: event for event in events(actor).filter(pk__in=ids)}


def judged_by(event: RiskEvent, actor: Actor) -> list[FactorRerating]:
    """The re-ratings that an event led to and that hold, as far as ``actor`` reads them."""
    rows = reratings(actor).filter(country=event.country_id, withdrawn_at=None)
    return list(rows.filter(prompted_by__contains=[event.pk]))


def events_after(found: InForce, country: Country, actor: Actor) -> dict[str, int]:
    """How many events bear on each factor since its level was judged, until that date. One query.

    What happened on the very day may have come after, unless it led to the judgement.
    """
    first = min((factor.since for factor in found.factors), default=found.on)
    rows = standing_events(actor).filter(
        country=country, occurred_on__gte=first, occurred_on__lte=found.on
    )
    counts = dict.fromkeys(found.by_code, 0)
    for pk, codes, day in rows.values_list("pk", "factors", "occurred_on"):
        for factor in (found.by_code[code] for code in codes if code in counts):
            weighed = factor.rerating.prompted_by if factor.rerating else ()
            counts[factor.code] += day >= factor.since and pk not in weighed
    return counts
