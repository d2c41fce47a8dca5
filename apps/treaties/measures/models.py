"""What instruments ask of national law, and the laws with which States answer."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Confidence, StateRecord
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet

# Characters; far beyond what a reader wants.
LONGEST_TEXT = 5_000


class Extent(models.TextChoices):
    """How far a measure answers what an instrument asks."""

    FULL = "full", _("covered in full")
    PARTLY = "partly", _("covered in part")


@tracked()
class TreatyRequirement(Record):
    """One thing that an instrument asks of a party's own law: reference data with its article."""

    treaty = models.ForeignKey("treaties.Treaty", models.PROTECT, related_name="requirements")
    code = models.CharField(_("code"), max_length=40)
    title = models.CharField(_("what it asks"), max_length=200)
    # Where the instrument says so: the source.
    article = models.CharField(_("article"), max_length=60)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("treaty", "order")
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["treaty", "code"], name="one_requirement_per_code")
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class DomesticMeasure(StateRecord):
    """A law, or an article of one, with what it does for the instruments."""

    law = models.CharField(_("law"), max_length=200)
    article = models.CharField(_("article"), max_length=120, blank=True)
    text = models.TextField(
        _("what it does"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    in_force_on = models.DateField(
        _("in force since"),
        null=True,
        blank=True,
        help_text=_("Leave it empty while the law is not in force: a bill covers nothing yet."),
    )
    repealed_on = models.DateField(_("repealed"), null=True, blank=True)
    url = models.URLField(
        _("address of the text"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )

    class Meta:
        ordering = ("law", "article", "id")
        verbose_name = _("domestic measure")
        verbose_name_plural = _("domestic measures")
        indexes: ClassVar = [models.Index(fields=["country", "-id"], name="measure_country")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(repealed_on=None)
                | models.Q(in_force_on=None)
                | models.Q(repealed_on__gte=models.F("in_force_on")),
                name="measure_repealed_after_in_force",
                violation_error_message=_("A law cannot be repealed before it is in force."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.law}, {self.article}" if self.article else self.law

    def get_absolute_url(self) -> str:
        return reverse("measure-detail", args=[self.pk])


@tracked()
class MeasureCoverage(Record):
    """A measure answers an item of a checklist, in full or in part."""

    measure = models.ForeignKey(DomesticMeasure, models.CASCADE, related_name="coverages")
    requirement = models.ForeignKey(
        TreatyRequirement, models.PROTECT, related_name="+", verbose_name=_("what it asks")
    )
    extent = models.CharField(_("extent"), max_length=6, choices=Extent.choices)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="measure")

    class Meta:
        ordering = ("requirement__treaty__order", "requirement__order")
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "requirement"], name="one_coverage_per_requirement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} {self.extent}"


@tracked()
class RequirementWaiver(StateRecord):
    """What an instrument asks does not apply to the State, for a reason."""

    requirement = models.ForeignKey(
        TreatyRequirement,
        models.PROTECT,
        related_name="+",
        verbose_name=_("what it asks"),
        editable=False,
    )
    why = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("item that does not apply")
        verbose_name_plural = _("items that do not apply")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "requirement"], name="one_waiver_per_requirement"
            )
        ]

    def __str__(self) -> str:
        return self.why

    def clean(self) -> None:
        """Nothing is set aside without a reason."""
        super().clean()
        if not self.why.strip():
            raise ValidationError({"why": _("Say why it does not apply.")})
