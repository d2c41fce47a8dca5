"""What the server and beat start. Each may run twice or never: the sweep makes up for it."""

import uuid

from celery import shared_task
from django.utils import timezone

from apps.correspondence import services
from apps.correspondence.models import Status
from apps.correspondence.sweeping import sweep_mail_files


@shared_task
def apply_mail_task(mail_id: str) -> None:
    """See what a mail is about and log it, or hold it and tell its sender."""
    if services.apply_mail(mail_id=uuid.UUID(mail_id)) == Status.HELD:
        tell_sender_task.delay(mail_id)


@shared_task
def sweep_mail_task() -> None:
    """Do what was not done since: the worker died, the broker or the mail server was away."""
    now = timezone.now()
    for mail_id in services.mails_waiting(now=now):
        apply_mail_task.delay(str(mail_id))
    for mail_id in services.senders_waiting(now=now):
        tell_sender_task.apply_async((str(mail_id),), expires=55)


@shared_task
def tell_sender_task(mail_id: str) -> None:
    """Tell a known sender why their mail is held."""
    services.tell_sender(mail_id=uuid.UUID(mail_id))


@shared_task
def sweep_mail_files_task() -> None:
    """Remove the files that receiving left behind when it died."""
    sweep_mail_files(now=timezone.now())
