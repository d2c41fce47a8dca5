"""Writers of progress reports. A report is never edited: a later one corrects it."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.engagement.approval.services import refuse_blinding
from apps.recommendations.models import ProgressReport
from focalpoint.actors import Actor
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, update_record, writing
from focalpoint.visibility import Visibility


def report_progress(
    *,
    actor: Actor,
    country: Country,
    item: Item,
    status: str,
    narrative: str,
    effective_on: dt.date,
    visibility: str = Visibility.GOVERNMENT,
    office_id: uuid.UUID | None = None,
    approve: bool = False,
) -> ProgressReport:
    """Add a report on one step, true from ``effective_on``; the last word of that day wins.

    ``approve``: the author, who may approve, does so at once. The network reads it only then, and
    only if ``visibility`` says so. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    if effective_on > country.local_date(timezone.now()):
        raise ValidationError(
            {"effective_on": _("Report what has happened: this date lies in the future.")}
        )
    if not item.is_active:
        raise ValidationError({"item": _("This step is no longer in use.")})
    office = office_id or actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    report = ProgressReport(
        country=country,
        office_id=office,
        item=item,
        status=status,
        narrative=narrative,
        effective_on=effective_on,
        visibility=visibility,
        reported_by_id=actor.user_id,
    )
    if approve:
        authorize(actor, "approve", report)
        report.approved_by_id = actor.user_id
        report.approved_at = timezone.now()
    authorize(actor, "create", report)
    refuse_blinding(actor, report.visibility, report.office_id)
    event = "progressreport.approved" if approve else "progressreport.reported"
    return create_record(actor=actor, instance=report, event=event)


def approve_progress(
    *,
    actor: Actor,
    report: ProgressReport,
    visibility: str | None = None,
    version: int | None = None,
    reason: str = "",
) -> ProgressReport:
    """Approve a report, and decide with it who reads it (``None``: as its author proposed).

    To approve what is approved already changes no more than who reads it. Raises
    ``StaleVersionError`` where somebody decided meanwhile, ``PermissionDenied`` or
    ``ValidationError``.
    """
    with writing(actor, reason=reason):
        current = locked(actor, report)
        authorize(actor, "approve", current)
        level = visibility or current.visibility
        refuse_blinding(actor, level, current.office_id)
        changes: dict[str, Any] = {"visibility": level}
        is_new = current.approved_at is None
        if is_new:
            changes |= {"approved_by_id": actor.user_id, "approved_at": timezone.now()}
        return update_record(
            actor=actor,
            instance=current,
            changes=changes,
            version=version,
            verb="approve",
            event="progressreport.approved" if is_new else "progressreport.shared",
        )


def share_progress(
    *,
    actor: Actor,
    report: ProgressReport,
    visibility: str,
    version: int | None = None,
    reason: str = "",
) -> ProgressReport:
    """Let more people read a report, or fewer.

    Raises ``StaleVersionError``, ``PermissionDenied`` or ``ValidationError``.
    """
    authorize(actor, "share", report)
    refuse_blinding(actor, visibility, report.office_id)
    return update_record(
        actor=actor,
        instance=report,
        changes={"visibility": visibility},
        version=version,
        verb="share",
        reason=reason,
        event="progressreport.shared",
    )
