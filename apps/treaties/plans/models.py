"""Plans of ratification: stages with an owner, a date and what they wait for; and templates."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.countries.models import Institution, InstitutionType, StateRecord
from apps.treaties.plans.choices import Aim, PlanStatus, StageKind, StageStatus
from focalpoint.db.fields import DueField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions
from focalpoint.scope import Scope, ScopedQuerySet

# Characters; far beyond what a reader wants.
LONGEST_NOTE = 5_000
# So long a stage may usually take, in weeks.
LONGEST_STAGE = 520


@tracked()
class RatificationPlan(StateRecord):
    """How a State means to join an instrument; at most one is under way for each of them."""

    treaty = models.ForeignKey(
        "treaties.Treaty",
        models.PROTECT,
        related_name="plans",
        verbose_name=_("instrument"),
        editable=False,
    )
    aim = models.CharField(_("by"), max_length=12, choices=Aim.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=PlanStatus.choices,
        default=PlanStatus.OPEN,
        editable=False,
    )
    started_on = models.DateField(_("begun"), editable=False)
    target_on = DueField(
        _("deposit aimed at"),
        null=True,
        blank=True,
        help_text=_("The day by which the instrument is to be deposited."),
    )
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])
    # What the State reported when the plan ended.
    reported = models.OneToOneField(
        "treaties.TreatyAction",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan",
        verbose_name=_("report of the deposit"),
        editable=False,
    )

    TRANSITIONS: ClassVar[Transitions] = {
        PlanStatus.OPEN: {PlanStatus.DEPOSITED, PlanStatus.DROPPED},
        PlanStatus.DEPOSITED: {PlanStatus.OPEN},
        PlanStatus.DROPPED: {PlanStatus.OPEN},
    }

    class Meta:
        ordering = ("-started_on", "id")
        verbose_name = _("ratification plan")
        verbose_name_plural = _("ratification plans")
        indexes: ClassVar = [
            models.Index(fields=["country", "status", "-id"], name="plan_country_status"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["country", "treaty"],
                condition=Q(status="open"),
                name="one_open_plan_per_treaty",
                violation_error_message=_("A plan for this instrument is under way already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.treaty)

    def get_absolute_url(self) -> str:
        return reverse("plan-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.status == PlanStatus.OPEN


@tracked()
class PlanStage(StateRecord):
    """One step of a plan; it is read by those who read the plan.

    Office and visibility are the plan's own, kept in step by the services: a record of its own can
    carry evidence, a part cannot.
    """

    plan = models.ForeignKey(
        RatificationPlan, models.CASCADE, related_name="stages", editable=False
    )
    position = models.PositiveSmallIntegerField(
        pgettext_lazy("in an order", "place"), editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=StageKind.choices)
    title = models.CharField(_("name"), max_length=120)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="plan_stages",
        verbose_name=_("in whose hands"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_stages",
        verbose_name=_("person"),
    )
    due_on = DueField(_("due"), null=True, blank=True)
    # When the deadline was set or moved; reminders of offsets before that are not due.
    due_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When it was last said what it waits for: that is no column, but raises the version like one.
    blockers_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=StageStatus.choices,
        default=StageStatus.OPEN,
        editable=False,
    )
    finished_on = models.DateField(_("finished"), null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])

    TRANSITIONS: ClassVar[Transitions] = {
        StageStatus.OPEN: {StageStatus.IN_PROGRESS, StageStatus.DONE, StageStatus.SKIPPED},
        StageStatus.IN_PROGRESS: {StageStatus.OPEN, StageStatus.DONE, StageStatus.SKIPPED},
        StageStatus.DONE: {StageStatus.IN_PROGRESS},
        StageStatus.SKIPPED: {StageStatus.OPEN},
    }
    # Whose history tells of it too.
    told_with: ClassVar[str] = "plan"

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"],
                condition=Q(status__in=["open", "in_progress"]),
                name="stage_open_due",
            ),
            models.Index(
                fields=["institution", "due_on"],
                condition=Q(status__in=["open", "in_progress"]),
                name="stage_institution_open",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(visibility="office") | Q(institution=F("office")),
                name="stage_owner_can_see_it",
                violation_error_message=_(
                    "Only the owning institution sees this plan, so no other one can have a stage"
                    " in its hands."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "skipped"], finished_on__isnull=False)
                | Q(status__in=["open", "in_progress"], finished_on=None),
                name="finished_stage_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stage-detail", args=[self.pk])

    def clean(self) -> None:
        """The institution in whose hands it is belongs to the State."""
        super().clean()
        institution = getattr(self, "institution", None)
        if institution is not None and institution.country_id != self.country_id:
            raise ValidationError({"institution": _("This institution belongs to another State.")})

    @property
    def is_finished(self) -> bool:
        """Whether nothing is owed any more: done, or not needed."""
        return self.finished_on is not None


def within_one_plan() -> pgtrigger.Trigger:
    """A stage waits for stages of its own plan only."""
    return pgtrigger.Trigger(
        name="within_one_plan",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            IF (SELECT plan_id FROM treaties_planstage WHERE id = NEW.stage_id)
                IS DISTINCT FROM
                (SELECT plan_id FROM treaties_planstage WHERE id = NEW.blocked_by_id) THEN
                RAISE EXCEPTION 'A stage waits for stages of its own plan only'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'within_one_plan';
            END IF;
            RETURN NEW;
        """,
    )


@tracked()
class StageDependency(Record):
    """One stage cannot be finished sensibly before another one of its plan; never in a circle."""

    stage = models.ForeignKey(
        PlanStage, models.CASCADE, related_name="dependencies", verbose_name=_("stage")
    )
    blocked_by = models.ForeignKey(
        PlanStage, models.CASCADE, related_name="dependents", verbose_name=_("waits for")
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="stage")

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        triggers: ClassVar = [within_one_plan()]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stage", "blocked_by"], name="one_stage_dependency_per_pair"
            ),
            models.CheckConstraint(
                condition=~Q(stage=F("blocked_by")),
                name="no_stage_blocks_itself",
                violation_error_message=_("A stage cannot wait for itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id} waits for {self.blocked_by_id}"


@tracked()
class PlanTemplate(StateRecord):
    """The stages with which a State begins its plans, in the place of those of the project."""

    scope: ClassVar[Scope] = Scope(shared=False)

    class Meta:
        verbose_name = _("template of plans")
        verbose_name_plural = _("templates of plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["country"], name="one_plan_template_per_state")
        ]

    def __str__(self) -> str:
        return str(_("Stages of our plans"))

    def get_absolute_url(self) -> str:
        return reverse("plan-template")


@tracked()
class PlanTemplateStage(Record):
    """One stage of a template: how long it usually takes, and what kind of institution does it."""

    template = models.ForeignKey(PlanTemplate, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField(pgettext_lazy("in an order", "place"))
    kind = models.CharField(_("kind"), max_length=20, choices=StageKind.choices)
    title = models.CharField(_("name"), max_length=120)
    weeks = models.PositiveSmallIntegerField(
        _("weeks"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_STAGE)]
    )
    # Whoever works beside the one before waits for what that one waits for.
    beside = models.BooleanField(_("at the same time as the one before"), default=False)
    owner = models.ForeignKey(
        InstitutionType,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usually in the hands of"),
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="template")

    class Meta:
        ordering = ("position", "id")
        verbose_name = _("stage of a template")
        verbose_name_plural = _("stages of templates")

    def __str__(self) -> str:
        return self.title
