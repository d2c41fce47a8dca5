"""How far an approved assessment is read: by whom, and whether with its texts or by levels alone.

Readers abroad see either the whole snapshot, or a second one of the same approval that holds the
levels without a sentence. The whole one then stays in the State, where the database keeps it.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.assessments.cycle.services import keep_calendar
from apps.assessments.models import AssessmentSnapshot, Extent
from apps.assessments.snapshots import checksum
from focalpoint.actors import Actor
from focalpoint.services import create_record, update_record, writing
from focalpoint.visibility import NETWORK_LEVELS, Visibility

# What is left of a snapshot without its texts, and of each factor and inhibitor.
FRAME = ("format", "reference", "state", "title", "period", "lead_institution", "framework")
COUNTS = ("rated", "total")
FACTOR = ("code", "label", "title", "level", "trend", "confidence")
INHIBITOR = ("code", "label", "title", "strength")


def levels_only(content: dict[str, Any]) -> dict[str, Any]:
    """The levels of an approved assessment: no narrative, reason, method, finding or structure.

    ``of_sha256`` names the whole one, so that the State can show what they were taken from.
    """
    replaced = content.get("replaces")
    return {
        **({"replaces": {**replaced, "reason": ""}} if replaced else {}),
        **{key: content[key] for key in (*FRAME, *COUNTS)},
        "extent": str(Extent.LEVELS),
        "of_sha256": checksum(content),
        "method": "",
        "context": "",
        "unrated_reason": "",
        "factors": [
            {**{key: factor[key] for key in FACTOR}, "narrative": ""}
            for factor in content["factors"]
        ],
        "inhibitors": [
            {key: each[key] for key in INHIBITOR} for each in content.get("inhibitors", ())
        ],
    }


def share_snapshot(
    *,
    actor: Actor,
    snapshot: AssessmentSnapshot,
    visibility: str,
    reason: str,
    extent: str = Extent.FULL,
    version: int | None = None,
) -> AssessmentSnapshot:
    """Let more people read an approved assessment, or fewer; the history keeps the reason.

    With ``Extent.LEVELS`` readers abroad get the levels alone, and the whole one stays in the
    State. Raises ``PermissionDenied``, ``StaleVersionError``, or ``ValidationError`` without a
    reason and for a snapshot that itself holds the levels alone.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why more or fewer people may read it.")})
    if snapshot.extent != Extent.FULL:
        raise ValidationError(_("Its State decides on the whole assessment, not on this extract."))
    abroad = visibility if visibility in NETWORK_LEVELS and extent == Extent.LEVELS else None
    with writing(actor, reason=reason):
        shared = _set(actor, snapshot, _at_home(snapshot) if abroad else visibility, version)
        _share_levels(actor, shared, abroad)
        keep_calendar(shared.assessment)
    return shared


def _at_home(snapshot: AssessmentSnapshot) -> str:
    """Who reads the whole one once only its levels go abroad."""
    shared = snapshot.visibility in NETWORK_LEVELS
    return Visibility.GOVERNMENT if shared else snapshot.visibility


def _share_levels(actor: Actor, whole: AssessmentSnapshot, visibility: str | None) -> None:
    """Show the levels of ``whole`` to readers of ``visibility``; to nobody abroad for ``None``."""
    made = AssessmentSnapshot.objects.filter(
        assessment=whole.assessment_id, number=whole.number, extent=Extent.LEVELS
    ).first()
    if made is not None:
        _set(actor, made, visibility or Visibility.OFFICE)
    elif visibility is not None:
        content = levels_only(whole.content)
        levels = AssessmentSnapshot(
            country=whole.country,
            office_id=whole.office_id,
            visibility=visibility,
            assessment_id=whole.assessment_id,
            number=whole.number,
            extent=Extent.LEVELS,
            content=content,
            sha256=checksum(content),
            approved_by_id=whole.approved_by_id,
            approved_at=whole.approved_at,
            period_end=whole.period_end,
        )
        create_record(actor=actor, instance=levels, event="assessmentsnapshot.shared")


def _set(
    actor: Actor, snapshot: AssessmentSnapshot, visibility: str, version: int | None = None
) -> AssessmentSnapshot:
    return update_record(
        actor=actor,
        instance=snapshot,
        changes={"visibility": visibility},
        version=version,
        verb="share",
        event="assessmentsnapshot.shared",
    )
