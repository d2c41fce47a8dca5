"""Work on actions that takes too long for a request; each task goes on where another stopped."""

import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.bulk_models import BulkChange
from apps.actions.bulk_models import Stage as BulkStage
from apps.actions.bulk_services import (
    apply_bulk_change,
    bulk_changes_left_behind,
    undo_bulk_change,
)
from apps.actions.handover import tell_of_work_left_behind
from apps.actions.import_models import ActionImport, Stage
from apps.actions.import_work import (
    apply_import,
    check_import,
    hand_back,
    imports_left_behind,
    may_work,
)
from apps.actions.series import continue_all_series
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM, Actor


@shared_task
def apply_bulk_change_task(change_id: str) -> None:
    """Change many actions in the name, and with the rights, of whoever asked for it."""
    change, actor, language = _asked(change_id)
    with translation.override(language), acting(actor, via="task"):
        apply_bulk_change(actor=actor, change=change)


@shared_task
def undo_bulk_change_task(change_id: str) -> None:
    """Take a change of many actions back."""
    change, actor, language = _asked(change_id)
    with translation.override(language), acting(actor, via="task"):
        undo_bulk_change(actor=actor, change=change)


@shared_task
def resume_bulk_changes_task() -> None:
    """Go on with changes that lost their worker, or of which none ever heard."""
    with acting(SYSTEM):
        left = bulk_changes_left_behind(now=timezone.now())
    tasks = {BulkStage.WAITING: apply_bulk_change_task, BulkStage.UNDOING: undo_bulk_change_task}
    for change_id, stage in left:
        tasks[BulkStage(stage)].apply_async((str(change_id),), expires=60)


@shared_task
def tell_of_work_left_behind_task() -> None:
    """Tell each State's office of open work whose owner serves there no more."""
    tell_of_work_left_behind(now=timezone.now())


@shared_task
def continue_all_series_task() -> None:
    """Make the next action of every series whose latest one is finished."""
    continue_all_series(now=timezone.now())


def _asked(change_id: str) -> tuple[BulkChange, Actor, str]:
    with acting(SYSTEM):
        change = BulkChange.objects.select_related("country").get(pk=uuid.UUID(change_id))
        author = User.objects.get(pk=change.author_id)
    return change, actor_for(author), author.language


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def check_import_task(batch_id: str) -> None:
    """Check a sheet in the name, and with the rights, of whoever asked for it."""
    batch, actor, language = _import(batch_id)
    with translation.override(language), acting(actor, via="import"):
        if may_work(actor, batch):
            check_import(actor=actor, batch=batch)
        else:
            hand_back(batch)


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def apply_import_task(batch_id: str) -> None:
    """Apply a sheet in the name, and with the rights, of whoever decided it."""
    batch, actor, language = _import(batch_id)
    with translation.override(language), acting(actor, via="import"):
        if may_work(actor, batch):
            apply_import(actor=actor, batch=batch)
        else:
            hand_back(batch)


@shared_task
def resume_imports_task() -> None:
    """Begin anew what a worker left behind when it died."""
    with acting(SYSTEM):
        left = imports_left_behind(now=timezone.now())
    tasks = {Stage.CHECKING: check_import_task, Stage.APPLYING: apply_import_task}
    for batch_id, stage in left:
        # The next run makes up for what expires.
        tasks[Stage(stage)].apply_async((str(batch_id),), expires=60)


def _import(batch_id: str) -> tuple[ActionImport, Actor, str]:
    with acting(SYSTEM):
        rows = ActionImport.objects.select_related("country", "asked_by")
        batch = rows.get(pk=uuid.UUID(batch_id))
        user = User.objects.get(pk=batch.asked_by_id)
    return batch, actor_for(user), user.language
