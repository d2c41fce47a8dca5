"""Work on recommendations that takes too long for a request."""

import uuid

from celery import shared_task
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.countries.models import Country
from apps.recommendations.cluster_models import MidtermDraft
from apps.recommendations.received.clusters.services import propose_clusters
from apps.recommendations.received.imports import (
    give_up_import,
    imports_left_behind,
    work_on_import,
)
from apps.recommendations.received.midterm.services import (
    drafts_left_behind,
    give_up_draft,
    make_draft,
)
from apps.recommendations.received.settling import names_left_behind, settle_name
from apps.recommendations.received_import_models import RecommendationImport
from apps.treaties.import_models import ParticipantAlias
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def read_recommendations_task(batch_id: str) -> None:
    """Preview a file or bring it in, in the name and with the rights of whoever asked for that.

    The one who brought it asked for the preview, the one who decided for the rest. Who may do so no
    more ends it.
    """
    with acting(SYSTEM):
        batch = RecommendationImport.objects.get(pk=uuid.UUID(batch_id))
    actor, language = _named(batch.decided_by_id or batch.uploaded_by_id)
    with translation.override(language), acting(actor, via="import"):
        try:
            work_on_import(actor=actor, batch=batch)
        except PermissionDenied:
            give_up_import(batch)


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def settle_name_task(alias_id: str, user_id: str = "") -> None:
    """Settle what waits for a name, in the name of who decided it; when resumed, the system's."""
    with acting(SYSTEM):
        aliases = ParticipantAlias.objects.select_related("country")
        alias = aliases.get(pk=uuid.UUID(alias_id))
    actor, language = _named(uuid.UUID(user_id) if user_id else None)
    with translation.override(language), acting(actor, via="task"):
        settle_name(actor=actor, alias=alias)


def _named(user_id: uuid.UUID | None) -> tuple[Actor, str]:
    """The actor that a person is, and their language; the system where there is none."""
    if user_id is None:
        return SYSTEM, "en"
    with acting(SYSTEM):
        user = User.objects.get(pk=user_id)
    return actor_for(user), user.language


@shared_task
def resume_recommendations_task() -> None:
    """Begin anew what a worker left behind when it died."""
    with acting(SYSTEM):
        left = imports_left_behind(now=timezone.now())
        names = names_left_behind(now=timezone.now())
    # The next run makes up for what expires.
    for batch in left:
        read_recommendations_task.apply_async((str(batch.pk),), expires=60)
    for alias in names:
        settle_name_task.apply_async((str(alias.pk),), expires=60)


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
    """Make a draft of the mid-term report in the name of whoever asked for it.

    Who holds no post for it any more gets none.
    """
    with acting(SYSTEM):
        draft = MidtermDraft.objects.defer("pdf", "docx").get(pk=uuid.UUID(draft_id))
        user = User.objects.get(pk=draft.asked_by_id)
    actor = actor_for(user)
    with translation.override(draft.language), acting(actor, via="task"):
        try:
            make_draft(actor=actor, draft=draft)
        except PermissionDenied:
            give_up_draft(draft)


@shared_task
def resume_drafts_task() -> None:
    """Make what was asked for and lost with its worker."""
    for draft_id in drafts_left_behind(now=timezone.now()):
        make_draft_task.apply_async((str(draft_id),), expires=55)
