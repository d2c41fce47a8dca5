"""Mails about accounts wait in the database until a server has taken them.

They are written in the transaction that they tell of; the broker only wakes the sender. What it
forgets, or a mail server refuses for now, the next run of the sweep takes up.
"""

import datetime as dt
import json
import uuid

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.accounts.delivery import deliver_mail
from apps.accounts.encryption import cipher
from apps.accounts.outgoing_models import OutgoingMail

logger = structlog.get_logger(__name__)

PURPOSE = "focalpoint.outgoing_mail"
# After so long nobody waits for it any more: what it links to has expired, or was asked for anew.
PATIENCE = dt.timedelta(hours=5)
PAUSE = dt.timedelta(minutes=1)
AT_ONCE = 100


def write_mail(subject: str, text: str, html: str, to: str) -> OutgoingMail:
    """Keep a mail until it is sent."""
    content = json.dumps([subject, text, html, to]).encode()
    # Whoever wrote it wakes the sender; the sweep need not be quicker.
    return OutgoingMail.objects.create(
        content=cipher(PURPOSE).encrypt(content).decode(),
        next_attempt_at=timezone.now() + PAUSE,
    )


def deliver_outgoing(mail_id: uuid.UUID) -> bool:
    """Send a mail and forget it; ``False`` where it has gone, or somebody else is sending it.

    Raises what the mail server raises; the mail then still waits.
    """
    waiting = OutgoingMail.objects.filter(pk=mail_id)
    # Counted even if the process dies on it.
    waiting.update(attempts=F("attempts") + 1, next_attempt_at=timezone.now() + PAUSE)
    with transaction.atomic():
        mail = waiting.select_for_update(skip_locked=True).first()
        if mail is None:
            return False
        subject, text, html, to = json.loads(cipher(PURPOSE).decrypt(mail.content.encode()))
        waiting.delete()
        deliver_mail(subject, text, html, to)
    return True


def mails_waiting(*, now: dt.datetime) -> list[uuid.UUID]:
    """The mails whose turn it is, oldest first; what nobody waits for any more is given up."""
    old = OutgoingMail.objects.filter(created_at__lt=now - PATIENCE)
    if number := old.delete()[0]:
        logger.error("account_mails_given_up", number=number)
    due = OutgoingMail.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:AT_ONCE])
