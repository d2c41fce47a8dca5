"""Work on actions that takes too long for a request; each task goes on where another stopped."""

import uuid

from celery import shared_task
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.actions.bulk_models import BulkChange
from apps.actions.bulk_services import apply_bulk_change, undo_bulk_change
from apps.actions.handover import tell_of_work_left_behind
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
