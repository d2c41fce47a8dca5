"""The reminder ledger: exactly one row per deadline, offset and recipient."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country

# Django finds models through this module; what belongs to one person alone stands there.
from apps.reminders import personal as personal
from apps.reminders import runs as runs
from apps.reminders.rule_models import ReminderRules as ReminderRules
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet


class ReminderState(models.TextChoices):
    """What became of a reminder.

    A cancelled one is pending again when its deadline stands again; the other ends are final, but
    for a person who asks that a failed one be tried again.
    """

    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Cancelled")
    COLLAPSED = "collapsed", _("Replaced by a later one")
    WITHHELD = "withheld", _("Not visible to the recipient")
    SHOWN = "shown", _("In the inbox only")
    FAILED = "failed", _("Failed")


class DigestState(models.TextChoices):
    """What became of a message."""

    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    EMPTY = "empty", _("Nothing left to say")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Came back")


class Occasion(models.TextChoices):
    """Why a message is sent."""

    DAILY = "daily", _("Daily mail")
    NEWS = "news", _("News")


class Digest(models.Model):
    """One message to one person: of a day of their own calendar, or of what has just happened.

    Reminders travel in the former only, and there is one a day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Indexed by the constraints below.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests", db_index=False
    )
    country = models.ForeignKey(Country, models.PROTECT, null=True, related_name="+")
    local_date = models.DateField(_("day"))
    occasion = models.CharField(
        _("occasion"),
        max_length=10,
        choices=Occasion.choices,
        default=Occasion.DAILY,
        db_default=Occasion.DAILY,
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DigestState.choices,
        default=DigestState.PENDING,
    )
    message_id = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # When a mail server reported that it could not deliver what another one had taken.
    bounced_at = models.DateTimeField(_("came back"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="recipient", administered=True)

    class Meta:
        ordering = ("-local_date",)
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "local_date"],
                condition=Q(occasion="daily"),
                name="one_digest_per_recipient_and_day",
            ),
            # What cannot be delivered today joins tomorrow's message instead of adding another.
            models.UniqueConstraint(
                fields=["recipient"],
                condition=Q(state="pending", occasion="daily"),
                name="one_pending_digest_per_recipient",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state="pending"),
                name="digest_pending",
            ),
            # By what an answer names.
            models.Index(
                fields=["message_id"], condition=~Q(message_id=""), name="digest_message_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.local_date}"


class Reminder(models.Model):
    """One reminder of one deadline, at one offset, to one person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.UUIDField()
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    # Indexed with the time, below.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", db_index=False
    )
    # How far up the ladder, from 0 for whoever is responsible (``ladder.Rung``).
    rung = models.PositiveSmallIntegerField(_("rung"), default=0)
    # Who would have been told, or did not act, where that is somebody else.
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("in place of"),
    )
    offset_days = models.SmallIntegerField(_("days from the deadline"))
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ReminderState.choices,
        default=ReminderState.PENDING,
    )
    scheduled_for = models.DateTimeField(_("scheduled for"))
    # Told to somebody who does not see the record: kind and date, and no more. Whether it is still
    # owed they cannot look up, so the sweep notes when it no longer is.
    is_bare = models.BooleanField(default=False, db_default=False)
    over_at = models.DateTimeField(null=True, blank=True)
    # Pending, but not for the next mail: its recipient wants one a week (``channels``).
    is_held = models.BooleanField(_("waits for the weekly mail"), default=False, db_default=False)
    digest = models.ForeignKey(
        Digest, models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    # People from outside the State are told too, and mark what they have read.
    scope = Scope(office=None, visibility=None, own="recipient", own_writes=True, administered=True)

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_id", "kind", "due_on", "offset_days", "recipient"],
                condition=Q(rung=0),
                name="one_reminder_per_deadline_offset_recipient",
            ),
            # Each rung is reached once, whatever the days of the rules were then.
            models.UniqueConstraint(
                fields=["object_id", "kind", "due_on", "rung", "recipient"],
                condition=Q(rung__gt=0),
                name="one_reminder_per_deadline_rung_recipient",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["scheduled_for"],
                condition=Q(state="pending"),
                name="reminder_pending",
            ),
            models.Index(fields=["recipient", "-scheduled_for"], name="reminder_recipient"),
            models.Index(
                fields=["kind"],
                condition=Q(is_bare=True),
                name="reminder_bare",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.offset_days:+d}"


@tracked()
class DeadlineAnswer(Record):
    """What a person answered when told of a deadline: that they know, or not before some day.

    It holds for the date as it stood: a deadline that moves is a new one to everybody.
    """

    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.UUIDField()
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deadline_answers",
        verbose_name=_("person"),
    )
    due_on = models.DateField(_("due"))
    # Days of the person's own calendar.
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    snoozed_until = models.DateField(_("snoozed until"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="recipient", own_writes=True)

    class Meta:
        verbose_name = _("answer to a reminder")
        verbose_name_plural = _("answers to reminders")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["object_id", "kind", "due_on", "recipient"],
                name="one_answer_per_deadline_and_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.recipient_id}"
