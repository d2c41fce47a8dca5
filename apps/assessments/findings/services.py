"""The writer of findings: what was found of one indicator."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.assessments.finding_models import IndicatorFinding
from apps.assessments.findings.selectors import findings, usable_evidence
from apps.assessments.models import Assessment
from apps.catalogue.models import Item
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.refusals import constraint_of, refuse_unknown
from focalpoint.services import create_record, locked, update_record, writing

FINDING_FIELDS = frozenset({"presence", "note", "observed_on", "source", "reliability", "evidence"})
EVENT = "finding.recorded"


def record_finding(
    *,
    actor: Actor,
    assessment: Assessment,
    indicator: Item,
    changes: Mapping[str, Any],
    version: int | None,
) -> IndicatorFinding:
    """Say what was found of an indicator, for the first time or anew.

    ``version`` is that of the finding which the person saw, 0 where nothing was recorded, ``None``
    where no person saw one. Raises ``StaleVersionError`` where somebody else recorded it first,
    ``PermissionDenied``, and ``ValidationError``, also where the assessment is no draft any more.
    """
    refuse_unknown(changes, FINDING_FIELDS)
    authorize(actor, "create", IndicatorFinding(assessment=assessment, indicator=indicator))
    _refuse_stranger(assessment, indicator)
    try:
        return _record(actor, assessment, indicator, changes, version)
    except IntegrityError as error:
        if constraint_of(error) == "found_in_draft_only":
            raise ValidationError(
                _(
                    "The assessment was handed in meanwhile, so this finding was not saved. Ask "
                    "the focal point to return it to draft."
                )
            ) from error
        raise


def _record(
    actor: Actor,
    assessment: Assessment,
    indicator: Item,
    changes: Mapping[str, Any],
    version: int | None,
) -> IndicatorFinding:
    with writing(actor, event=EVENT):
        _refuse_future(assessment, changes)
        recorded = findings(assessment, actor).filter(indicator=indicator)
        current = recorded.first()
        if current is None:
            # Of two first findings at once, the second finds that of the other.
            locked(actor, assessment)
            current = recorded.first()
        if current is None:
            values = {**changes, **_evidence(actor, assessment, changes, before=())}
            made = IndicatorFinding(assessment=assessment, indicator=indicator, **values)
            return create_record(actor=actor, instance=made, event=EVENT)
        return update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            event=EVENT,
            derive=lambda now: _evidence(actor, assessment, changes, before=now.evidence),
        )


def _evidence(
    actor: Actor, assessment: Assessment, changes: Mapping[str, Any], *, before: Any
) -> dict[str, list[UUID]]:
    """The items named in ``changes``, and those before that the actor cannot see to keep them."""
    if "evidence" not in changes:
        return {}
    chosen = set(changes["evidence"])
    usable = set(usable_evidence(assessment, actor).values_list("pk", flat=True))
    if chosen - usable - set(before):
        raise ValidationError({"evidence": _("This is no evidence of the assessment.")})
    return {"evidence": sorted(chosen | (set(before) - usable))}


def _refuse_stranger(assessment: Assessment, indicator: Item) -> None:
    if indicator.framework_id != assessment.framework_id or indicator.parent_id is None:
        raise ValidationError(
            {"indicator": _("This is no indicator of the assessment's framework.")}
        )


def _refuse_future(assessment: Assessment, changes: Mapping[str, Any]) -> None:
    day = changes.get("observed_on")
    if day is not None and day > assessment.country.local_date(timezone.now()):
        raise ValidationError({"observed_on": _("What was found cannot lie in the future.")})
