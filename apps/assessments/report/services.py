"""Asking for a report, making it, and clearing it away."""

import datetime as dt
from collections.abc import Callable, Mapping
from uuid import UUID

import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.utils.translation import get_language

from apps.assessments.models import Assessment, AssessmentSnapshot
from apps.assessments.report.contents import report_of
from apps.assessments.report.sources import Material, approved_material, working_material
from apps.assessments.report_models import KEPT, AssessmentReport, Format, Progress, Source
from apps.assessments.selectors import assessments, snapshots
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.documents.blocks import Report
from focalpoint.documents.paper import pdf_of
from focalpoint.documents.word import docx_of
from focalpoint.policies import authorize
from focalpoint.services import writing

logger = structlog.get_logger(__name__)

WRITERS: Mapping[str, Callable[[Report], bytes]] = {Format.PDF: pdf_of, Format.DOCX: docx_of}
MOST_ATTEMPTS = 3
# A task that has not begun by then was lost on the way, or with its worker.
LOST_AFTER = dt.timedelta(minutes=2)


def ask_for_report(
    *, actor: Actor, record: Assessment | AssessmentSnapshot, format_: str
) -> AssessmentReport:
    """Note that ``actor`` wants the report of a record that they read; a task makes it.

    Of the working record its own office alone has a report: it holds every finding and source.
    """
    if isinstance(record, Assessment):
        authorize(actor, "report", record)
        kind, reference = Source.WORKING, record.reference
    else:
        kind = Source.APPROVED
        reference = f"{record.content['reference']}-{record.number}"
    if actor.user_id is None:
        raise PermissionDenied
    report = AssessmentReport(
        subject_kind=kind,
        subject_id=record.pk,
        country=record.country,
        asked_by_id=actor.user_id,
        format=format_,
        language=get_language() or "en",
        name=f"assessment-{reference}.{format_}",
    )
    with writing(actor):
        report.full_clean()
        report.save(force_insert=True)
    return report


def make_report(*, actor: Actor, report: AssessmentReport) -> AssessmentReport:
    """Make the file, in the active language, with what ``actor`` reads now.

    Whoever reads the record no more gets none. A report that is being made is left alone.
    """
    with writing(actor):
        rows = AssessmentReport.objects.visible_to(actor).filter(
            pk=report.pk, status=Progress.WAITING
        )
        held: AssessmentReport | None = rows.select_for_update(
            of=("self",), skip_locked=True
        ).first()
        if held is None:
            return report
        try:
            held.content = WRITERS[held.format](report_of(_material(held, actor)))
        except (ObjectDoesNotExist, PermissionDenied):
            held.status = Progress.FAILED
        else:
            held.status, held.size = Progress.DONE, len(held.content)
        held.save()
    logger.info("assessment_report_made", **_facts(actor, held), status=held.status)
    return held


def give_up(*, actor: Actor, report: AssessmentReport) -> bool:
    """Count an attempt, in a transaction of its own; whether the report is given up by now.

    A report that kills its worker would else be begun for ever.
    """
    with writing(actor):
        rows = AssessmentReport.objects.visible_to(actor).filter(pk=report.pk)
        held = rows.select_for_update(of=("self",), skip_locked=True).defer("content").first()
        if held is None or held.status != Progress.WAITING:
            return False
        held.attempts += 1
        if held.attempts > MOST_ATTEMPTS:
            held.status = Progress.FAILED
        held.save(update_fields=["attempts", "status"])
    return bool(held.status == Progress.FAILED)


def take_report(*, actor: Actor, report: AssessmentReport) -> bytes:
    """The file; that somebody took it is told in the log, as for every other file."""
    logger.info("assessment_report_taken", **_facts(actor, report))
    return bytes(report.content or b"")


def reports_left_behind(*, now: dt.datetime) -> list[UUID]:
    """The reports that nobody makes though they were asked for."""
    with acting(SYSTEM):
        rows = AssessmentReport.objects.filter(
            status=Progress.WAITING, created_at__lt=now - LOST_AFTER
        )
        return list(rows.values_list("pk", flat=True))


def remove_old_reports(*, now: dt.datetime) -> int:
    """Remove what was asked for a day ago; how many."""
    with writing(SYSTEM):
        number, _by_model = AssessmentReport.objects.filter(created_at__lt=now - KEPT).delete()
    return number


def _material(report: AssessmentReport, actor: Actor) -> Material:
    if report.subject_kind == Source.APPROVED:
        return approved_material(snapshots(actor).get(pk=report.subject_id), actor)
    assessment = assessments(actor).get(pk=report.subject_id)
    authorize(actor, "report", assessment)
    return working_material(assessment, actor)


def _facts(actor: Actor, report: AssessmentReport) -> dict[str, str | int]:
    return {
        "report": report.name,
        "format": report.format,
        "size": report.size,
        "actor": str(actor.user_id or ""),
        "actor_name": actor.name,
    }
