"""Mails about accounts leave through the worker; a mail server that is down delays them only."""

import uuid
from typing import Any

from celery import shared_task
from django.utils import timezone

from apps.accounts import delivery, outbox

# Five hours of attempts; an invitation is tried again until it expires. The pauses stay
# below the broker's visibility timeout, or it would hand the same task out again.
PATIENT: dict[str, Any] = {
    "autoretry_for": (OSError,),
    "retry_backoff": 15,
    "retry_backoff_max": 300,
    "max_retries": 60,
}


@shared_task(**PATIENT)
def send_invitation_task(invitation_id: str) -> None:
    """Mail an invitation, unless this issue of it was mailed already."""
    delivery.deliver_invitation(uuid.UUID(invitation_id))


@shared_task
def send_unsent_invitations_task() -> None:
    """Mail the invitations whose task was lost with the broker, or gave up.

    A mail server that is down is asked again by the next run.
    """
    for invitation in delivery.unsent_invitations():
        delivery.deliver_invitation(invitation)


@shared_task
def send_account_mail_task(mail_id: str) -> None:
    """Send a mail about sign-in, passwords or second factors, unless it has gone."""
    outbox.deliver_outgoing(uuid.UUID(mail_id))


@shared_task
def send_waiting_mails_task() -> None:
    """Send what the broker forgot, or a mail server refused for now."""
    for mail_id in outbox.mails_waiting(now=timezone.now()):
        send_account_mail_task.apply_async((str(mail_id),), expires=55)
