"""What belongs to a contributor alone: their way in, their draft, the mails to them.

These rows are sealed (``Scope.sealed``): their guest and the system read them, nobody of the State
does. They keep no history, since a history would keep what a contributor took back.
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.assessments.consultation_models import ConsultationInvitation, Wish
from focalpoint.scope import Scope, ScopedQuerySet

SEALED = Scope(through="invitation", guest="invitation", sealed=True)


class GuestAccess(models.Model):
    """What opens a consultation to one person; digests only, of secrets that only they have."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.OneToOneField(ConsultationInvitation, models.CASCADE, related_name="access")
    token_digest = models.CharField(max_length=64, unique=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    # The browsers that have been let in, by the digests of their cookies.
    browsers = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    # A further browser needs a code that goes to the same mailbox.
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_since = models.DateTimeField(null=True, blank=True)
    codes_sent = models.PositiveSmallIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()
    scope = SEALED

    class Meta:
        verbose_name = _("access of a contributor")
        verbose_name_plural = _("accesses of contributors")

    def __str__(self) -> str:
        return str(self.pk)


class Contribution(models.Model):
    """A contributor's answers: as they draft them, and as they handed them in.

    ``submissions`` are those of the office's rows that came from here: the only tie between an
    anonymous answer and its author, so that they, and nobody else, read what became of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.OneToOneField(
        ConsultationInvitation, models.CASCADE, related_name="contribution"
    )
    version = models.PositiveIntegerField(default=0)
    wish = models.CharField(max_length=12, choices=Wish.choices, blank=True, default="")
    # Texts by the question's id.
    texts = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    handed_texts = models.JSONField(default=dict, blank=True)
    handed_wish = models.CharField(max_length=12, choices=Wish.choices, blank=True, default="")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    submissions = ArrayField(models.UUIDField(), default=list, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = SEALED

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    @property
    def has_changes(self) -> bool:
        """Whether the draft differs from what was handed in."""
        kept = {key: text for key, text in self.texts.items() if text.strip()}
        return self.is_handed_in and (kept, self.wish) != (self.handed_texts, self.handed_wish)


class GuestMail(models.Model):
    """A mail to a contributor; sealed, since whom we remind tells who has not answered yet."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        REMINDER = "reminder", _("Reminder")
        ANSWERED = "answered", _("Responses")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(ConsultationInvitation, models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # What makes it the only one of its kind: the edition of the link, the day of the reminder.
    occasion = models.CharField(max_length=20, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = SEALED

    class Meta:
        verbose_name = _("mail to a contributor")
        verbose_name_plural = _("mails to contributors")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invitation", "kind", "occasion"], name="one_mail_per_occasion"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(sent_at=None),
                name="guest_mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
