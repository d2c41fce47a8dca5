"""What the server and beat start. Each may run twice or never: the sweep makes up for it."""

import uuid

from celery import shared_task
from django.utils import timezone

from apps.correspondence import services
from apps.correspondence.models import Status


@shared_task
def apply_mail_task(mail_id: str) -> None:
    """See what a mail is about and log it, or hold it and tell its sender."""
    if services.apply_mail(mail_id=uuid.UUID(mail_id)) == Status.HELD:
        tell_sender_task.delay(mail_id)


@shared_task
def sweep_mail_task() -> None:
    """Apply what was taken and not applied since: the worker died, or the broker was away."""
    for mail_id in services.mails_waiting(now=timezone.now()):
        apply_mail_task.delay(str(mail_id))


@shared_task(autoretry_for=(OSError,), retry_backoff=15, retry_backoff_max=300, max_retries=20)
def tell_sender_task(mail_id: str) -> None:
    """Tell a known sender why their mail is held."""
    services.tell_sender(mail_id=uuid.UUID(mail_id))
