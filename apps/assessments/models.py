"""National assessments of risk and resilience: step (b), in their first form."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Django finds models through this module; parts stand in modules of their own.
from apps.assessments import alert_models as alert_models
from apps.assessments import comment_models as comment_models
from apps.assessments import consultation_models as consultation_models
from apps.assessments import contribution_models as contribution_models
from apps.assessments import cycle_models as cycle_models
from apps.assessments import event_models as event_models
from apps.assessments import finding_models as finding_models
from apps.assessments import guest_file_models as guest_file_models
from apps.assessments import independent_models as independent_models
from apps.assessments import population_models as population_models
from apps.assessments import report_models as report_models
from apps.assessments import rerating_models as rerating_models
from apps.assessments import resilience_models as resilience_models
from apps.assessments import unsaved_models as unsaved_models
from apps.assessments.cycle.phases import WORKED_CHOICES, Phase
from apps.assessments.cycle_models import phase_guards
from apps.assessments.levels import Knowledge as Knowledge
from apps.assessments.levels import Level as Level
from apps.assessments.levels import Trend as Trend
from apps.assessments.succession_models import points_within_its_state
from apps.catalogue.models import Framework, Item
from apps.countries.models import Institution, StateRecord
from focalpoint.db.fields import DayField, DueField
from focalpoint.history import tracked
from focalpoint.records import Record, Transitions, append_only
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility

# Characters; far beyond what a reviewer reads, far below what harms a page.
LONGEST_TEXT = 20_000


class Status(models.TextChoices):
    """Where an assessment stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted for approval")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Extent(models.TextChoices):
    """How much of an approved assessment a snapshot holds."""

    FULL = "full", _("Everything as it was approved")
    LEVELS = "levels", _("Levels only, without any text")


def approved_stays() -> pgtrigger.Trigger:
    """What was approved is not rewritten; only the next review and the readers may change."""
    movable = ["visibility", "next_review_on", "next_review_set_at", "version", "updated_at"]
    return pgtrigger.Trigger(
        name="approved_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=movable),
        func="""
            IF OLD.status = 'approved' THEN
                RAISE EXCEPTION 'An approved assessment is not rewritten'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_stays';
            END IF;
            RETURN NEW;
        """,
    )


