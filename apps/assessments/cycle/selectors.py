"""Where an assessment stands: its phases, what is late, and who holds it up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from apps.assessments.comment_models import FactorComment
from apps.assessments.comments.selectors import open_comments
from apps.assessments.cycle.phases import ORDER, PLANNED, WORKED, Phase
from apps.assessments.cycle_models import AssessmentPhase
from apps.assessments.findings.selectors import Tally, tallies_of
from apps.assessments.models import Assessment, AssessmentSnapshot, FactorRating, Status
from apps.assessments.selectors import ratings_of, snapshots
from focalpoint.actors import Actor
from focalpoint.visibility import Visibility


def is_published(assessment: Assessment) -> bool:
    """Whether anybody but the own office reads what was approved."""
    rows = AssessmentSnapshot.objects.filter(assessment=assessment)
    return rows.exclude(visibility=Visibility.OFFICE).exists()


def phases_done(assessment: Assessment, *, published: bool) -> set[Phase]:
    """The phases that are over, as status and phase say."""
    if assessment.status in (Status.DRAFT, Status.WITHDRAWN):
        return set(WORKED[: WORKED.index(Phase(assessment.phase))])
    done = set(WORKED)
    if assessment.status == Status.APPROVED:
        done |= {Phase.REVIEW, Phase.APPROVE}
        done |= {Phase.PUBLISH} if published else set()
    return done


def calendar_of(assessment: Assessment, actor: Actor) -> QuerySet[AssessmentPhase]:
    """The lines of the calendar that ``actor`` reads, with those who are responsible."""
    rows: QuerySet[AssessmentPhase] = AssessmentPhase.objects.visible_to(actor)
    return rows.filter(assessment=assessment).select_related("institution", "person")


@dataclass(frozen=True)
class Stage:
    """One phase as the page shows it; ``row`` is its line of the calendar, where it has one."""

    phase: Phase
    is_done: bool
    is_current: bool
    planned_end: dt.date | None = None
    row: AssessmentPhase | None = None
    days_late: int = 0

    @property
    def label(self) -> Any:
        return self.phase.label

    @property
    def responsible(self) -> str:
        """Who has it in hands: the person, the institution, or both."""
        if self.row is None:
            return ""
        return " · ".join(str(each) for each in (self.row.person, self.row.institution) if each)

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0


@dataclass(frozen=True)
class Standing:
    """Where one assessment stands."""

    assessment: Assessment
    stages: list[Stage]
    ratings: list[FactorRating] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    snapshot: AssessmentSnapshot | None = None
    open_comments: list[FactorComment] = field(default_factory=list)

    @property
    def current(self) -> Stage | None:
        """The phase under way; none of what is withdrawn."""
        return next((stage for stage in self.stages if stage.is_current), None)

    @property
    def late(self) -> list[Stage]:
        return [stage for stage in self.stages if stage.days_late]

    @property
    def unrated(self) -> list[FactorRating]:
        return [rating for rating in self.ratings if not rating.is_rated]

    @property
    def unknown(self) -> list[FactorRating]:
        """The factors with indicators of which nothing is known."""
        return [
            rating
            for rating, tally in zip(self.ratings, self.tallies, strict=True)
            if tally.unknown
        ]

    @property
    def unknown_findings(self) -> int:
        return sum(tally.unknown for tally in self.tallies)

    @property
    def is_planned(self) -> bool:
        """Whether any phase has a date."""
        return any(stage.row and stage.planned_end for stage in self.stages)


def stages_of(
    assessment: Assessment,
    rows: Iterable[AssessmentPhase],
    *,
    published: bool,
    today: dt.date,
) -> list[Stage]:
    """The phases in their order, with what the calendar says of each."""
    lines = {row.phase: row for row in rows}
    done = phases_done(assessment, published=published)
    rests = assessment.status == Status.WITHDRAWN
    current = None if rests else next((each for each in ORDER if each not in done), None)
    stages = []
    for phase in ORDER:
        row = lines.get(phase)
        end = row.planned_end if row else None
        if phase == Phase.FOLLOW_UP and assessment.status == Status.APPROVED:
            end = assessment.next_review_on
        late = end is not None and end < today and phase not in done and not rests
        stages.append(
            Stage(
                phase,
                is_done=phase in done,
                is_current=phase == current,
                planned_end=end,
                row=row,
                days_late=(today - end).days if late and end else 0,
            )
        )
    return stages


def dated_stages(assessment: Assessment, actor: Actor) -> list[Stage]:
    """The phases with their dates alone. Two queries."""
    return stages_of(
        assessment,
        calendar_of(assessment, actor),
        published=is_published(assessment),
        today=assessment.country.local_date(timezone.now()),
    )


def standing_of(assessment: Assessment, actor: Actor) -> Standing:
    """Where an assessment stands, as far as ``actor`` reads it. Six queries."""
    snapshot = snapshots(actor).filter(assessment=assessment).first()
    stages = stages_of(
        assessment,
        calendar_of(assessment, actor),
        published=snapshot is not None and snapshot.visibility != Visibility.OFFICE,
        today=assessment.country.local_date(timezone.now()),
    )
    ratings = ratings_of(assessment, actor)
    tallies = tallies_of(assessment, actor)
    return Standing(
        assessment,
        stages,
        ratings,
        [tallies.get(rating.factor_id, Tally()) for rating in ratings],
        snapshot,
        open_comments(assessment, actor),
    )


def responsibilities(actor: Actor) -> QuerySet[AssessmentPhase]:
    """The lines of the calendar that are not over yet, of assessments that are not laid aside."""
    rows: QuerySet[AssessmentPhase] = AssessmentPhase.objects.visible_to(actor)
    return rows.filter(done_at=None, phase__in=PLANNED).exclude(assessment__status=Status.WITHDRAWN)
