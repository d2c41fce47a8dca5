"""What the network asks one State for, until when, and what the State answered."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.catalogue.models import Item
from apps.countries.models import Country
from apps.engagement.meetings.models import Gathering
from apps.treaties.models import Treaty
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions, append_only
from focalpoint.scope import Scope, ScopedQuerySet

LONGEST_ASK = 1_000
LONGEST_ANSWER = 2_000


class About(models.TextChoices):
    """What news is asked for."""

    STEP = "step", _("Report on a step")
    TREATY = "treaty", _("Action on an instrument")
    ASSESSMENT = "assessment", _("Assessment of risk and resilience")
    MEETING = "meeting", _("Input to a meeting")


class NudgeStatus(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What is named beside each subject, by the field that names it.
NAMED = {About.STEP: "step", About.TREATY: "treaty", About.MEETING: "gathering"}


@tracked()
class Nudge(Record):
    """One question to one State; who was asked what by whom never changes."""

    country = models.ForeignKey(
        Country, models.PROTECT, related_name="+", verbose_name=_("State"), editable=False
    )
    about = models.CharField(_("about"), max_length=10, choices=About.choices)
    step = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("step")
    )
    treaty = models.ForeignKey(
        Treaty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("instrument"),
    )
    gathering = models.ForeignKey(
        Gathering,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meeting"),
    )
    text = models.TextField(_("what is asked"), validators=[MaxLengthValidator(LONGEST_ASK)])
    reply_by = DueField(_("reply by"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("asked by"),
    )
    status = models.CharField(
        _("status"),
        max_length=9,
        choices=NudgeStatus.choices,
        default=NudgeStatus.OPEN,
        editable=False,
    )
    answer = models.TextField(
        _("answer"), blank=True, editable=False, validators=[MaxLengthValidator(LONGEST_ANSWER)]
    )
    # A page of this site: the report that answered it.
    answer_page = models.CharField(
        _("page that answers it"), max_length=300, blank=True, editable=False
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    withdrawn_because = models.CharField(
        _("why it was withdrawn"), max_length=500, blank=True, editable=False
    )

    TRANSITIONS: ClassVar[Transitions] = {
        NudgeStatus.OPEN: {NudgeStatus.ANSWERED, NudgeStatus.WITHDRAWN},
        NudgeStatus.ANSWERED: set(),
        NudgeStatus.WITHDRAWN: set(),
    }

    objects = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, parties=("country",))

    class Meta:
        ordering = ("-id",)
        verbose_name = _("question of the network")
        verbose_name_plural = _("questions of the network")
        triggers: ClassVar = append_only(
            except_for=("status", "answer", "answer_page", "closed_at", "withdrawn_because")
        )
        indexes: ClassVar = [
            models.Index(fields=["country", "-id"], name="nudge_country"),
            models.Index(fields=["reply_by"], condition=Q(status="open"), name="nudge_open_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "about", "step", "treaty", "gathering"],
                condition=Q(status="open"),
                nulls_distinct=False,
                name="one_open_nudge_per_subject",
                violation_error_message=_("This State has been asked for this already."),
            ),
        ]

    def __str__(self) -> str:
        named = self.named
        if self.about == About.ASSESSMENT or named is None:
            return str(self.get_about_display())
        return _t("%(about)s: %(subject)s") % {
            "about": self.get_about_display(),
            "subject": named,
        }

    def get_absolute_url(self) -> str:
        return reverse("nudge-detail", args=[self.pk])

    @property
    def subject(self) -> str:
        """What it is about, in a line."""
        return str(self)

    @property
    def named(self) -> Any:
        """The step, instrument or meeting."""
        field = NAMED.get(About(self.about))
        return getattr(self, field) if field else None

    @property
    def is_open(self) -> bool:
        return self.status == NudgeStatus.OPEN

    def is_late(self, today: dt.date) -> bool:
        """Whether its day has passed without an answer."""
        return self.is_open and self.reply_by < today

    def clean(self) -> None:
        """A question names what it is about, and nothing besides."""
        super().clean()
        for about, field in NAMED.items():
            named = getattr(self, f"{field}_id") is not None
            if self.about == about and not named:
                raise ValidationError({field: _("Say which.")})
            if self.about != about and named:
                raise ValidationError({field: _("The question is about something else.")})
