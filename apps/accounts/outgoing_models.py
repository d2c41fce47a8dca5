"""What leaves by mail: the mails about accounts until they are sent, and the pace of all mail."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from focalpoint.ids import uuid7


class OutgoingMail(models.Model):
    """A mail about an account, written and not sent yet; it is gone once a server has taken it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Recipient and text, encrypted: it may hold a link that opens an account.
    content = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now, db_index=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")

    def __str__(self) -> str:
        return str(self.pk)


class MailPace(models.Model):
    """From when on the next mails may leave; one row, which all senders share."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    free_from = models.DateTimeField()

    class Meta:
        verbose_name = _("pace of the mail")
        verbose_name_plural = _("paces of the mail")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="one_mail_pace")]

    def __str__(self) -> str:
        return f"{self.free_from:%Y-%m-%d %H:%M:%S}"
