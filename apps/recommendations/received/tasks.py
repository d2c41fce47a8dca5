"""Work on recommendations that takes too long for a request."""

import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.countries.models import Country
from apps.recommendations.cluster_models import MidtermDraft
from apps.recommendations.received.clusters.services import propose_clusters
from apps.recommendations.received.imports import imports_left_behind, work_on_import
from apps.recommendations.received.midterm.services import drafts_left_behind, make_draft
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


@shared_task
def propose_clusters_task(user_id: str, country_id: str) -> None:
    """Look for near-duplicates, in the name and with the rights of whoever asked."""
    with acting(SYSTEM):
        user = User.objects.get(pk=uuid.UUID(user_id))
        country = Country.objects.get(pk=uuid.UUID(country_id))
    actor = actor_for(user)
    with acting(actor, via="task"):
        propose_clusters(actor=actor, country=country)


@shared_task
def make_draft_task(draft_id: str) -> None:
    """Make a draft of the mid-term report in the name of whoever asked for it."""
    with acting(SYSTEM):
        draft = MidtermDraft.objects.defer("pdf", "docx").get(pk=uuid.UUID(draft_id))
        user = User.objects.get(pk=draft.asked_by_id)
    actor = actor_for(user)
    with translation.override(draft.language), acting(actor, via="task"):
        make_draft(actor=actor, draft=draft)


@shared_task
def resume_drafts_task() -> None:
    """Make what was asked for and lost with its worker."""
    for draft_id in drafts_left_behind(now=timezone.now()):
        make_draft_task.apply_async((str(draft_id),), expires=55)
