"""Priorities of a State at home and abroad, built on the inhibitors (A/69/981-S/2015/500 ¶69)."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.assessments.models import LONGEST_TEXT
from apps.assessments.resilience_models import FactorCodesField
from apps.countries.models import Institution, StateRecord
from focalpoint.db.fields import DayField, DueField
from focalpoint.history import tracked
from focalpoint.records import Transitions
from focalpoint.scope import Scope
from focalpoint.visibility import Visibility


class Sphere(models.TextChoices):
    """Where a priority is pursued."""

    HOME = "home", _("At home")
    ABROAD = "abroad", _("Abroad")


class PriorityStatus(models.TextChoices):
    """Where a priority stands."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    UNDER_WAY = "under_way", _("Under way")
    ACHIEVED = "achieved", _("Achieved")
    DROPPED = "dropped", _("Dropped")


# A priority with one of these answers for its factors and inhibitors.
LIVE = (PriorityStatus.PROPOSED, PriorityStatus.AGREED, PriorityStatus.UNDER_WAY)
# One with these is decided on, and asks for action.
DECIDED = (PriorityStatus.AGREED, PriorityStatus.UNDER_WAY)


@tracked()
class StrategyPriority(StateRecord):
    """What a State wants to change at home or abroad, and which risks and inhibitors it answers.

    Other States never read one; they read the versions of the strategy that the State shares.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    sphere = models.CharField(
        _("sphere"), max_length=6, choices=Sphere.choices, default=Sphere.HOME
    )
    why = models.TextField(
        _("why it is a priority"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    inhibitors: Any = FactorCodesField(
        models.CharField(max_length=40),
        verbose_name=_("inhibitors that it strengthens"),
        default=list,
        blank=True,
    )
    factors: Any = FactorCodesField(
        models.CharField(max_length=40),
        verbose_name=_("risk factors that it answers"),
        default=list,
        blank=True,
    )
    # By its reference: whoever may not read the assessment still reads, and changes, the priority.
    assessment_reference = models.CharField(
        _("assessment that it comes from"), max_length=20, blank=True
    )
    place = models.PositiveSmallIntegerField(
        _("place in the order"), default=100, help_text=_("The lowest number stands first.")
    )
    lead_institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead institution"),
    )
    starts_on = DayField(_("from"), null=True, blank=True)
    target_on = DueField(_("to be achieved by"), null=True, blank=True)
    target_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=PriorityStatus.choices,
        default=PriorityStatus.PROPOSED,
        editable=False,
    )
    # What came of it, or why it was dropped.
    outcome = models.TextField(
        _("what came of it"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )

    scope = Scope(shared=False)
    TRANSITIONS: ClassVar[Transitions] = {
        PriorityStatus.PROPOSED: {PriorityStatus.AGREED, PriorityStatus.DROPPED},
        PriorityStatus.AGREED: {
            PriorityStatus.PROPOSED,
            PriorityStatus.UNDER_WAY,
            PriorityStatus.ACHIEVED,
            PriorityStatus.DROPPED,
        },
        PriorityStatus.UNDER_WAY: {PriorityStatus.ACHIEVED, PriorityStatus.DROPPED},
        PriorityStatus.ACHIEVED: {PriorityStatus.UNDER_WAY},
        PriorityStatus.DROPPED: {PriorityStatus.PROPOSED},
    }

    class Meta:
        ordering = ("place", "id")
        verbose_name = _("priority of the strategy")
        verbose_name_plural = _("priorities of the strategy")
        indexes: ClassVar = [
            models.Index(fields=["country", "place", "id"], name="strategy_priority_order")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(target_on=None) | Q(target_on__gte=F("starts_on")),
                name="priority_ends_after_its_start",
                violation_error_message=_("It cannot be achieved before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(outcome=""),
                name="a_dropped_priority_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(visibility="office")
                | Q(lead_institution=None)
                | Q(lead_institution=F("office")),
                name="priority_lead_can_see_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("priority-detail", args=[self.reference])

    @property
    def is_live(self) -> bool:
        """Whether it is neither achieved nor dropped."""
        return self.status in LIVE

    @property
    def is_decided(self) -> bool:
        """Whether the State has agreed on it and it is not over: it asks for action."""
        return self.status in DECIDED

    def clean(self) -> None:
        """The lead institution can see what it leads."""
        super().clean()
        leads = self.lead_institution_id
        if self.visibility == Visibility.OFFICE and leads not in (None, self.office_id):
            words = _(
                "Only the owning institution sees this priority, so no other one can lead it."
            )
            raise ValidationError({"lead_institution": words})
