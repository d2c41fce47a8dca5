"""Asking for a draft of the mid-term report, and making it."""

import datetime as dt
import uuid

import structlog
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.countries.models import Country
from apps.recommendations.cluster_models import DraftStatus, MidtermDraft
from apps.recommendations.received.midterm.contents import material_of, report_of
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor
from focalpoint.documents.paper import pdf_of
from focalpoint.documents.word import docx_of
from focalpoint.policies import authorize
from focalpoint.services import writing
from focalpoint.visibility import Visibility

logger = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
# A task that has not begun by then was lost on the way, or with its worker.
LOST_AFTER = dt.timedelta(minutes=2)


def ask_for_draft(*, actor: Actor, country: Country, cycle: int | None = None) -> MidtermDraft:
    """Note that a draft is wanted; a task makes it. Raises ``PermissionDenied``."""
    office = actor.office_in(country.pk)
    if office is None:
        raise PermissionDenied(_("You hold no post in this State."))
    draft = MidtermDraft(
        country=country,
        office_id=office,
        visibility=Visibility.GOVERNMENT,
        cycle=cycle,
        language=get_language() or "en",
        asked_by_id=actor.user_id,
    )
    authorize(actor, "create", draft)
    with writing(actor):
        draft.full_clean()
        draft.save(force_insert=True)
    return draft


def make_draft(*, actor: Actor, draft: MidtermDraft) -> MidtermDraft:
    """Make both files, in the active language, of what ``actor`` reads now.

    A draft that somebody makes is left alone; one that killed its worker is given up. Raises
    ``PermissionDenied``.
    """
    authorize(actor, "create", draft)
    if not _begin(actor, draft):
        return draft
    with writing(actor):
        rows = MidtermDraft.objects.visible_to(actor).filter(
            pk=draft.pk, status=DraftStatus.WAITING
        )
        held: MidtermDraft | None = (
            rows.select_related("country").select_for_update(of=("self",), skip_locked=True).first()
        )
        if held is None:
            return draft
        material = material_of(held.country, held.cycle, actor)
        report = report_of(material, held.cycle, actor.name)
        held.pdf, held.docx = pdf_of(report), docx_of(report)
        held.number, held.status = len(material.rows), DraftStatus.DONE
        held.made_at = timezone.now()
        held.save()
    logger.info("midterm_draft_made", draft=str(held.pk), recommendations=held.number)
    return held


def _begin(actor: Actor, draft: MidtermDraft) -> bool:
    """Count an attempt, in a transaction of its own."""
    with writing(actor):
        rows = MidtermDraft.objects.visible_to(actor).filter(
            pk=draft.pk, status=DraftStatus.WAITING
        )
        held: MidtermDraft | None = (
            rows.select_for_update(of=("self",), skip_locked=True).defer("pdf", "docx").first()
        )
        if held is None:
            return False
        held.attempts += 1
        if held.attempts > MOST_ATTEMPTS:
            held.status = DraftStatus.FAILED
        held.save(update_fields=["attempts", "status", "updated_at"])
    return held.status == DraftStatus.WAITING


def give_up_draft(draft: MidtermDraft) -> None:
    """End a draft that nobody makes: whoever asked for it may not have it any more."""
    with writing(SYSTEM, event="midterm_draft.given_up"):
        waiting = MidtermDraft.objects.filter(pk=draft.pk, status=DraftStatus.WAITING)
        waiting.update(status=DraftStatus.FAILED, updated_at=timezone.now())


def drafts_left_behind(*, now: dt.datetime) -> list[uuid.UUID]:
    """The drafts that nobody makes though they were asked for."""
    with acting(SYSTEM):
        rows = MidtermDraft.objects.filter(
            status=DraftStatus.WAITING, created_at__lt=now - LOST_AFTER
        )
        return list(rows.values_list("pk", flat=True))
