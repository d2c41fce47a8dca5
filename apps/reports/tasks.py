"""Work on documents that takes too long for a request."""

import uuid

from celery import shared_task
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.reports.choices import DraftStatus
from apps.reports.making import (
    drafts_left_behind,
    make_drafts,
    make_files,
    refuse_drafts,
    versions_without_files,
)
from apps.reports.models import Document, DocumentVersion, SectionDraft
from focalpoint.acting import acting
from focalpoint.actors import ANONYMOUS, SYSTEM


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def make_drafts_task(document_id: str) -> None:
    """Draft the sections that wait, in the name and with the rights of whoever asked last.

    What was asked for by those who may not write the document any more is refused.
    """
    with acting(SYSTEM):
        document = Document.objects.get(pk=uuid.UUID(document_id))
        asked = SectionDraft.objects.filter(
            section__document=document, status=DraftStatus.WAITING
        ).order_by("-id")
        askers = dict.fromkeys(asked.values_list("asked_by", flat=True))
        users = User.objects.in_bulk([pk for pk in askers if pk])
    for pk in askers:
        user = users.get(pk) if pk else None
        actor = actor_for(user) if user else ANONYMOUS
        with acting(actor, via="task"):
            try:
                make_drafts(actor=actor, document=document)
            except PermissionDenied:
                refuse_drafts(document=document, asked_by=pk)
            else:
                return


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
