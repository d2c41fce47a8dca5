"""Files of recommendations on their way into the record, and the rows that need a person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.recommendations.received.choices import FileFormat, ImportStatus, RowOutcome
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record, Transitions


@tracked()
class RecommendationImport(Record):
    """A file of recommendations: read, previewed, then brought in by a person's decision."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    # Whose focal point's office brought it: only what concerns that State is taken.
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only for"),
    )
    format = models.CharField(
        _("format"), max_length=20, choices=FileFormat.choices, default=FileFormat.UNREAD
    )
    as_of = models.DateField(_("as of"), null=True, blank=True)
    url = models.URLField(_("address of the source"), max_length=500, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    # Columns of the format that the file lacks.
    missing = models.JSONField(_("missing columns"), default=list, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ImportStatus.choices,
        default=ImportStatus.WAITING,
        editable=False,
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
        editable=False,
    )
    # In whose name it is brought in.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
        editable=False,
    )
    # Why nothing was imported: a code for programs, a sentence for people.
    problem_code = models.CharField(max_length=30, blank=True)
    problem = models.TextField(_("problem"), blank=True)

    # The office of that State may decide on it, and the secretariat on all.
    brought_by: ClassVar[str] = "country"

    TRANSITIONS: ClassVar[Transitions] = {
        ImportStatus.WAITING: {ImportStatus.READ, ImportStatus.FAILED},
        ImportStatus.READ: {ImportStatus.APPROVED, ImportStatus.DROPPED},
        ImportStatus.APPROVED: {ImportStatus.DONE, ImportStatus.FAILED},
        ImportStatus.DONE: set(),
        ImportStatus.DROPPED: set(),
        ImportStatus.FAILED: set(),
    }

    class Meta:
        ordering = ("-id",)
        verbose_name = _("import of recommendations")
        verbose_name_plural = _("imports of recommendations")
        constraints: ClassVar = [
            # The same file again changes nothing.
            models.UniqueConstraint(
                fields=["sha256", "country"],
                condition=~Q(status__in=["failed", "dropped"]),
                nulls_distinct=False,
                name="one_import_per_recommendation_file",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["country", "-id"], name="received_import_country"),
            models.Index(
                fields=["status", "updated_at"],
                condition=Q(status__in=["waiting", "approved"]),
                name="received_import_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("received-import", kwargs={"pk": self.pk})

    @property
    def is_waiting(self) -> bool:
        """Whether a task has it in hands."""
        return self.status in (ImportStatus.WAITING, ImportStatus.APPROVED)


class RecommendationFile(models.Model):
    """A file on its way; gone once it was brought in or refused."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.OneToOneField(RecommendationImport, models.CASCADE, related_name="file")
    content = models.BinaryField()
    # A file that kills its worker is given up.
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.batch_id)


class RecommendationRow(models.Model):
    """A row, or a cell (``column``), that needs a person: as it stands in the file, with why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(
        RecommendationImport, models.CASCADE, related_name="rows", db_index=False
    )
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(max_length=12, choices=RowOutcome.choices)
    column = models.CharField(_("column"), max_length=60, blank=True)
    code = models.CharField(max_length=30)
    message = models.TextField(_("reason"))
    excerpt = models.TextField(_("what it says"), blank=True)
    # The State as the file names it, and the name as it is compared with others.
    name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=200, blank=True)
    # What an unmatched row says, to be applied once its State is known.
    claims = models.JSONField(default=dict, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    # Rows that kill the worker that settles them are given up.
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("number", "id")
        indexes: ClassVar = [
            models.Index(fields=["batch", "outcome", "number"], name="received_row_outcome"),
            models.Index(
                fields=["key"],
                condition=Q(outcome="unmatched", resolved_at=None),
                name="received_row_unmatched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.code}"
