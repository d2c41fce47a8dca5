"""National mechanisms and the tenure of focal points: step (a)."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Django finds models through this module; parts stand in modules of their own.
from apps.appointments import directory_models as directory_models
from apps.appointments import publicity_models as publicity_models
from apps.countries.models import Confidence, Country, Institution, StateRecord
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Record

# Characters; far beyond what a reader wants, far below what harms a page.
LONGEST_TEXT = 20_000


class MechanismKind(models.TextChoices):
    """What a State has created (A/67/929-S/2013/399 ¶¶56–59)."""

    PERSON = "person", _("Senior focal point")
    OFFICE = "office", _("Office")
    COMMITTEE = "committee", _("National committee")
    COMMISSION = "commission", _("Commission")
    NETWORK = "network", _("Inter-agency mechanism")


def one_serving_principal() -> ExclusionConstraint:
    """No two principals of a State at one time, appointments with a fixed end included.

    A successor may start on the very day on which the other one ends. `uuid_range` is a range type
    of our own: GiST compares ranges without the extension that it would need for single values.
    """
    state = Func(
        F("country"),
        F("country"),
        Value("[]"),
        function="uuid_range",
        output_field=models.TextField(),
    )
    tenure = Func(
        F("starts_on"),
        F("ends_on"),
        Value("[)"),
        function="daterange",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name="one_serving_principal_per_country",
        expressions=[(state, RangeOperators.OVERLAPS), (tenure, RangeOperators.OVERLAPS)],
        condition=Q(is_alternate=False),
        violation_error_message=_(
            "Another principal focal point serves in that time. End that appointment first."
        ),
    )


@tracked()
class NationalMechanism(StateRecord):
    """The mechanism for atrocity prevention of a State, with its legal basis and means."""

    kind = models.CharField(_("kind"), max_length=12, choices=MechanismKind.choices)
    name = models.CharField(_("name"), max_length=200)
    legal_instrument = models.CharField(_("legal instrument"), max_length=300, blank=True)
    established_on = DayField(_("established"), null=True, blank=True)
    dissolved_on = DayField(_("dissolved"), null=True, blank=True)
    resources = models.TextField(
        _("resources"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    terms_of_reference = models.TextField(
        _("terms of reference"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("national mechanism")
        verbose_name_plural = _("national mechanisms")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dissolved_on=None)
                | Q(established_on=None)
                | Q(dissolved_on__gte=F("established_on")),
                name="mechanism_dissolved_after_established",
                violation_error_message=_(
                    "A mechanism cannot be dissolved before it was established."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("mechanism-detail", args=[self.pk])

    def is_dissolved_on(self, day: dt.date) -> bool:
        """Whether it no longer stands on ``day``; the day of the dissolution is the first."""
        return self.dissolved_on is not None and self.dissolved_on <= day


@tracked()
class Appointment(StateRecord):
    """The dated tenure of a focal point; a vacancy is where nobody serves."""

    mechanism = models.ForeignKey(
        NationalMechanism,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
    )
    person_name = models.CharField(_("name"), max_length=150)
    rank = models.CharField(_("rank or title"), max_length=200, blank=True)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="appointments",
        verbose_name=_("institution"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("account"),
    )
    is_alternate = models.BooleanField(_("alternate"), default=False)
    starts_on = DayField(_("from"))
    ends_on = DayField(_("until"), null=True, blank=True)
    ends_on_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    legal_act = models.CharField(_("act of appointment"), max_length=300, blank=True)

    class Meta:
        ordering = ("-starts_on",)
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints: ClassVar = [
            one_serving_principal(),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_it_starts",
                violation_error_message=_("An appointment cannot end before it starts."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_on"], name="appointment_ends_on"),
            models.Index(fields=["country", "-starts_on"], name="appointment_country_start"),
        ]

    def __str__(self) -> str:
        return self.person_name

    def get_absolute_url(self) -> str:
        return reverse("appointment-detail", args=[self.pk])

    def clean(self) -> None:
        """Dates in order; checked here too, since an upside-down tenure is no range to compare."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("An appointment cannot end before it starts.")})

    def serves_on(self, day: dt.date) -> bool:
        """Whether the person serves on ``day``; the last day counts."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@tracked()
class ReportedFocalPoint(Record):
    """What a published source says of a State's focal point: a fact with its source, no person."""

    country = models.OneToOneField(Country, models.PROTECT, related_name="reported_focal_point")
    appointed = models.BooleanField(_("appointed"))
    source = models.CharField(_("source"), max_length=300)
    # The day of the source: before it, and without one, the source says nothing.
    as_of = models.DateField(_("as of"), null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)

    class Meta:
        verbose_name = _("reported focal point")
        verbose_name_plural = _("reported focal points")

    def __str__(self) -> str:
        return f"{self.country}"

    def was_known_on(self, day: dt.date) -> bool:
        """Whether the source had spoken by ``day``."""
        return self.as_of is not None and self.as_of <= day
