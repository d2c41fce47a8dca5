"""Work on assessments that takes too long for a request."""

import uuid

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.accounts.selectors import actor_for
from apps.assessments.consultations import tasks as consultation_tasks
from apps.assessments.guests import tasks as guest_tasks
from apps.assessments.report.services import (
    give_up,
    make_report,
    remove_old_reports,
    reports_left_behind,
)
from apps.assessments.report_models import AssessmentReport
from apps.assessments.unsaved.services import purge_texts
from focalpoint.acting import acting
from focalpoint.actors import SYSTEM

# Celery finds tasks through this module.
__all__ = ["consultation_tasks", "guest_tasks"]


@shared_task(autoretry_for=(OperationalError,), max_retries=3, retry_backoff=True)
def make_report_task(report_id: str) -> None:
    """Make a report in the name, and with the rights, of whoever asked for it."""
    with acting(SYSTEM):
        report = AssessmentReport.objects.defer("content").get(pk=uuid.UUID(report_id))
        user = User.objects.get(pk=report.asked_by_id)
    actor = actor_for(user)
    with translation.override(report.language), acting(actor, via="task"):
        if not give_up(actor=actor, report=report):
            make_report(actor=actor, report=report)


@shared_task
def resume_reports_task() -> None:
    """Begin anew what a worker left behind when it died."""
    for report_id in reports_left_behind(now=timezone.now()):
        # The next run makes up for what expires.
        make_report_task.apply_async((str(report_id),), expires=55)


@shared_task
def remove_old_reports_task() -> None:
    """Clear away the files that were asked for a day ago."""
    remove_old_reports(now=timezone.now())


@shared_task
def purge_unsaved_texts_task() -> None:
    """Forget the unsaved texts that nobody took up again."""
    purge_texts(now=timezone.now())
