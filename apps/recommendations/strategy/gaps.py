"""What is missing between risk, priority and action: one short rule for each kind of gap.

The rules read the latest approved assessment that the reader sees: what was rated since counts once
it is approved.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, TextChoices
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from apps.assessments.models import AssessmentSnapshot, Level
from apps.assessments.resilience_models import Strength
from apps.assessments.selectors import snapshots
from apps.countries.models import Country
from apps.recommendations.strategy.selectors import priorities, with_work
from apps.recommendations.strategy_models import LIVE, StrategyPriority
from focalpoint.actors import Actor

HIGH = (Level.HIGH, Level.VERY_HIGH)
THIN = (Strength.WEAK, Strength.MISSING)


class Rule(TextChoices):
    """What may be missing."""

    HIGH_FACTOR = "factor_without_priority", _("A high risk without a priority")
    THIN_INHIBITOR = (
        "inhibitor_without_priority",
        _("A thin inhibitor that no priority strengthens"),
    )
    NO_ACTION = "priority_without_action", _("A priority without an open action")


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: by which rule, about what, and how it is rated or stands.

    ``code`` is that of a factor or inhibitor, or the reference of a priority.
    """

    rule: Rule
    code: str
    title: str
    state: str
    words: str
    assessment: str = ""

    @property
    def rule_words(self) -> str:
        return str(self.rule.label)


@dataclass(frozen=True)
class Gaps:
    """The gaps of a State, and the approved assessment that they were read from, if any."""

    found: list[Gap]
    snapshot: AssessmentSnapshot | None

    def of(self, rule: str) -> list[Gap]:
        return [gap for gap in self.found if gap.rule == rule]


def latest_snapshot(country: Country, actor: Actor) -> AssessmentSnapshot | None:
    """What was approved last, as far as ``actor`` reads it; a correction, not what it replaced."""
    rows = snapshots(actor).filter(country=country).annotate(named=KT("content__reference"))
    correcting = rows.annotate(
        former=KT("content__replaces__reference"),
        former_number=Cast(KT("content__replaces__number"), IntegerField()),
    )
    corrected = correcting.filter(former=OuterRef("named"), former_number=OuterRef("number"))
    last = rows.exclude(Exists(corrected)).order_by("-period_end", "-approved_at")
    found: AssessmentSnapshot | None = last.first()
    return found


def gaps_of(country: Country, actor: Actor, *, live: list[StrategyPriority] | None = None) -> Gaps:
    """What is missing in a State, as far as ``actor`` sees it. Two queries.

    ``live`` are its live priorities of ``with_work``, where they are read already.
    """
    snapshot = latest_snapshot(country, actor)
    if live is None:
        live = list(with_work(priorities(actor).filter(country=country, status__in=LIVE), actor))
    found = [*_unanswered(snapshot, live), *_idle(live)]
    return Gaps(found, snapshot)


def _unanswered(snapshot: AssessmentSnapshot | None, live: list[StrategyPriority]) -> Iterator[Gap]:
    if snapshot is None:
        return
    content = snapshot.content
    reference = content["reference"]
    answered = {code for priority in live for code in priority.factors}
    for each in content["factors"]:
        if each["level"] in HIGH and each["code"] not in answered:
            words = str(Level(each["level"]).label)
            yield Gap(Rule.HIGH_FACTOR, each["code"], _name(each), each["level"], words, reference)
    strengthened = {code for priority in live for code in priority.inhibitors}
    for each in content.get("inhibitors", ()):
        if each["strength"] in THIN and each["code"] not in strengthened:
            words = str(Strength(each["strength"]).label)
            yield Gap(
                Rule.THIN_INHIBITOR, each["code"], _name(each), each["strength"], words, reference
            )


def _name(each: dict[str, str]) -> str:
    return " ".join(filter(None, (each["label"], each["title"])))


def _idle(live: Iterable[Any]) -> Iterator[Gap]:
    for priority in live:
        if priority.is_decided and not priority.has_work:
            yield Gap(
                Rule.NO_ACTION,
                priority.reference,
                priority.title,
                priority.status,
                priority.get_status_display(),
                priority.assessment_reference,
            )
