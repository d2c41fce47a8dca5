"""What an approved assessment says: canonical JSON, whose checksum anybody can recompute."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise

from apps.assessments.findings.selectors import Tally
from apps.assessments.independent.words import counts_in_words
from apps.assessments.models import (
    Assessment,
    AssessmentSnapshot,
    FactorRating,
    Knowledge,
    Level,
    Trend,
)
from apps.assessments.resilience.selectors import Resilience
from apps.assessments.resilience_models import Coverage, Strength

# The first format had neither counts of indicators nor reasons for levels that differ from them.
FORMAT = "focalpoint.assessment/2"


def snapshot_content(
    assessment: Assessment,
    ratings: list[FactorRating],
    tallies: Mapping[UUID, Tally],
    resilience: Resilience,
    consultations: Sequence[dict[str, Any]] = (),
    replaced: AssessmentSnapshot | None = None,
    independent: Mapping[str, Mapping[str, int]] | None = None,
) -> dict[str, Any]:
    """The content of a snapshot: strings, numbers and booleans only, so that it stays canonical.

    ``ratings`` come in the order of the framework, with their factors. Of the findings it holds the
    numbers alone (``tallies``, by factor), since it may be shared with anybody: notes, sources and
    evidence stay with the working record, which nobody abroad reads. So do the reasons, mandates
    and gaps of ``resilience``. ``consultations`` are numbers, too; without any, nothing is said.
    ``replaced`` is the snapshot that a correction takes the place of. ``independent`` says of a
    factor, by its code, how many institutions rated it for themselves and how far apart they were.
    """
    framework, country = assessment.framework, assessment.country
    further: dict[str, Any] = {}
    if replaced is not None:
        further["replaces"] = {
            "reference": replaced.content["reference"],
            "number": replaced.number,
            "sha256": replaced.sha256,
            "approved_on": country.local_date(replaced.approved_at).isoformat(),
            "reason": assessment.correction_reason,
        }
    return {
        **further,
        "format": FORMAT,
        "reference": assessment.reference,
        "state": {"code": country.code, "name": country.name, "training": country.is_training},
        "title": assessment.title,
        "period": {
            "start": assessment.period_start.isoformat(),
            "end": assessment.period_end.isoformat(),
        },
        "method": assessment.method,
        "context": assessment.context,
        "lead_institution": assessment.lead_institution.name,
        "framework": {
            "code": framework.code,
            "edition": framework.edition,
            "title": framework.title,
            "source_symbol": framework.source_symbol,
        },
        "rated": sum(rating.is_rated for rating in ratings),
        "total": len(ratings),
        "unrated_reason": assessment.unrated_reason,
        "factors": [
            {
                "code": rating.factor.code,
                "label": rating.factor.label,
                "title": rating.factor.title,
                "level": rating.level,
                "trend": rating.trend,
                "confidence": rating.confidence,
                "narrative": rating.narrative,
                "indicators": tallies.get(rating.factor_id, Tally()).as_counts(),
                "divergence_reason": rating.divergence_reason,
                **_apart(rating, independent or {}),
            }
            for rating in ratings
        ],
        "inhibitors": [
            {
                "code": each.item.code,
                "label": each.item.label,
                "title": each.item.title,
                "strength": each.strength,
            }
            for each in resilience.inhibitors
        ],
        "structures": [
            {
                "name": each.name,
                "coverage": each.coverage,
                "strength": each.strength,
                "factors": each.factors,
            }
            for each in resilience.structures
        ],
        **({"consultations": list(consultations)} if consultations else {}),
    }


def _apart(
    rating: FactorRating, independent: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, int]]:
    found = independent.get(rating.factor.code)
    return {"independent": dict(found)} if found else {}


def canonical_bytes(content: dict[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no white space: the same content gives the same bytes."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def checksum(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(content)).hexdigest()


@dataclass(frozen=True)
class FactorLine:
    """One factor of a snapshot with its codes and the words for them."""

    label: str
    title: str
    level: str
    level_words: str | Promise
    trend: str
    trend_words: str | Promise
    confidence: str
    confidence_words: str | Promise
    narrative: str
    # ``None`` where the snapshot is older than findings.
    tally: Tally | None
    divergence_reason: str
    # How many institutions rated it for themselves, and how far apart; empty where none did.
    independent: str


@dataclass(frozen=True)
class InhibitorLine:
    """One inhibitor of a snapshot."""

    label: str
    title: str
    strength: str
    strength_words: str | Promise


@dataclass(frozen=True)
class StructureLine:
    """One structure of a snapshot; ``factors`` are those that it mitigates, by name."""

    name: str
    strength: str
    strength_words: str | Promise
    coverage_words: str | Promise
    factors: list[str]


@dataclass(frozen=True)
class Reading:
    """The content of a snapshot as a page shows it."""

    content: dict[str, Any]
    period_start: dt.date
    period_end: dt.date
    factors: list[FactorLine]
    # Empty where the snapshot is older than what it would say.
    inhibitors: list[InhibitorLine]
    structures: list[StructureLine]
    # Civil society in the review, in numbers; each with its day as a date.
    consultations: list[dict[str, Any]]


def read_content(content: dict[str, Any]) -> Reading:
    """Dates and words for the codes of a snapshot; a code of a later edition stands for itself."""
    factors = content["factors"]
    names = {each["code"]: f"{each['label']} {each['title']}".strip() for each in factors}
    return Reading(
        content=content,
        period_start=dt.date.fromisoformat(content["period"]["start"]),
        period_end=dt.date.fromisoformat(content["period"]["end"]),
        factors=[
            FactorLine(
                label=factor["label"] or factor["code"],
                title=factor["title"],
                level=factor["level"],
                level_words=_words(Level, factor["level"]),
                trend=factor["trend"],
                trend_words=_words(Trend, factor["trend"]),
                confidence=factor["confidence"],
                confidence_words=_words(Knowledge, factor["confidence"]),
                narrative=factor["narrative"],
                tally=Tally(**factor["indicators"]) if "indicators" in factor else None,
                divergence_reason=factor.get("divergence_reason", ""),
                independent=counts_in_words(**factor.get("independent", {})),
            )
            for factor in factors
        ],
        inhibitors=[
            InhibitorLine(
                label=each["label"] or each["code"],
                title=each["title"],
                strength=each["strength"],
                strength_words=_words(Strength, each["strength"]),
            )
            for each in content.get("inhibitors", ())
        ],
        structures=[
            StructureLine(
                name=each["name"],
                strength=each["strength"],
                strength_words=_words(Strength, each["strength"]),
                coverage_words=_words(Coverage, each["coverage"]),
                factors=[names.get(code, code) for code in each["factors"]],
            )
            for each in content.get("structures", ())
        ],
        consultations=[
            {**each, "closed_on": dt.date.fromisoformat(each["closed_on"])}
            for each in content.get("consultations", ())
        ],
    )


def _words(scale: type[TextChoices], code: str) -> str | Promise:
    return scale(code).label if code in scale.values else code
