"""What a person has typed into a form of an assessment and not saved yet."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from focalpoint.ids import uuid7
from focalpoint.scope import Scope, ScopedQuerySet

# Bytes of one form's fields; far beyond what its record takes.
MOST_BYTES = 500_000
# Days after which a text that nobody took up again is forgotten.
KEPT_DAYS = 30


class Part(models.TextChoices):
    """The forms whose text is kept while somebody writes."""

    FACTOR = "factor", _("risk factor")
    INHIBITOR = "inhibitor", _("inhibitor")
    FINDING = "finding", _("finding")
    STRUCTURE = "structure", _("structure")
    ASKED = "asked", _("independent rating")


class UnsavedText(models.Model):
    """One person's unsaved text in one form; nobody else reads it.

    The form is one of an assessment, or what an institution says upon a ``request``, which sees
    nothing of the assessment. ``writer`` is the page that wrote it and ``sequence`` that page's own
    count; ``revision`` counts all writings of the row. A row without values says that the form was
    saved or the text thrown away: what a page sent before and comes in late finds another revision,
    and is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    assessment = models.ForeignKey(
        "assessments.Assessment", models.CASCADE, null=True, related_name="+", db_index=False
    )
    request = models.ForeignKey(
        "assessments.RatingRequest", models.CASCADE, null=True, related_name="+", db_index=False
    )
    part = models.CharField(max_length=10, choices=Part.choices)
    code = models.CharField(max_length=40)
    values: Any = models.JSONField(default=dict)
    # The version of the record that the form began from.
    base_version = models.PositiveIntegerField()
    writer = models.UUIDField(null=True)
    sequence = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    kept_at = models.DateTimeField()
    # When the page that writes began to.
    begun_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(office=None, visibility=None, own="user", private=True)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "user", "part", "code"], name="one_unsaved_text_per_form"
            ),
            models.UniqueConstraint(
                fields=["request", "user", "part", "code"],
                condition=Q(request__isnull=False),
                name="one_unsaved_text_per_asked_form",
            ),
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, request=None)
                | Q(assessment=None, request__isnull=False),
                name="text_of_one_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kept_at"], name="unsaved_kept_at")]

    def __str__(self) -> str:
        return f"{self.part} {self.code}"
