"""Work on documents that takes too long for a request."""

import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.reports.choices import DraftStatus
from apps.reports.making import (
    drafts_left_behind,
    make_drafts,
    make_files,
    versions_without_files,
)
from apps.reports.models import Document, DocumentVersion, SectionDraft
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def make_drafts_task(document_id: str) -> None:
    """Draft the sections that wait, in the name and with the rights of whoever asked last."""
    with acting(SYSTEM):
        document = Document.objects.select_related("country", "treaty").get(
            pk=uuid.UUID(document_id)
        )
        asked = SectionDraft.objects.filter(
            section__document=document, status=DraftStatus.WAITING
        ).order_by("-id")
        last = asked.values_list("asked_by", flat=True).first()
        user = User.objects.filter(pk=last).first() if last else None
    if user is None:
        return
    actor = actor_for(user)
    with acting(actor, via="task"):
        make_drafts(actor=actor, document=document)


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def make_files_task(version_id: str) -> None:
    """Put an approved version on paper, in the name of whoever approved it."""
    with acting(SYSTEM):
        version = DocumentVersion.objects.select_related("country").get(pk=uuid.UUID(version_id))
    # What was approved is the same for every reader: it is put on paper also after its approver
    # has left.
    with acting(SYSTEM, via="task"):
        make_files(actor=SYSTEM, version=version)


@shared_task
def resume_documents_task() -> None:
    """Take up what a worker left behind when it died."""
    now = timezone.now()
    for document_id in drafts_left_behind(now=now):
        make_drafts_task.apply_async((str(document_id),), expires=55)
    for version_id in versions_without_files(now=now):
        make_files_task.apply_async((str(version_id),), expires=55)
