"""What a report is made from: an approved snapshot, or the working record as it stands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.assessments.charts.cycles import Cycle, cycles_until, cycles_until_snapshot
from apps.assessments.consultations.selectors import consultation_summaries
from apps.assessments.findings.selectors import Ground, grounds_of
from apps.assessments.models import Assessment, AssessmentSnapshot, Status
from apps.assessments.report.chapters import Asked, parts_of
from apps.assessments.rerating.timeline import Timeline, timeline_of
from apps.assessments.resilience.selectors import Resilience, resilience_of
from apps.assessments.selectors import risk_factors
from apps.countries.models import Country
from apps.evidence.models import Evidence
from apps.evidence.models import Status as EvidenceStatus
from focalpoint.actors import Actor
from focalpoint.attachments import carrier_of
from focalpoint.documents.blocks import Block
from focalpoint.documents.files import MARKINGS
from focalpoint.visibility import NETWORK_LEVELS, Visibility


@dataclass(frozen=True)
class Material:
    """Everything that a report says, before it is put in order.

    ``working`` is ``None`` for what was approved: its findings stay with the working record.
    """

    country: Country
    cycles: Sequence[Cycle]
    marking: str
    # How the record stands, in words, and whether it is approved.
    standing: str
    is_approved: bool
    checksum: str
    today: dt.date
    working: "Working | None" = None
    # What happened and how factors were judged meanwhile, as far as the marking allows.
    timeline: Timeline | None = None
    # What apps above the assessments add: the priorities of the State, say.
    parts: Sequence[Block] = ()

    @property
    def consultations(self) -> Sequence[Mapping[str, Any]]:
        """The consultations of civil society in numbers: no name and no text."""
        if self.working is not None:
            return self.working.consultations
        found: Sequence[Mapping[str, Any]] = self.content.get("consultations", ())
        return found

    @property
    def content(self) -> Mapping[str, Any]:
        return self.cycles[-1].content


@dataclass(frozen=True)
class Working:
    """What the working record has beyond a snapshot."""

    grounds: list[Ground]
    resilience: Resilience
    evidence: list[Evidence]
    # The ended consultations in numbers, as a snapshot holds them.
    consultations: list[dict[str, Any]] = field(default_factory=list)


def working_material(assessment: Assessment, actor: Actor) -> Material:
    """The record as it stands, with findings, reasons and sources; for its own office."""
    factors = list(risk_factors(assessment.framework))
    for factor in factors:
        factor.framework = assessment.framework
    rows: Any = Evidence.objects.visible_to(actor)
    today = assessment.country.local_date(timezone.now())
    evidence = rows.on(assessment, carrier_of(assessment)).filter(status=EvidenceStatus.CURRENT)
    return Material(
        country=assessment.country,
        cycles=cycles_until(assessment, actor),
        marking=str(MARKINGS[Visibility.OFFICE]),
        standing=str(assessment.get_status_display()),
        is_approved=assessment.status == Status.APPROVED,
        checksum="",
        today=today,
        working=Working(
            grounds_of(assessment, factors, actor),
            resilience_of(assessment, actor),
            list(evidence.order_by("-effective_on", "-id")),
            consultation_summaries(assessment),
        ),
        timeline=timeline_of(
            assessment.country, actor, since=min(assessment.period_start, today), until=today
        ),
        parts=_parts(assessment.country, actor, Visibility.OFFICE),
    )


def approved_material(snapshot: AssessmentSnapshot, actor: Actor) -> Material:
    """What was approved, as it was approved."""
    day = date_format(snapshot.country.local_date(snapshot.approved_at))
    said = {"number": snapshot.number, "day": day}
    return Material(
        country=snapshot.country,
        cycles=cycles_until_snapshot(snapshot, actor, levels=readable_at(snapshot.visibility)),
        marking=str(MARKINGS[snapshot.visibility]),
        standing=_("Approved on %(day)s, version %(number)s") % said,
        is_approved=True,
        checksum=snapshot.sha256,
        today=snapshot.country.local_date(timezone.now()),
        timeline=_timeline_until(snapshot, actor),
        parts=_parts(snapshot.country, actor, snapshot.visibility),
    )


def _parts(country: Country, actor: Actor, marking: str) -> list[Block]:
    return parts_of(Asked(country, actor, marking, readable_at(marking)))


def readable_at(marking: str) -> Sequence[str]:
    """The levels that all readers of a document with that marking may read."""
    levels = list(Visibility.values)
    return levels[levels.index(marking) :]


def _timeline_until(snapshot: AssessmentSnapshot, actor: Actor) -> Timeline | None:
    """Until it was approved, with what all readers of the document may read; abroad, nothing."""
    at_home = snapshot.country_id in actor.read_states
    if not at_home or snapshot.visibility in NETWORK_LEVELS:
        return None
    until = snapshot.country.local_date(snapshot.approved_at)
    began = parse_date(snapshot.content["period"]["start"]) or until
    since = min(began, until)
    return timeline_of(
        snapshot.country,
        actor,
        since=since,
        until=until,
        levels=readable_at(snapshot.visibility),
        approved_until=snapshot.approved_at,
    )
