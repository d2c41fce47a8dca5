"""Mails as they came in, and the addresses that were renewed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.actions.models import Action
from apps.countries.models import Country, Institution
from apps.reminders.models import Digest
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions, append_only
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility


class Target(models.TextChoices):
    """What an address leads to."""

    ACTION = "action", _("An action")
    STATE = "state", _("New actions of a State")
    REMINDER = "reminder", _("A reminder")
    BOUNCE = "bounce", _("The sender of a reminder")
    NOTHING = "nothing", _("Nothing of ours")


class Status(models.TextChoices):
    """Where a mail stands; a held one waits for a person."""

    RECEIVED = "received", _("Received")
    APPLIED = "applied", _("Applied")
    HELD = "held", _("Held")
    DISMISSED = "dismissed", _("Dismissed")


class Reason(models.TextChoices):
    """Why a mail is held, or what an applied one became."""

    UPDATE = "update", _("Logged on an action")
    NEW_ACTION = "new_action", _("A new action")
    BOUNCE = "bounce", _("A reminder came back")
    UNKNOWN_ADDRESS = "unknown_address", _("The address is not valid, or not any more")
    UNKNOWN_SENDER = "unknown_sender", _("The sender is not known")
    UNPROVEN_SENDER = "unproven_sender", _("It is not proven that the sender sent it")
    NOT_ALLOWED = "not_allowed", _("The sender may not write there")
    AMBIGUOUS = "ambiguous", _("It is not clear what it is about")
    EMPTY = "empty", _("There is nothing in it")
    TOO_LARGE = "too_large", _("It is too large")
    MALFORMED = "malformed", _("It cannot be read")
    REPEATED = "repeated", _("Another mail has the same Message-ID")
    AUTOMATIC = "automatic", _("An automatic answer")


@tracked()
class InboundMail(Record):
    """A mail as the server took it for one recipient; the mail itself lies in the storage.

    ``country`` is empty while nobody knows whose mail it is: the secretariat then hands it over.
    """

    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("State")
    )
    # Of a mail about an action that only one institution sees.
    office = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.GOVERNMENT,
    )
    # The envelope
    recipient = models.CharField(_("to"), max_length=320)
    envelope_sender = models.CharField(max_length=320, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    # The mail itself
    file = models.CharField(max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    message_id = models.CharField("Message-ID", max_length=300, blank=True)
    # What makes it the same mail when it is sent once more.
    key = models.CharField(max_length=64)
    # What was read out of it
    target = models.CharField(max_length=10, choices=Target.choices, default=Target.NOTHING)
    sender_address = models.CharField(_("from"), max_length=320, blank=True)
    sender_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=1000, blank=True)
    text = models.TextField(_("text"), blank=True)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sender"),
    )
    digest = models.ForeignKey(Digest, models.PROTECT, null=True, blank=True, related_name="+")
    # What became of it
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.RECEIVED
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    action = models.ForeignKey(
        Action,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("action"),
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    # When the sender was told that it is held.
    told_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(shared=False, unclaimed=True)

    TRANSITIONS: ClassVar[Transitions] = {
        Status.RECEIVED: {Status.APPLIED, Status.HELD},
        Status.HELD: {Status.APPLIED, Status.DISMISSED},
        Status.APPLIED: set(),
        Status.DISMISSED: set(),
    }

    class Meta:
        ordering = ("-id",)
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        triggers: ClassVar = append_only(
            except_for=[
                "country",
                "office",
                "visibility",
                "target",
                "sender_address",
                "sender_name",
                "subject",
                "text",
                "attachments",
                "sender",
                "digest",
                "status",
                "reason",
                "detail",
                "action",
                "attempts",
                "settled_at",
                "settled_by",
                "told_at",
            ]
        )
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key"], name="one_inbound_mail_per_key"),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.OFFICE) | Q(office__isnull=False),
                name="inbound_mail_of_an_office",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["country", "status", "-id"], name="inbound_mail_list"),
            models.Index(
                fields=["id"], condition=Q(status="received"), name="inbound_mail_received"
            ),
            models.Index(
                fields=["sender", "told_at"],
                condition=Q(told_at__isnull=False),
                name="inbound_mail_told",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("mail-detail", kwargs={"pk": self.pk})


@tracked()
class MailAddress(Record):
    """The edition of an address that was renewed; one that never was has no row and edition 0."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("State"))
    action = models.ForeignKey(
        Action,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("action"),
    )
    edition = models.PositiveIntegerField(_("edition"), default=1)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None)

    class Meta:
        verbose_name = _("mail address")
        verbose_name_plural = _("mail addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "action"],
                nulls_distinct=False,
                name="one_mail_address_per_target",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["action"], name="mail_address_action")]

    def __str__(self) -> str:
        return f"{self.country_id} {self.action_id or ''} {self.edition}".strip()
