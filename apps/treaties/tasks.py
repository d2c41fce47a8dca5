"""Work on lists that takes too long for a request."""

import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.treaties.import_services import lists_left_behind, read_in_list
from apps.treaties.models import BatchStatus, ImportBatch
from apps.treaties.obligations.tasks import derive_obligations_task
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def read_list_task(batch_id: str) -> None:
    """Read a list in the name, and with the rights, of whoever brought it."""
    with acting(SYSTEM):
        batch = ImportBatch.objects.get(pk=uuid.UUID(batch_id))
        user = User.objects.get(pk=batch.uploaded_by_id) if batch.uploaded_by_id else None
    actor, language = (actor_for(user), user.language) if user else (SYSTEM, "en")
    with translation.override(language), acting(actor, via="import"):
        ended = read_in_list(actor=actor, batch=batch)
    if ended.status == BatchStatus.DONE:
        derive_obligations_task.delay()


@shared_task
def resume_lists_task() -> None:
    """Begin anew what a worker left behind when it died."""
    with acting(SYSTEM):
        left = lists_left_behind(now=timezone.now())
    for batch in left:
        # The next run makes up for what expires.
        read_list_task.apply_async((str(batch.pk),), expires=60)
