"""Resilience beside risk: the seven inhibitors, and the structures that hold risks down."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.finding_models import found_in_draft_only
from apps.catalogue.models import Item
from apps.countries.models import Institution
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet

# Characters.
LONGEST_ACCOUNT = 5_000


class Strength(models.TextChoices):
    """How well an inhibitor or a structure holds; a person's judgement, never computed."""

    UNKNOWN = "unknown", _("Not rated")
    MISSING = "missing", _("Missing")
    WEAK = "weak", _("Weak")
    FAIR = "fair", _("Fair")
    STRONG = "strong", _("Strong")


class Coverage(models.TextChoices):
    """How much of the State a structure reaches."""

    UNKNOWN = "unknown", _("Not stated")
    NATIONAL = "national", _("The whole territory")
    PARTLY = "partly", _("Parts of the territory")
    LOCAL = "local", _("A few places")


class FactorCodesField(ArrayField):  # type: ignore[type-arg]
    """Factors of the assessment's framework, by their codes."""

    def in_words(self, value: Sequence[Any]) -> str:
        """The codes, for the history."""
        return ", ".join(str(code) for code in value)


@tracked()
class InhibitorRating(Record):
    """How strong one inhibitor is, as an assessment judges it; made when it is first rated."""

    assessment = models.ForeignKey(
        "assessments.Assessment",
        models.CASCADE,
        related_name="inhibitor_ratings",
        db_index=False,
    )
    inhibitor = models.ForeignKey(
        Item, models.PROTECT, related_name="+", verbose_name=_("inhibitor")
    )
    strength = models.CharField(
        _("strength"), max_length=10, choices=Strength.choices, default=Strength.UNKNOWN
    )
    narrative = models.TextField(
        _("reasons"), blank=True, validators=[MaxLengthValidator(LONGEST_ACCOUNT)]
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="assessment")

    class Meta:
        ordering = ("inhibitor__order",)
        verbose_name = _("rating of an inhibitor")
        verbose_name_plural = _("ratings of inhibitors")
        triggers: ClassVar = [found_in_draft_only()]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "inhibitor"], name="one_rating_per_inhibitor"
            )
        ]

    def __str__(self) -> str:
        return str(self.inhibitor)

    def get_absolute_url(self) -> str:
        return reverse("assessment-resilience", args=[self.assessment.reference])


@tracked()
class ResilienceStructure(Record):
    """An existing structure: who it is, what it may do, how far it reaches, and where it ends."""

    assessment = models.ForeignKey(
        "assessments.Assessment", models.CASCADE, related_name="structures"
    )
    name = models.CharField(_("name"), max_length=200)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
    )
    mandate = models.TextField(
        _("mandate"), blank=True, validators=[MaxLengthValidator(LONGEST_ACCOUNT)]
    )
    coverage = models.CharField(
        _("coverage"), max_length=10, choices=Coverage.choices, default=Coverage.UNKNOWN
    )
    strength = models.CharField(
        _("strength"), max_length=10, choices=Strength.choices, default=Strength.UNKNOWN
    )
    gap = models.TextField(
        _("gap"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_ACCOUNT)],
        help_text=_("What it cannot do, or does not."),
    )
    factors: Any = FactorCodesField(
        models.CharField(max_length=40),
        verbose_name=_("factors that it mitigates"),
        default=list,
        blank=True,
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="assessment")

    class Meta:
        ordering = ("id",)
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        triggers: ClassVar = [found_in_draft_only()]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        own = reverse("assessment-resilience", args=[self.assessment.reference])
        return f"{own}#structure-{self.pk}"