def rated_in_draft_only() -> pgtrigger.Trigger:
    """A rating changes while its assessment is a draft, and not a moment longer.

    The assessment's row is locked for it: whoever submits or approves it waits for the rating, and
    a rating that comes later finds the draft gone.
    """
    return pgtrigger.Trigger(
        name="rated_in_draft_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        declare=[("state", "text")],
        func="""
            SELECT status INTO state FROM assessments_assessment
                WHERE id = OLD.assessment_id FOR SHARE;
            IF state IS DISTINCT FROM 'draft' THEN
                RAISE EXCEPTION 'The assessment is no draft any more'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'rated_in_draft_only';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


@tracked()
class Assessment(StateRecord):
    """One assessment of a State; other States never read it, only its approved snapshots."""

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    period_start = DayField(_("period from"))
    period_end = DayField(_("period until"))
    method = models.TextField(
        _("method"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    context = models.TextField(
        _("scope and context"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    lead_institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="+",
        verbose_name=_("lead institution"),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.DRAFT,
        editable=False,
    )
    # Where a draft stands; later phases follow from the status.
    phase = models.CharField(
        _("phase"), max_length=10, choices=WORKED_CHOICES, default=Phase.PLAN, editable=False
    )
    contributors = models.TextField(
        _("contributors"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        help_text=_("Institutions, experts and organisations that take part."),
    )
    begun_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        editable=False,
        verbose_name=_("begun from"),
    )
    # Set where it corrects the one that it was begun from.
    correction_reason = models.TextField(
        _("why it corrects the former one"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )
    next_review_on = DueField(_("next review"), null=True, blank=True)
    next_review_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("submitted by"),
    )
    unrated_reason = models.TextField(
        _("why some factors are not rated"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )
    review_comment = models.TextField(
        _("comment of the reviewer"),
        blank=True,
        editable=False,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)

    # A draft is seen by its own office only, until the State decides otherwise.
    visibility = models.CharField(
        _("visibility"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.OFFICE,
    )

    scope = Scope(shared=False)
    TRANSITIONS: ClassVar[Transitions] = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.APPROVED, Status.DRAFT},
        Status.APPROVED: set(),
        Status.WITHDRAWN: {Status.DRAFT},
    }

    class Meta:
        ordering = ("-period_end",)
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        triggers: ClassVar = [
            approved_stays(),
            *phase_guards(),
            points_within_its_state("assessments_assessment", "begun_from_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["country", "-period_end"], name="assessment_country_period"),
            models.Index(fields=["next_review_on"], name="assessment_next_review"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="assessment_period_in_order",
                violation_error_message=_("The period cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(correction_reason="") | Q(begun_from__isnull=False),
                name="a_correction_corrects_something",
            ),
            models.UniqueConstraint(
                fields=["begun_from"],
                condition=Q(status__in=["draft", "submitted"], correction_reason=""),
                name="one_next_cycle_at_a_time",
                violation_error_message=_("The next cycle is under way already."),
            ),
            models.UniqueConstraint(
                fields=["begun_from"],
                condition=Q(status__in=["draft", "submitted"]) & ~Q(correction_reason=""),
                name="one_correction_at_a_time",
                violation_error_message=_("A correction is under way already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("assessment-detail", args=[self.reference])

    @property
    def is_correction(self) -> bool:
        return bool(self.correction_reason)


@tracked()
class FactorRating(Record):
    """A person's judgement of one risk factor in one assessment."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="ratings")
    factor = models.ForeignKey(Item, models.PROTECT, related_name="+")
    level = models.CharField(
        _("level"), max_length=10, choices=Level.choices, default=Level.UNKNOWN
    )
    trend = models.CharField(
        _("trend"), max_length=10, choices=Trend.choices, default=Trend.UNKNOWN
    )
    confidence = models.CharField(
        _("confidence"),
        max_length=10,
        choices=Knowledge.choices,
        default=Knowledge.UNKNOWN,
    )
    narrative = models.TextField(
        _("narrative"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )
    # Asked for where level and findings speak against each other.
    divergence_reason = models.TextField(
        _("why the level differs from what was found"),
        blank=True,
        validators=[MaxLengthValidator(LONGEST_TEXT)],
    )

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="assessment")

    class Meta:
        ordering = ("factor__order",)
        verbose_name = _("factor rating")
        verbose_name_plural = _("factor ratings")
        triggers: ClassVar = [rated_in_draft_only()]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "factor"], name="one_rating_per_factor")
        ]

    def __str__(self) -> str:
        return str(self.factor)

    def get_absolute_url(self) -> str:
        return reverse("factor-rate", args=[self.assessment.reference, self.factor.code])

    @property
    def is_rated(self) -> bool:
        return self.level != Level.UNKNOWN


@tracked()
class AssessmentSnapshot(StateRecord):
    """An approved assessment as it was approved; immutable but for how far it is shared."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField(_("number"))
    extent = models.CharField(
        _("extent"), max_length=6, choices=Extent.choices, default=Extent.FULL, editable=False
    )
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"))
    period_end = DayField(_("period until"))

    class Meta:
        ordering = ("-approved_at",)
        verbose_name = _("approved assessment")
        verbose_name_plural = _("approved assessments")
        triggers: ClassVar = append_only(except_for=["visibility"])
        indexes: ClassVar = [
            models.Index(fields=["country", "-approved_at"], name="snapshot_country_approved")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "number", "extent"], name="one_snapshot_of_each_extent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.content.get('reference', '')} {self.content.get('title', '')}".strip()

    def get_absolute_url(self) -> str:
        return reverse("snapshot-detail", args=[self.pk])
