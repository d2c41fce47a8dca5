"""What was found of the indicators, and what that says for and against a person's judgement."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.assessments.finding_models import IndicatorFinding, Presence
from apps.assessments.models import Assessment, Level
from apps.catalogue.models import Item
from apps.evidence.models import Evidence, Status
from focalpoint.actors import Actor
from focalpoint.attachments import carrier_of

# The framework of the crimes to which the specific factors are tied.
CRIMES = "CRIMES"
HIGH_LEVELS = frozenset({Level.HIGH, Level.VERY_HIGH})


@dataclass(frozen=True)
class Tally:
    """How many of a factor's indicators were found; what nobody recorded is unknown."""

    present: int = 0
    partly: int = 0
    absent: int = 0
    unknown: int = 0
    not_applicable: int = 0

    @property
    def found(self) -> int:
        """Present or partly so."""
        return self.present + self.partly

    @property
    def known(self) -> int:
        """Those of which something is known. Unknown ones are never counted as absent."""
        return self.found + self.absent

    @property
    def total(self) -> int:
        return self.known + self.unknown + self.not_applicable

    def question(self, level: str) -> str:
        """What to ask whoever sets ``level`` against what was found; empty where nothing is odd."""
        if level == Level.LOW and 2 * self.found > self.known:
            return _(
                "The level is low although most known indicators are present or partly so. Why?"
            )
        if level in HIGH_LEVELS and self.known and not self.found:
            return _("The level is high although no known indicator is present. Why?")
        return ""

    def as_counts(self) -> dict[str, int]:
        """The numbers alone, for a snapshot."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


def tally_of(presences: Iterable[str]) -> Tally:
    """Counts of findings; ``presences`` has one entry for each indicator."""
    counts = dict.fromkeys(Presence.values, 0)
    for presence in presences:
        counts[presence] += 1
    return Tally(**counts)


@dataclass(frozen=True)
class Line:
    """One indicator and what was found of it; ``None`` where nothing was recorded."""

    indicator: Item
    finding: IndicatorFinding | None = None

    @property
    def presence(self) -> str:
        return self.finding.presence if self.finding else Presence.UNKNOWN

    @property
    def presence_words(self) -> str:
        return str(Presence(self.presence).label)

    @property
    def version(self) -> int:
        """The version of the finding that a person sees; 0 where nothing was recorded."""
        return self.finding.version if self.finding else 0


@dataclass(frozen=True)
class Ground:
    """The indicators of one factor with what was found of each."""

    factor: Item
    lines: list[Line] = field(default_factory=list)

    @property
    def tally(self) -> Tally:
        return tally_of(line.presence for line in self.lines)

    @property
    def missing(self) -> list[str]:
        """What the findings lack, in words."""
        told = [line.finding for line in self.lines if line.finding and line.finding.is_known]
        unproven = sum(not (each.source or each.evidence) for each in told)
        undated = sum(each.observed_on is None for each in told)
        unknown = self.tally.unknown
        missing = []
        if unknown:
            missing.append(
                ngettext(
                    "Of one indicator nothing is known.",
                    "Of %(number)s indicators nothing is known.",
                    unknown,
                )
                % {"number": unknown}
            )
        if unproven:
            missing.append(
                ngettext(
                    "One finding has neither source nor evidence.",
                    "%(number)s findings have neither source nor evidence.",
                    unproven,
                )
                % {"number": unproven}
            )
        if undated:
            missing.append(
                ngettext("One finding has no date.", "%(number)s findings have no date.", undated)
                % {"number": undated}
            )
        return missing


def findings(assessment: Assessment, actor: Actor) -> QuerySet[IndicatorFinding]:
    """What ``actor`` reads of an assessment's findings."""
    rows: QuerySet[IndicatorFinding] = IndicatorFinding.objects.visible_to(actor)
    return rows.filter(assessment=assessment)


def ground_of(assessment: Assessment, factor: Item, actor: Actor) -> Ground:
    """The indicators of one factor, in their order. Two queries."""
    return _grounds(assessment, [factor], actor)[0]


def grounds_of(assessment: Assessment, factors: Collection[Item], actor: Actor) -> list[Ground]:
    """The same for several factors of an assessment, in two queries for all."""
    return _grounds(assessment, factors, actor)


def _grounds(assessment: Assessment, factors: Collection[Item], actor: Actor) -> list[Ground]:
    rows = findings(assessment, actor).filter(indicator__parent__in=factors)
    recorded = {finding.indicator_id: finding for finding in rows}
    # What a later edition of the catalogue retired stays where something was recorded of it.
    items = Item.objects.filter(
        Q(is_active=True) | Q(pk__in=list(recorded)), parent__in=factors
    ).order_by("order")
    lines: dict[Any, list[Line]] = {factor.pk: [] for factor in factors}
    for item in items:
        finding = recorded.get(item.pk)
        if finding is not None:
            finding.assessment, finding.indicator = assessment, item
        lines[item.parent_id].append(Line(item, finding))
    return [Ground(factor, lines[factor.pk]) for factor in factors]


def line_of(assessment: Assessment, factor: Item, code: str, actor: Actor) -> Line | None:
    """One indicator of a factor; ``None`` where there is none of that code.

    One query, and another where nothing was recorded of it.
    """
    rows = findings(assessment, actor).filter(indicator__parent=factor, indicator__code=code)
    finding = rows.select_related("indicator").first()
    if finding is not None:
        finding.assessment = assessment
        return Line(finding.indicator, finding)
    item = Item.objects.filter(parent=factor, code=code, is_active=True).first()
    return Line(item) if item else None


def tallies_of(assessment: Assessment, actor: Actor) -> dict[UUID, Tally]:
    """The tally of each factor of an assessment by the factor's id. One query."""
    own = findings(assessment, actor).filter(indicator=OuterRef("pk")).order_by()
    indicators = (
        Item.objects.filter(framework=assessment.framework_id, parent__isnull=False)
        .annotate(presence=Subquery(own.values("presence")[:1]))
        # What a later edition of the catalogue retired counts where something was recorded of it.
        .filter(Q(is_active=True) | Q(presence__isnull=False))
        .order_by()
        .values_list("parent", "presence")
        .annotate(number=Count("pk"))
    )
    counts: dict[UUID, dict[str, int]] = {}
    for factor, presence, number in indicators:
        found = counts.setdefault(factor, {"unknown": 0})
        known = presence or Presence.UNKNOWN
        found[known] = found.get(known, 0) + number
    return {factor: Tally(**found) for factor, found in counts.items()}


def crimes_of(factor: Item) -> list[str]:
    """The crimes to which a specific factor is tied, by name; the common factors serve all."""
    codes = [str(code).upper() for code in factor.facts.get("crimes", ())]
    if not codes:
        return []
    rows = Item.objects.filter(framework__code=CRIMES, code__in=codes, is_active=True)
    return list(rows.order_by("order").values_list("title", flat=True).distinct())


def usable_evidence(assessment: Assessment, actor: Actor) -> QuerySet[Evidence]:
    """The current evidence of an assessment that ``actor`` reads, the newest first."""
    rows: Any = Evidence.objects.visible_to(actor)
    found: QuerySet[Evidence] = rows.on(assessment, carrier_of(assessment))
    return found.filter(status=Status.CURRENT).order_by("-effective_on", "-id")
