"""Events between cycles: what happened, when, how far the source is trusted, which factors."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.assessments.finding_models import Reliability
from apps.assessments.rerating_models import LONGEST_REASON, withdrawn_once
from apps.assessments.resilience_models import FactorCodesField
from apps.countries.models import StateRecord
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Transitions
from focalpoint.scope import Scope
from focalpoint.visibility import Visibility

# Characters.
LONGEST_DESCRIPTION = 10_000


class EventKind(models.TextChoices):
    """What kind of event it was."""

    TRIGGER = "trigger", _("Trigger")
    INCIDENT = "incident", _("Incident")
    DEVELOPMENT = "development", _("Development")


class Exactness(models.TextChoices):
    """How exactly the date is known."""

    DAY = "day", _("To the day")
    MONTH = "month", _("To the month")
    YEAR = "year", _("To the year")


class EventStatus(models.TextChoices):
    """Whether an event counts."""

    LOGGED = "logged", _("Logged")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@tracked()
class RiskEvent(StateRecord):
    """Something that happened and bears on risk factors; other States never read it."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=11, choices=EventKind.choices, default=EventKind.INCIDENT
    )
    # The first day of the month or year where no more is known.
    occurred_on = DayField(_("date"))
    exactness = models.CharField(
        _("exactness of the date"), max_length=5, choices=Exactness.choices, default=Exactness.DAY
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    description = models.TextField(
        _("description"), blank=True, validators=[MaxLengthValidator(LONGEST_DESCRIPTION)]
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(
        _("address of the source"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    reliability = models.CharField(
        _("reliability of the source"),
        max_length=10,
        choices=Reliability.choices,
        default=Reliability.UNKNOWN,
    )
    factors: Any = FactorCodesField(
        models.CharField(max_length=40),
        verbose_name=_("factors that it bears on"),
        default=list,
        blank=True,
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.OFFICE,
    )
    status = models.CharField(
        _("status"),
        max_length=9,
        choices=EventStatus.choices,
        default=EventStatus.LOGGED,
        editable=False,
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.TextField(
        _("why it is withdrawn"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_REASON)],
    )

    scope = Scope(shared=False)
    # Nothing that was logged is deleted; what was a mistake is withdrawn, for good.
    TRANSITIONS: ClassVar[Transitions] = {
        EventStatus.LOGGED: {EventStatus.WITHDRAWN},
        EventStatus.WITHDRAWN: set(),
    }

    class Meta:
        ordering = ("-occurred_on", "-id")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        triggers: ClassVar = [withdrawn_once()]
        indexes: ClassVar = [
            models.Index(fields=["country", "-occurred_on", "-id"], name="event_country_day")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="logged", withdrawn_at=None, withdrawal_reason="")
                | (Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="event_withdrawn_for_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("event-detail", args=[self.reference])

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was logged by mistake, and counts for nothing."""
        return self.status == EventStatus.WITHDRAWN

    @property
    def when(self) -> str:
        """The date as exactly as it is known."""
        formats = {Exactness.YEAR: "Y", Exactness.MONTH: "YEAR_MONTH_FORMAT"}
        return date_format(self.occurred_on, formats.get(Exactness(self.exactness), "DATE_FORMAT"))
