"""Reports of assessments on their way to the person who asked for them."""

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from focalpoint.ids import uuid7
from focalpoint.scope import Scope, ScopedQuerySet

# How long a file waits to be taken.
KEPT = dt.timedelta(days=1)


class Format(models.TextChoices):
    """What the report is made as."""

    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word (DOCX)")


class Progress(models.TextChoices):
    """How far the making of a report has come."""

    WAITING = "waiting", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class Source(models.TextChoices):
    """What a report is made from; the words stand in rows for ever."""

    WORKING = "assessment", _("The working record")
    APPROVED = "snapshot", _("What was approved")


class AssessmentReport(models.Model):
    """One report, made by a task for one person; it is gone a day later.

    The database hides it as soon as its reader does not see the assessment any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_kind = models.CharField(max_length=40, choices=Source.choices)
    subject_id = models.UUIDField()
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    format = models.CharField(_("format"), max_length=4, choices=Format.choices)
    language = models.CharField(max_length=10)
    status = models.CharField(
        _("status"), max_length=10, choices=Progress.choices, default=Progress.WAITING
    )
    # A report that kills its worker is given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("file"), max_length=120)
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(_("size"), default=0)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="asked_by", private=True, about="subject")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("report of an assessment")
        verbose_name_plural = _("reports of assessments")
        indexes: ClassVar = [
            models.Index(fields=["asked_by", "subject_id", "-created_at"], name="report_asked"),
            models.Index(fields=["created_at"], name="report_created"),
            models.Index(
                fields=["created_at"], condition=Q(status="waiting"), name="report_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("report-detail", args=[self.pk])
