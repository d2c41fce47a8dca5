"""What a report is made from: an approved snapshot, or the working record as it stands."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.assessments.charts.cycles import Cycle, cycles_until, cycles_until_snapshot
from apps.assessments.consultations.selectors import consultation_summaries
from apps.assessments.findings.selectors import Ground, grounds_of
from apps.assessments.models import Assessment, AssessmentSnapshot, Status
from apps.assessments.resilience.selectors import Resilience, resilience_of
from apps.assessments.selectors import risk_factors
from apps.countries.models import Country
from apps.evidence.models import Evidence
from apps.evidence.models import Status as EvidenceStatus
from focalpoint.actors import Actor
from focalpoint.attachments import carrier_of
from focalpoint.documents.files import MARKINGS
from focalpoint.visibility import Visibility


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
    evidence = rows.on(assessment, carrier_of(assessment)).filter(status=EvidenceStatus.CURRENT)
    return Material(
        country=assessment.country,
        cycles=cycles_until(assessment, actor),
        marking=str(MARKINGS[Visibility.OFFICE]),
        standing=str(assessment.get_status_display()),
        is_approved=assessment.status == Status.APPROVED,
        checksum="",
        today=assessment.country.local_date(timezone.now()),
        working=Working(
            grounds_of(assessment, factors, actor),
            resilience_of(assessment, actor),
            list(evidence.order_by("-effective_on", "-id")),
            consultation_summaries(assessment),
        ),
    )


def approved_material(snapshot: AssessmentSnapshot, actor: Actor) -> Material:
    """What was approved, as it was approved."""
    day = date_format(snapshot.country.local_date(snapshot.approved_at))
    said = {"number": snapshot.number, "day": day}
    return Material(
        country=snapshot.country,
        cycles=cycles_until_snapshot(snapshot, actor),
        marking=str(MARKINGS[snapshot.visibility]),
        standing=_("Approved on %(day)s, version %(number)s") % said,
        is_approved=True,
        checksum=snapshot.sha256,
        today=snapshot.country.local_date(timezone.now()),
    )
