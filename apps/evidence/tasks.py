"""What beat starts. Each task may run twice, at once or never: the next one makes up for it."""

from celery import shared_task
from django.utils import timezone

from apps.evidence import integrity

# Other tasks get their turn in between.
SECONDS = 30.0


@shared_task
def verify_evidence_task() -> None:
    """Check that files are what was handed in; go on in another task while more are due."""
    if integrity.verify_oldest(now=timezone.now(), seconds=SECONDS):
        verify_evidence_task.delay()


@shared_task
def sweep_evidence_task() -> None:
    """Remove what broken uploads left behind."""
    integrity.sweep_files(now=timezone.now())
