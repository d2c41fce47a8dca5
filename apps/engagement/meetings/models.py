"""Meetings, dialogues and reviews, the part that States took in them, and what they promised."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.countries.models import Institution
from apps.engagement.approval.models import LONGEST_TEXT, ApprovedRecord
from focalpoint.db.fields import DayField, DueField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions
from focalpoint.scope import Scope, ScopedQuerySet


class MeetingKind(models.TextChoices):
    """What kind of meeting it is, in the field's own terms."""

    NETWORK = "network", _("Meeting of the network of focal points")
    DEBATE = "debate", _("General Assembly debate on the responsibility to protect")
    UPR = "upr", _("Session of the Universal Periodic Review")
    REGIONAL_REVIEW = "regional_review", _("Regional peer review")
    DIALOGUE = "dialogue", _("Dialogue on atrocity prevention")
    EXCHANGE = "exchange", _("Exchange with other States or regional bodies")
    OTHER = "other", _("Other meeting")


class Setting(models.TextChoices):
    """Where people met."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class Level(models.TextChoices):
    """At which level it was held."""

    HEADS = "heads", _("Heads of State or Government")
    MINISTERS = "ministers", _("Ministers")
    SENIOR = "senior", _("Senior officials")
    WORKING = "working", _("Working level")


class Presence(models.TextChoices):
    """Whether the State took part."""

    PLANNED = "planned", _("Will attend")
    ATTENDED = "attended", _("Attended")
    ABSENT = "absent", _("Did not attend")


class Statement(models.TextChoices):
    """Whether the State spoke, and for whom."""

    NONE = "none", _("No statement")
    OWN = "own", _("Statement of the State")
    GROUP = "group", _("Statement on behalf of a group")
    ALIGNED = "aligned", _("Aligned with the statement of a group")


class MeetingFacts(models.Model):
    """What, when and where: of a meeting of the calendar, or of one that a State records itself."""

    kind = models.CharField(_("kind"), max_length=16, choices=MeetingKind.choices)
    title = models.CharField(_("title"), max_length=200)
    starts_on = DayField(_("from"))
    ends_on = DayField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    setting = models.CharField(
        _("in person or online"), max_length=10, choices=Setting.choices, blank=True
    )
    level = models.CharField(
        pgettext_lazy("of a meeting", "level"), max_length=10, choices=Level.choices, blank=True
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """It ends on the day on which it starts, or later."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("It cannot end before it starts.")})


@tracked()
class Gathering(MeetingFacts, Record):
    """A meeting, dialogue or review of the network's calendar: no State's record, read by all."""

    organiser = models.CharField(_("organised by"), max_length=200, blank=True)
    agenda = models.TextField(
        _("agenda"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    url = models.URLField(
        _("address of its page"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    upr_session = models.ForeignKey(
        "engagement.UprSession",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("session of the UPR"),
    )
    is_cancelled = models.BooleanField(_("called off"), default=False)
    # An exercise of the training States: no real State takes part.
    is_training = models.BooleanField(_("training exercise"), default=False)

    class Meta:
        ordering = ("-starts_on", "-id")
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes: ClassVar = [models.Index(fields=["-starts_on", "-id"], name="gathering_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="gathering_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gathering-detail", args=[self.pk])


@tracked()
class Participation(MeetingFacts, ApprovedRecord):
    """A State's part in a meeting: of the calendar, or of one that it records itself.

    The facts of the meeting follow ``gathering`` where it is set (``meetings.services``).
    """

    gathering = models.ForeignKey(
        Gathering,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("meeting of the calendar"),
        editable=False,
    )
    counterparts = models.CharField(_("other States or organisations"), max_length=300, blank=True)
    presence = models.CharField(
        _("did the State take part?"),
        max_length=8,
        choices=Presence.choices,
        default=Presence.ATTENDED,
    )
    head_rank = models.CharField(
        _("rank of the head of the delegation"), max_length=200, blank=True
    )
    statement = models.CharField(
        _("statement"), max_length=7, choices=Statement.choices, default=Statement.NONE
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200, blank=True)
    statement_text = models.TextField(
        _("text of the statement"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    statement_url = models.URLField(
        _("address of the statement"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    outcome = models.TextField(
        _("what came of it"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )

    class Meta:
        ordering = ("-starts_on", "-id")
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        indexes: ClassVar = [
            models.Index(fields=["country", "-starts_on", "-id"], name="participation_country_day"),
            models.Index(
                fields=["-starts_on", "-id"],
                condition=Q(approved_at__isnull=False, visibility__in=["network", "public"]),
                name="participation_shared_day",
            ),
        ]
        constraints: ClassVar = [
            # Of the same institution: what another keeps to itself is not in the way.
            models.UniqueConstraint(
                fields=["gathering", "office"],
                name="one_participation_per_gathering",
                violation_error_message=_("Your institution has recorded this meeting already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="participation_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("participation-detail", args=[self.pk])

    @property
    def made_statement(self) -> bool:
        """Whether the State spoke, or somebody spoke for it."""
        return self.presence == Presence.ATTENDED and self.statement != Statement.NONE

    def clean(self) -> None:
        """A statement was made by who was there; one for a group names the group."""
        super().clean()
        if self.presence == Presence.ABSENT and self.statement != Statement.NONE:
            raise ValidationError({"statement": _("Whoever did not attend made no statement.")})
        of_group = self.statement in (Statement.GROUP, Statement.ALIGNED)
        if of_group and not self.on_behalf_of.strip():
            raise ValidationError({"on_behalf_of": _("Name the group.")})


@tracked()
class Delegate(Record):
    """A person who attended, as the State records them; other States never read names."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="delegates")
    name = models.CharField(_("name"), max_length=150)
    rank = models.CharField(_("rank or title"), max_length=200, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="participation", shared=False)

    class Meta:
        ordering = ("id",)
        verbose_name = _("member of the delegation")
        verbose_name_plural = _("members of the delegation")

    def __str__(self) -> str:
        return self.name


class CommitmentStatus(models.TextChoices):
    """What became of a commitment."""

    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    DROPPED = "dropped", _("Dropped")


@tracked()
class MeetingCommitment(Record):
    """What the State promised at a meeting, with the day by which it means to keep it."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="commitments")
    text = models.CharField(_("commitment"), max_length=500)
    due_on = DueField(_("due"), null=True, blank=True)
    due_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution that answers for it"),
    )
    status = models.CharField(
        _("status"),
        max_length=7,
        choices=CommitmentStatus.choices,
        default=CommitmentStatus.OPEN,
        editable=False,
    )
    result = models.CharField(_("what became of it"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)

    TRANSITIONS: ClassVar[Transitions] = {
        CommitmentStatus.OPEN: {CommitmentStatus.KEPT, CommitmentStatus.DROPPED},
        CommitmentStatus.KEPT: {CommitmentStatus.OPEN},
        CommitmentStatus.DROPPED: {CommitmentStatus.OPEN},
    }

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="participation")

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("commitment made at a meeting")
        verbose_name_plural = _("commitments made at meetings")
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                condition=Q(status=CommitmentStatus.OPEN),
                name="commitment_open_due",
            ),
            models.Index(fields=["participation", "due_on", "id"], name="commitment_participation"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("commitment-detail", args=[self.pk])

    @property
    def country(self) -> Any:
        return self.participation.country

    @property
    def is_open(self) -> bool:
        return self.status == CommitmentStatus.OPEN

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its day has passed and it is still open."""
        return self.is_open and self.due_on is not None and self.due_on < today
