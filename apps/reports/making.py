"""What tasks make: drafts of sections from the record, and the files of approved versions."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Mapping

import structlog
from django.db.models import Exists, F, OuterRef
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.reports.choices import DraftStatus, FileFormat
from apps.reports.contents import report_of
from apps.reports.drafting.pad import Pad
from apps.reports.drafting.templates import TEMPLATES
from apps.reports.models import Document, DocumentFile, DocumentVersion, SectionDraft
from apps.reports.notices import tell_of_drafts, tell_of_failure
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.db.turns import take_turn
from focalpoint.documents.blocks import Report
from focalpoint.documents.paper import pdf_of
from focalpoint.documents.word import docx_of
from focalpoint.policies import authorize
from focalpoint.services import create_record, locked, writing

logger = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
TURN = "reports.draft"
# A worker that has counted its attempt takes its turn again by then, or is gone.
JUST_BEGUN = dt.timedelta(seconds=10)
# A task that has not begun by then was lost on the way, or with its worker.
LOST_AFTER = dt.timedelta(minutes=2)
WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    FileFormat.PDF: pdf_of,
    FileFormat.DOCX: docx_of,
}


def make_drafts(*, actor: Actor, document: Document) -> int:
    """Write the drafts of a document that wait, in its language, from what ``actor`` reads now.

    Each in a transaction of its own; how many were made. One that somebody makes is left alone.
    Raises ``PermissionDenied`` where ``actor`` may not write the document.
    """
    authorize(actor, "change", document)
    with acting(actor):
        rows = SectionDraft.objects.visible_to(actor).filter(
            section__document=document, status=DraftStatus.WAITING
        )
        waiting = list(rows.order_by("section__order").values_list("pk", flat=True))
    return sum(_make_draft(actor, document, pk) for pk in waiting)


def _make_draft(actor: Actor, document: Document, pk: uuid.UUID) -> bool:
    if not _begin(actor, pk):
        return False
    with writing(actor, event="document.drafted"):
        # While this worker waits for the document, no other counts an attempt at the same draft.
        if take_turn(TURN, of=pk):
            return _write_draft(actor, document, pk)
    _give_back(actor, pk)
    return False


def _write_draft(actor: Actor, document: Document, pk: uuid.UUID) -> bool:
    # As it is now: whoever changes its frame waits, and then asks for a draft of that one.
    current = locked(actor, document)
    held = _held(actor, pk)
    if held is None:
        return False
    held.audience, held.as_of = current.audience, current.as_of
    section = TEMPLATES[current.kind].section(held.section.code)
    if section is None or section.draft is None:
        held.status = DraftStatus.FAILED
    else:
        with translation.override(current.language):
            pad = _pad(actor, current, held)
            section.draft(pad)
        held.content = {**pad.content(), "frame": current.frame}
        held.status = DraftStatus.DONE
        held.made_at = timezone.now()
    held.save()
    _tell(actor, current, held)
    return held.status == DraftStatus.DONE


def _tell(actor: Actor, document: Document, draft: SectionDraft) -> None:
    """Tell whoever asked: of a failure each time, of what is made once nothing waits any more."""
    if draft.status == DraftStatus.FAILED:
        tell_of_failure(document=document, draft=draft)
    rows = SectionDraft.objects.visible_to(actor).filter(section__document=document)
    if rows.filter(status=DraftStatus.WAITING).exists():
        return
    # Where the last one failed, others that were asked for with it are there all the same.
    made = rows.filter(asked_by=draft.asked_by_id, made_at__gte=draft.created_at)
    if draft.status == DraftStatus.DONE or made.exists():
        tell_of_drafts(document=document, draft=draft)


def refuse_drafts(*, document: Document, asked_by: uuid.UUID | None) -> int:
    """End the drafts that somebody asked for who may not write the document any more; how many."""
    reason = _("Nothing was changed: whoever asked for it may not do so any more.")
    with writing(SYSTEM, reason=reason, event="document.drafted"):
        waiting = SectionDraft.objects.filter(
            section__document=document, status=DraftStatus.WAITING, asked_by=asked_by
        )
        return waiting.update(
            status=DraftStatus.FAILED, content={"refused": True}, updated_at=timezone.now()
        )


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
    """Count an attempt, in a transaction of its own; one that killed its worker is given up.

    A draft at which somebody works is theirs, and no attempt is counted. The turn ends with the
    transaction, so that another worker may come before this one takes it again: of the two, the one
    that finds it taken gives its attempt back, and nobody gives up what was begun just now.
    """
    with writing(actor, event="document.drafted"):
        held = _held(actor, pk) if take_turn(TURN, of=pk) else None
        if held is None or _is_last_and_begun(held):
            return False
        held.attempts += 1
        if held.attempts > MOST_ATTEMPTS:
            held.status = DraftStatus.FAILED
        held.save(update_fields=["attempts", "status", "updated_at"])
        if held.status == DraftStatus.FAILED:
            _tell(actor, held.section.document, held)
    return held.status == DraftStatus.WAITING


def _is_last_and_begun(held: SectionDraft) -> bool:
    return held.attempts >= MOST_ATTEMPTS and held.updated_at > timezone.now() - JUST_BEGUN


def _give_back(actor: Actor, pk: uuid.UUID) -> None:
    """Take back the attempt of a worker that found another at the draft."""
    with writing(actor, event="document.drafted"):
        rows = SectionDraft.objects.visible_to(actor).filter(pk=pk, attempts__gt=0)
        rows.filter(status=DraftStatus.WAITING).update(attempts=F("attempts") - 1)


def _held(actor: Actor, pk: uuid.UUID) -> SectionDraft | None:
    rows = SectionDraft.objects.visible_to(actor).filter(pk=pk, status=DraftStatus.WAITING)
    found: SectionDraft | None = (
        rows.select_related("section").select_for_update(of=("self",), skip_locked=True).first()
    )
    return found


def make_files(*, actor: Actor, version: DocumentVersion) -> int:
    """Put an approved version on paper, once for each format; how many were made.

    One that cannot be made withholds no other; then its error is raised.
    """
    with acting(actor):
        made = set(version.files.values_list("format", flat=True))
    missing = [each for each in WRITERS if each not in made]
    if not missing:
        return 0
    with translation.override(version.language):
        report = report_of(
            version.content,
            number=version.number,
            approved_on=version.approved_on,
            sha256=version.sha256,
        )
        errors: list[Exception] = []
        kept = 0
        for each in missing:
            try:
                content = WRITERS[each](report)
            except Exception as error:
                logger.exception("document_not_printed", version=str(version.pk), format=each)
                errors.append(error)
            else:
                kept += _keep_file(actor, version, each, content)
    if errors:
        raise errors[0]
    return kept


def _keep_file(actor: Actor, version: DocumentVersion, format_: str, content: bytes) -> bool:
    with writing(actor, event="document.printed"):
        # Two workers at once: the second one finds it made.
        rows = DocumentVersion.objects.visible_to(actor).select_for_update(of=("self",))
        held = rows.get(pk=version.pk)
        if held.files.filter(format=format_).exists():
            return False
        create_record(
            actor=actor,
            instance=DocumentFile(
                document_version=held,
                format=format_,
                content=content,
                sha256=hashlib.sha256(content).hexdigest(),
                size=len(content),
            ),
            event="document.printed",
        )
    logger.info("document_printed", version=str(version.pk), format=format_)
    return True


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
