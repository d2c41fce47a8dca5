"""Trainings that a State gave or attended, with numbers of those who came, and no names."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Institution
from apps.engagement.approval.models import LONGEST_TEXT, ApprovedRecord
from apps.engagement.topics import Tongue, Topic
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet


@tracked()
class Training(ApprovedRecord):
    """A training, course or workshop."""

    title = models.CharField(_("title"), max_length=200)
    topic = models.CharField(_("topic"), max_length=16, choices=Topic.choices)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    given_by = models.CharField(_("given by"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Tongue.choices, default=Tongue.EN
    )
    starts_on = DayField(_("from"))
    ends_on = DayField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    outcome = models.TextField(
        _("what came of it"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )

    class Meta:
        ordering = ("-starts_on", "-id")
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        indexes: ClassVar = [
            models.Index(fields=["country", "-starts_on", "-id"], name="training_country_day"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="training_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training-detail", args=[self.pk])


@tracked()
class TrainingAttendance(Record):
    """How many came from one institution: of the State's directory, or another by name."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendances")
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
    )
    other = models.CharField(
        _("other institution"),
        max_length=200,
        blank=True,
        help_text=_("Where it is not in the list."),
    )
    number = models.PositiveIntegerField(_("how many came"), validators=[MinValueValidator(1)])

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="training")

    class Meta:
        ordering = ("id",)
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["training", "institution", "other"],
                nulls_distinct=False,
                name="one_attendance_per_institution",
                violation_error_message=_("This institution is counted already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.institution) if self.institution_id else self.other

    def clean(self) -> None:
        """An institution is named once: chosen, or in words."""
        super().clean()
        if bool(self.institution_id) == bool(self.other.strip()):
            raise ValidationError({"institution": _("Choose an institution, or name another one.")})
