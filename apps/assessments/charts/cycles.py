"""What charts are drawn from: assessments as their snapshots say it, whether approved or not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from apps.assessments.findings.selectors import Tally, tallies_of
from apps.assessments.models import Assessment, AssessmentSnapshot, Level, Status
from apps.assessments.resilience.selectors import resilience_of
from apps.assessments.selectors import ratings_of, snapshots
from apps.assessments.snapshots import snapshot_content
from apps.assessments.succession.selectors import key_of, replacements
from focalpoint.actors import Actor
from focalpoint.names import named
from focalpoint.visibility import Visibility

# More columns than a page is wide; older cycles are a click away.
MOST_CYCLES = 8


@dataclass(frozen=True)
class Factor:
    """One risk factor of a cycle."""

    code: str
    label: str
    title: str
    level: str
    trend: str
    confidence: str
    # ``None`` where the snapshot is older than findings.
    tally: Tally | None

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def height(self) -> int:
        """The level as a number from 1; 0 where it is not rated."""
        return height_of(self.level)


@dataclass(frozen=True)
class Cycle:
    """One assessment in the course of time; ``label`` is unlike those of its fellows."""

    content: Mapping[str, Any]
    label: str
    is_draft: bool = False

    @cached_property
    def factors(self) -> list[Factor]:
        return [
            Factor(
                code=each["code"],
                label=each["label"] or each["code"],
                title=named(each["title"]),
                level=each["level"],
                trend=each["trend"],
                confidence=each["confidence"],
                tally=Tally(**each["indicators"]) if "indicators" in each else None,
            )
            for each in self.content["factors"]
        ]

    @cached_property
    def by_code(self) -> dict[str, Factor]:
        return {factor.code: factor for factor in self.factors}


def height_of(level: str) -> int:
    """How high a level stands, from 1; 0 for what is not rated or no level of ours."""
    return Level.values.index(level) if level in Level.values else 0


def level_words(level: str) -> str:
    """A level in words, with its number in front, so that nobody depends on its colour."""
    words = str(Level(level).label) if level in Level.values else level
    return f"{height_of(level)} {words}" if height_of(level) else words


def working_content(assessment: Assessment, actor: Actor) -> dict[str, Any]:
    """What a snapshot would say of an assessment as it stands now."""
    return snapshot_content(
        assessment,
        ratings_of(assessment, actor),
        tallies_of(assessment, actor),
        resilience_of(assessment, actor),
    )


def approved_cycles(
    country_id: Any,
    actor: Actor,
    *,
    until: tuple[str, int] | None = None,
    levels: Collection[str] = Visibility.values,
) -> list[AssessmentSnapshot]:
    """The last approved cycles of a State that ``actor`` reads, in the order of their periods.

    ``levels``: only those that so many read. What a correction among them replaced is left out; so
    is what replaced the snapshot of the reference and number ``until``. Two queries.
    """
    replaced = replacements(actor, country=country_id)
    rows = snapshots(actor).filter(country=country_id, visibility__in=levels)
    for (reference, number), correction in replaced.items():
        if correction.visibility in levels:
            rows = rows.exclude(content__reference=reference, number=number)
    later = set()
    while until in replaced:
        later.add(replaced[until].pk)
        until = key_of(replaced[until])
    newer = rows.filter(assessment=OuterRef("assessment"), number__gt=OuterRef("number"))
    last = rows.exclude(Exists(newer)).exclude(pk__in=later)
    return list(last.order_by("-period_end", "-approved_at")[:MOST_CYCLES])[::-1]


def cycles_until(assessment: Assessment, actor: Actor) -> list[Cycle]:
    """The approved cycles of a State until ``assessment``, which comes last, as it stands now."""
    is_draft = assessment.status != Status.APPROVED
    own = Cycle(working_content(assessment, actor), "", is_draft)
    found = approved_cycles(assessment.country_id, actor, until=(assessment.reference, 1))
    before = [
        snapshot
        for snapshot in found
        if snapshot.assessment_id != assessment.pk and snapshot.period_end <= assessment.period_end
    ]
    return labelled([*(Cycle(each.content, "") for each in before), own])


def cycles_until_snapshot(
    snapshot: AssessmentSnapshot, actor: Actor, *, levels: Collection[str] = Visibility.values
) -> list[Cycle]:
    """The approved cycles of a State until ``snapshot``, which comes last; of ``levels`` before."""
    found = approved_cycles(snapshot.country_id, actor, until=key_of(snapshot), levels=levels)
    before = [
        each
        for each in found
        if each.assessment_id != snapshot.assessment_id and each.period_end <= snapshot.period_end
    ]
    return labelled([Cycle(each.content, "") for each in [*before, snapshot]])


def labelled(cycles: Iterable[Cycle]) -> list[Cycle]:
    """The cycles, named by the months in which they end; twins by their references too."""
    told = [(cycle, _month(cycle)) for cycle in cycles]
    months = [month for _cycle, month in told]
    found = []
    for cycle, month in told:
        name = f"{month} ({cycle.content['reference']})" if months.count(month) > 1 else month
        if cycle.is_draft:
            name = _("%(month)s, draft") % {"month": name}
        found.append(replace(cycle, label=name))
    return found


def all_factors(cycles: Sequence[Cycle]) -> list[Factor]:
    """Every factor that one of the cycles has, in the order of the newest that has it."""
    found: dict[str, Factor] = {}
    for cycle in reversed(cycles):
        for factor in cycle.factors:
            found.setdefault(factor.code, factor)
    return list(found.values())


def _month(cycle: Cycle) -> str:
    end = parse_date(cycle.content["period"]["end"])
    return date_format(end, "M Y") if end else ""
