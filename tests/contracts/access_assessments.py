"""The pages of assessments with what each role gets; see ``access_pages``."""

from tests.contracts.access import (
    APPROVERS,
    GOVERNMENT,
    OFFICE,
    Address,
    by_pk,
    by_reference,
    only,
    record,
    signed_in,
)
from tests.contracts.access_consultations import CONSULTATION_PAGES
from tests.contracts.access_events import EVENT_PAGES
from tests.contracts.access_independent import INDEPENDENT_PAGES

ASSESSMENT = by_reference("assessment")

ASSESSMENT_PAGES: dict[str, Address] = {
    **EVENT_PAGES,
    **INDEPENDENT_PAGES,
    # Abroad there are no assessments to work on, only what others approved.
    "assessment-list": only(*GOVERNMENT, others=302),
    "assessment-create": only(*OFFICE),
    "assessment-detail": record(ASSESSMENT),
    "assessment-update": record(ASSESSMENT, may=OFFICE),
    "assessment-preview": record(ASSESSMENT),
    "factor-rate": record(
        lambda side: {"reference": side.assessment.reference, "code": side.rating.factor.code},
        may=OFFICE,
    ),
    "factor-comments": record(
        lambda side: {"reference": side.assessment.reference, "code": side.rating.factor.code}
    ),
    "finding": record(
        lambda side: {
            "reference": side.assessment.reference,
            "code": side.rating.factor.code,
            "indicator": side.finding.indicator.code,
        },
        may=OFFICE,
    ),
    "assessment-cycle": record(ASSESSMENT),
    "assessment-phase": record(ASSESSMENT, may=OFFICE),
    # A draft is not followed up: whoever might is led back to it.
    "assessment-next": record(ASSESSMENT, may=OFFICE, status=302),
    "assessment-correct": record(ASSESSMENT, may=OFFICE, status=302),
    "assessment-calendar": record(ASSESSMENT, may=OFFICE),
    "assessment-findings": record(ASSESSMENT),
    "assessment-resilience": record(ASSESSMENT),
    "assessment-charts": record(ASSESSMENT),
    "risk-resilience": record(ASSESSMENT),
    "inhibitor-rate": record(
        lambda side: {
            "reference": side.assessment.reference,
            "code": side.inhibitor.inhibitor.code,
        },
        may=OFFICE,
    ),
    "others-writing": record(
        lambda side: {
            "reference": side.assessment.reference,
            "part": "factor",
            "code": side.rating.factor.code,
        },
        may=OFFICE,
    ),
    # Neither a text nor a wish to forget one: who may keep texts is told so.
    "unsaved-text": record(
        lambda side: {
            "reference": side.assessment.reference,
            "part": "factor",
            "code": side.rating.factor.code,
        },
        may=OFFICE,
        method="post",
        status=302,
    ),
    # Whoever is not named for a population is told of none, official of the office or not.
    "assessment-populations": record(ASSESSMENT),
    "population-create": record(ASSESSMENT, may=OFFICE),
    **{
        name: record(by_pk("population"), seen_by=APPROVERS)
        for name in (
            "population-detail",
            "population-looks",
            "population-readers",
            "population-update",
        )
    },
    "population-list": only(*GOVERNMENT, "network_auditor"),
    "structure-create": record(ASSESSMENT, may=OFFICE),
    "structure-update": record(
        lambda side: {"reference": side.assessment.reference, "pk": side.structure.pk},
        may=OFFICE,
    ),
    "assessment-transition": record(
        lambda side: {"reference": side.assessment.reference, "step": "submit"}, may=OFFICE
    ),
    **CONSULTATION_PAGES,
    "snapshot-list": signed_in(),
    "snapshot-detail": record(by_pk("snapshot")),
    "snapshot-charts": record(by_pk("snapshot")),
    # The working record on paper is for its own office; a file is for who asked for it.
    "assessment-report": record(ASSESSMENT, may=OFFICE),
    "snapshot-report": record(by_pk("snapshot")),
    "snapshot-share": record(by_pk("snapshot"), may=APPROVERS),
}
