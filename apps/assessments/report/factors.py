"""The chapter of a report that goes from factor to factor."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.assessments.findings.selectors import Tally
from apps.assessments.models import Knowledge, Level, Trend
from apps.assessments.report.sources import Material
from apps.assessments.scales import KNOWLEDGE, LEVELS, TRENDS
from apps.assessments.snapshots import FactorLine, Reading
from focalpoint.documents.blocks import Block, Facts, Heading, Table, Text
from focalpoint.names import named


def factor_by_factor(material: Material, reading: Reading) -> Iterator[Block]:
    """An overview, then each factor with its level, what speaks for it, and why."""
    yield Table(
        [_("Factor"), _("Level"), _("Trend"), _("Knowledge"), _("Indicators found")],
        [_line(factor) for factor in reading.factors],
        [3, 1, 1, 1, 1.2],
    )
    missing = {}
    if material.working:
        missing = {
            ground.factor.label or ground.factor.code: ground.missing
            for ground in material.working.grounds
        }
    for factor in reading.factors:
        yield Heading(f"{factor.label} {named(factor.title)}", 2)
        yield Facts(_facts(factor))
        if factor.narrative:
            yield Text(factor.narrative)
        if factor.divergence_reason:
            yield Heading(_("Why the level differs from what was found"), 3)
            yield Text(factor.divergence_reason)
        if missing.get(factor.label):
            yield Text(" ".join(missing[factor.label]), quiet=True)


def _line(factor: FactorLine) -> list[str]:
    rated = factor.level != Level.UNKNOWN
    return [
        f"{factor.label} {named(factor.title)}",
        str(factor.level_words),
        str(factor.trend_words) if rated else "–",
        str(factor.confidence_words) if rated else "–",
        _share(factor.tally),
    ]


def _share(tally: Tally | None) -> str:
    if tally is None:
        return "–"
    said = {"found": tally.found, "known": tally.known, "unknown": tally.unknown}
    return _("%(found)s of %(known)s known, %(unknown)s unknown") % said


def _facts(factor: FactorLine) -> list[tuple[str, str]]:
    facts = [(_("Level"), _defined(factor.level_words, LEVELS, Level, factor.level))]
    if factor.level != Level.UNKNOWN:
        facts += [
            (_("Trend"), _defined(factor.trend_words, TRENDS, Trend, factor.trend)),
            (
                _("Knowledge"),
                _defined(factor.confidence_words, KNOWLEDGE, Knowledge, factor.confidence),
            ),
        ]
    if factor.tally is not None:
        tally = factor.tally
        said = {
            "present": tally.present,
            "partly": tally.partly,
            "absent": tally.absent,
            "unknown": tally.unknown,
            "other": tally.not_applicable,
        }
        counts = _(
            "%(present)s present, %(partly)s partly, %(absent)s absent, %(unknown)s unknown, "
            "%(other)s not applicable"
        )
        facts.append((_("Indicators"), counts % said))
    return facts


def _defined(words: object, definitions: object, scale: type, code: str) -> str:
    """A word with its definition; a word of a later edition stands alone."""
    if code not in scale.values:  # type: ignore[attr-defined]
        return str(words)
    return f"{words}: {definitions[scale(code)]}"  # type: ignore[index]
