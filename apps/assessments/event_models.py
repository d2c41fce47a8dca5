"""Events between cycles: what happened, when, how far the source is trusted, which factors."""

from typing import Any, ClassVar

from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.assessments.finding_models import Reliability
from apps.assessments.resilience_models import FactorCodesField
from apps.countries.models import StateRecord
from focalpoint.history import tracked
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


@tracked()
class RiskEvent(StateRecord):
    """Something that happened and bears on risk factors; other States never read it."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=11, choices=EventKind.choices, default=EventKind.INCIDENT
    )
    # The first day of the month or year where no more is known.
    occurred_on = models.DateField(_("date"))
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

    scope = Scope(shared=False)

    class Meta:
        ordering = ("-occurred_on", "-id")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["country", "-occurred_on", "-id"], name="event_country_day")
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("event-detail", args=[self.reference])

    @property
    def when(self) -> str:
        """The date as exactly as it is known."""
        formats = {Exactness.YEAR: "Y", Exactness.MONTH: "YEAR_MONTH_FORMAT"}
        return date_format(self.occurred_on, formats.get(Exactness(self.exactness), "DATE_FORMAT"))
