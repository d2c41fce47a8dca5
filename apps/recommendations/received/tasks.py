"""Work on recommendations that takes too long for a request."""

import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.recommendations.received.imports import imports_left_behind, work_on_import
from apps.recommendations.received_import_models import RecommendationImport
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def read_recommendations_task(batch_id: str) -> None:
    """Preview a file or bring it in, in the name and with the rights of whoever brought it."""
    with acting(SYSTEM):
        batch = RecommendationImport.objects.get(pk=uuid.UUID(batch_id))
        user = User.objects.get(pk=batch.uploaded_by_id) if batch.uploaded_by_id else None
    actor, language = (actor_for(user), user.language) if user else (SYSTEM, "en")
    with translation.override(language), acting(actor, via="import"):
        work_on_import(actor=actor, batch=batch)


@shared_task
def resume_recommendations_task() -> None:
    """Begin anew what a worker left behind when it died."""
    with acting(SYSTEM):
        left = imports_left_behind(now=timezone.now())
    for batch in left:
        # The next run makes up for what expires.
        read_recommendations_task.apply_async((str(batch.pk),), expires=60)
