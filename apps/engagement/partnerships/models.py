"""Partnerships of a State with others: purpose, partners, milestones, outcome."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution
from apps.engagement.approval.models import LONGEST_TEXT, ApprovedRecord
from apps.engagement.topics import Topic
from focalpoint.db.fields import DayField, DueField
from focalpoint.history import tracked
from focalpoint.records import Record
from focalpoint.scope import Scope, ScopedQuerySet


class PartnerKind(models.TextChoices):
    """Who a partner is."""

    STATE = "state", _("State")
    REGIONAL = "regional", _("Regional organisation")
    UN = "un", _("United Nations")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    ACADEMIC = "academic", _("University or research institute")
    OTHER = "other", _("Other")


@tracked()
class Partnership(ApprovedRecord):
    """An arrangement with others for a purpose; active until it ends."""

    title = models.CharField(_("title"), max_length=200)
    topic = models.CharField(_("topic"), max_length=16, choices=Topic.choices)
    purpose = models.TextField(_("purpose"), validators=[MaxLengthValidator(LONGEST_TEXT)])
    starts_on = DayField(_("from"))
    ends_on = DayField(
        _("until"), null=True, blank=True, help_text=_("Leave it empty while it goes on.")
    )
    outcome = models.TextField(
        _("what came of it"), blank=True, validators=[MaxLengthValidator(LONGEST_TEXT)]
    )

    class Meta:
        ordering = ("-starts_on", "-id")
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        indexes: ClassVar = [
            models.Index(fields=["country", "-starts_on", "-id"], name="partnership_country_day"),
            models.Index(
                fields=["-starts_on", "-id"],
                condition=Q(approved_at__isnull=False, visibility__in=["network", "public"]),
                name="partnership_shared_day",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="partnership_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partnership-detail", args=[self.pk])

    def is_active_on(self, day: dt.date) -> bool:
        """Whether it goes on; its last day counts."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@tracked()
class Partner(Record):
    """One of the others: a State by its record, everybody else by name."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="partners")
    kind = models.CharField(_("kind"), max_length=13, choices=PartnerKind.choices)
    state = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("State"),
        help_text=_("Where the partner is a State."),
    )
    name = models.CharField(_("name"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="partnership")

    class Meta:
        ordering = ("id",)
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        indexes: ClassVar = [models.Index(fields=["partnership", "id"], name="partner_partnership")]

    def __str__(self) -> str:
        return self.name if self.state is None else str(self.state)

    def clean(self) -> None:
        """A State is named by its record, everybody else in words."""
        super().clean()
        if self.kind == PartnerKind.STATE and self.state is None:
            raise ValidationError({"state": _("Choose the State.")})
        if self.kind != PartnerKind.STATE and self.state is not None:
            raise ValidationError({"state": _("Only a partner that is a State is one of these.")})
        if self.kind != PartnerKind.STATE and not self.name.strip():
            raise ValidationError({"name": _("Name the partner.")})


@tracked()
class Milestone(Record):
    """What is to be reached by a day."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    due_on = DueField(_("due"))
    due_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution that answers for it"),
    )
    reached_on = DayField(_("reached"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="partnership")

    class Meta:
        ordering = ("due_on", "id")
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        indexes: ClassVar = [
            models.Index(
                fields=["due_on"], condition=Q(reached_on=None), name="milestone_open_due"
            ),
            models.Index(fields=["partnership", "due_on", "id"], name="milestone_partnership"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.partnership.get_absolute_url()}#milestone-{self.pk}"

    @property
    def country(self) -> Any:
        return self.partnership.country
