"""What tasks make: drafts of sections from the record, and the files of approved versions."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Mapping

import structlog
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation

from apps.reports.choices import DraftStatus, FileFormat
from apps.reports.contents import report_of
from apps.reports.drafting.pad import Pad
from apps.reports.drafting.templates import TEMPLATES
from apps.reports.models import Document, DocumentFile, DocumentVersion, SectionDraft
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.documents.blocks import Report
from focalpoint.documents.paper import pdf_of
from focalpoint.documents.word import docx_of
from focalpoint.services import create_record, writing

logger = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
# A task that has not begun by then was lost on the way, or with its worker.
LOST_AFTER = dt.timedelta(minutes=2)
WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    FileFormat.PDF: pdf_of,
    FileFormat.DOCX: docx_of,
}


def make_drafts(*, actor: Actor, document: Document) -> int:
    """Write the drafts of a document that wait, in its language, from what ``actor`` reads now.

    Each in a transaction of its own; how many were made. One that somebody makes is left alone.
    """
    with acting(actor):
        rows = SectionDraft.objects.visible_to(actor).filter(
            section__document=document, status=DraftStatus.WAITING
        )
        waiting = list(rows.order_by("section__order").values_list("pk", flat=True))
    with translation.override(document.language):
        return sum(_make_draft(actor, document, pk) for pk in waiting)


def _make_draft(actor: Actor, document: Document, pk: uuid.UUID) -> bool:
    if not _begin(actor, pk):
        return False
    with writing(actor, event="document.drafted"):
        held = _held(actor, pk)
        if held is None:
            return False
        section = TEMPLATES[document.kind].section(held.section.code)
        if section is None or section.draft is None:
            held.status = DraftStatus.FAILED
        else:
            pad = _pad(actor, document, held)
            section.draft(pad)
            held.content, held.status = pad.content(), DraftStatus.DONE
            held.made_at = timezone.now()
        held.save()
    return held.status == DraftStatus.DONE


def _pad(actor: Actor, document: Document, draft: SectionDraft) -> Pad:
    rows = SectionDraft.objects.visible_to(actor).filter(
        section=draft.section_id, status=DraftStatus.DONE
    )
    former = rows.order_by("-id").first()
    return Pad(
        actor=actor,
        country=document.country,
        start=document.period_start,
        end=document.period_end,
        as_of=draft.as_of,
        audience=draft.audience,
        treaty=document.treaty,
        cycle=document.cycle,
        numbers=dict(former.content.get("numbers", {})) if former else {},
    )


def _begin(actor: Actor, pk: uuid.UUID) -> bool:
    """Count an attempt, in a transaction of its own; one that killed its worker is given up."""
    with writing(actor, event="document.drafted"):
        held = _held(actor, pk)
        if held is None:
            return False
        held.attempts += 1
        if held.attempts > MOST_ATTEMPTS:
            held.status = DraftStatus.FAILED
        held.save(update_fields=["attempts", "status", "updated_at"])
    return held.status == DraftStatus.WAITING


def _held(actor: Actor, pk: uuid.UUID) -> SectionDraft | None:
    rows = SectionDraft.objects.visible_to(actor).filter(pk=pk, status=DraftStatus.WAITING)
    found: SectionDraft | None = (
        rows.select_related("section").select_for_update(of=("self",), skip_locked=True).first()
    )
    return found


def make_files(*, actor: Actor, version: DocumentVersion) -> int:
    """Put an approved version on paper, once for each format; how many were made."""
    with acting(actor):
        made = set(version.files.values_list("format", flat=True))
    missing = [each for each in WRITERS if each not in made]
    if not missing:
        return 0
    country = version.country
    approved_on = country.local_date(version.approved_at) if country else version.approved_at.date()
    with translation.override(version.language):
        report = report_of(
            version.content, number=version.number, approved_on=approved_on, sha256=version.sha256
        )
        files = {each: WRITERS[each](report) for each in missing}
    with writing(actor, event="document.printed"):
        # Two workers at once: the second one finds them made.
        rows = DocumentVersion.objects.visible_to(actor).select_for_update(of=("self",))
        held = rows.get(pk=version.pk)
        there = set(held.files.values_list("format", flat=True))
        for each in sorted(set(files) - there):
            content = files[each]
            create_record(
                actor=actor,
                instance=DocumentFile(
                    document_version=held,
                    format=each,
                    content=content,
                    sha256=hashlib.sha256(content).hexdigest(),
                    size=len(content),
                ),
                event="document.printed",
            )
    logger.info("document_printed", version=str(version.pk), formats=sorted(files))
    return len(set(files) - there)


def drafts_left_behind(*, now: dt.datetime) -> list[uuid.UUID]:
    """The documents with drafts that nobody makes though they were asked for."""
    with acting(SYSTEM):
        rows = SectionDraft.objects.filter(
            status=DraftStatus.WAITING, created_at__lt=now - LOST_AFTER
        )
        return list(rows.order_by().values_list("section__document", flat=True).distinct())


def versions_without_files(*, now: dt.datetime) -> list[uuid.UUID]:
    """The approved versions of the last days that are not on paper yet."""
    with acting(SYSTEM):
        docx = DocumentFile.objects.filter(document_version=OuterRef("pk"), format=FileFormat.DOCX)
        pdf = DocumentFile.objects.filter(document_version=OuterRef("pk"), format=FileFormat.PDF)
        rows = DocumentVersion.objects.filter(
            approved_at__range=(now - dt.timedelta(days=7), now - LOST_AFTER)
        )
        left = rows.exclude(Exists(docx), Exists(pdf)).order_by()
        return list(left.values_list("pk", flat=True))
