"""What belongs to one person alone: notices, how soon they are mailed, and calendars."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.notices import Channel, notice_kinds
from focalpoint.scope import Scope, ScopedQuerySet


class MailState(models.TextChoices):
    """What became of the mail about a notice; in the inbox it stands at once."""

    NONE = "none", _("Not mailed")
    PENDING = "pending", _("Pending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Notice(models.Model):
    """One thing that one person is told: somebody mentioned them, handed them an action …

    It is said in the reader's language when it is read, and it is gone for whoever does not see the
    record (any more) that it speaks of.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    # What happened: repeating it tells nobody twice.
    occasion = models.UUIDField(default=uuid7)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    # Null where the subject is the network's own.
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False
    )
    # Texts that the kind's sentence takes, such as who did it; never more than the subject shows.
    parameters = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("told"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    mail_state = models.CharField(
        _("mail"), max_length=10, choices=MailState.choices, default=MailState.NONE
    )
    # Not before then; null until somebody has looked at how soon the recipient wants it.
    mail_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        "reminders.Digest", models.PROTECT, null=True, blank=True, related_name="notices"
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="recipient", private=True, about="subject")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "subject_id", "kind", "occasion"],
                name="one_notice_per_occasion_and_recipient",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notice_recipient"),
            models.Index(
                fields=["recipient", "snoozed_until"],
                condition=Q(read_at=None, done_at=None),
                name="notice_unread",
            ),
            models.Index(fields=["subject_id"], name="notice_subject"),
            models.Index(
                fields=["mail_at"],
                condition=Q(mail_state="pending", mail=None),
                name="notice_to_be_mailed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def text(self) -> str:
        """What it says, in the language of the reader; empty for a kind that is no more."""
        kind = notice_kinds().get(self.kind)
        return str(kind.text) % _Said(self.parameters) if kind else ""


class _Said(dict[str, Any]):
    """Parameters of a sentence; one that is missing is somebody or something unnamed."""

    def __missing__(self, name: str) -> str:
        return _now("somebody") if name == "who" else "…"


@tracked()
class MailChoice(models.Model):
    """How soon a person wants to be mailed about one kind; without a row, as is usual for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choices", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=40)
    channel = models.CharField(
        _("mail"), max_length=10, choices=[(channel.value, channel.value) for channel in Channel]
    )

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_mail_choice_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.channel}"


def new_unsubscribe_key() -> str:
    """What the links of a person's mails are bound to; another one ends all of them."""
    return get_random_string(16)


class UnsubscribeKey(models.Model):
    """The secret by which the mails of one person know the way to unsubscribe."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    key = models.CharField(max_length=16, default=new_unsubscribe_key)

    class Meta:
        verbose_name = _("key to unsubscribe")
        verbose_name_plural = _("keys to unsubscribe")

    def __str__(self) -> str:
        return str(self.user_id)


class CalendarFeed(models.Model):
    """A secret address at which one person's calendar program reads deadlines.

    Their own, or those of an institution of theirs. Only the digest of the address is kept; it
    opens nothing once it is revoked or its owner has left.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds"
    )
    country = models.ForeignKey(Country, models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    with_titles = models.BooleanField(_("with titles"), default=False)
    with_times = models.BooleanField(_("with times"), default=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last read"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="user", private=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(country=None, institution=None)
                | Q(country__isnull=False, institution__isnull=False),
                name="calendar_of_a_person_or_an_institution",
            )
        ]

    def __str__(self) -> str:
        return str(self.institution or _("My deadlines"))


class CalendarEntry(models.Model):
    """A deadline as a calendar was told of it, so that it can be told of changes and of its end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    feed = models.ForeignKey(CalendarFeed, models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    due_on = models.DateField()
    summary = models.CharField(max_length=300)
    time_zone = models.CharField(max_length=64)
    url = models.CharField(max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="feed")

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("calendar entry")
        verbose_name_plural = _("calendar entries")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["feed", "kind", "object_id"], name="one_calendar_entry_per_deadline"
            )
        ]

    def __str__(self) -> str:
        return self.summary
