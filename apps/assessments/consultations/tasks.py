"""What the clock does to consultations."""

from celery import shared_task

from apps.assessments.consultations.clock import close_ended, remind_before_the_close


@shared_task
def mind_consultations_task() -> None:
    """Remind contributors before the last day, and close what has ended in its capital."""
    remind_before_the_close()
    close_ended()
