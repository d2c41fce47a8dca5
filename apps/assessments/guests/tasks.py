"""Mails to contributors leave through the worker; a mail server that is down delays them only."""

import uuid
from typing import Any

from celery import shared_task

from apps.assessments.guests import mails as guest_mails

PATIENT: dict[str, Any] = {
    "autoretry_for": (OSError,),
    "retry_backoff": 15,
    "retry_backoff_max": 300,
    "max_retries": 20,
}


@shared_task(**PATIENT)
def send_guest_mail_task(mail_id: str) -> None:
    """Send a mail to a contributor, unless it has gone."""
    guest_mails.deliver_guest_mail(uuid.UUID(mail_id))


@shared_task
def send_guest_mails_task() -> None:
    """Send what the broker forgot, or a mail server refused for now."""
    for mail_id in guest_mails.mails_waiting():
        send_guest_mail_task.apply_async((str(mail_id),), expires=55)
