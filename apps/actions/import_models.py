"""Imports of actions from sheets: the record of each one, and what is read of it meanwhile."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country, Institution, StateRecord
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Transitions
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility


class Stage(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("Columns to be confirmed")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Waits for a decision")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    FAILED = "failed", _("Not readable")
    CANCELLED = "cancelled", _("Cancelled")


# Work goes on, or should; and: nothing will happen any more.
RUNNING = (Stage.CHECKING, Stage.APPLYING)
ENDED = (Stage.APPLIED, Stage.FAILED, Stage.CANCELLED)


class Outcome(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Nothing to change")
    PROBLEM = "problem", _("Problem")


@tracked()
class ActionImport(StateRecord):
    """One import of a file; what it did is kept, the file itself until it is done."""

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256"), max_length=64, editable=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Stage.choices,
        default=Stage.UPLOADED,
        editable=False,
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
        editable=False,
    )
    # In whose name, and with whose rights, it is being checked or applied.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
        editable=False,
    )
    # Names of columns in the file, and the names of fields that they fill; "" for none.
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    # How 03/04/2026 is meant: "day" first, "month" first, or "" to report it.
    day_order = models.CharField(max_length=5, blank=True)
    # Whether rows with problems may be left out, or nothing is applied at all.
    only_valid = models.BooleanField(default=False)
    # Rows by outcome, as checked, then as applied.
    counts = models.JSONField(_("rows"), default=dict, blank=True)
    # Why the file as a whole was not read or not applied.
    problem = models.TextField(_("problem"), blank=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True, editable=False)

    TRANSITIONS: ClassVar[Transitions] = {
        Stage.UPLOADED: {Stage.CHECKING, Stage.CANCELLED},
        Stage.CHECKING: {Stage.CHECKED, Stage.UPLOADED, Stage.FAILED, Stage.CANCELLED},
        Stage.CHECKED: {Stage.UPLOADED, Stage.CHECKING, Stage.APPLYING, Stage.CANCELLED},
        Stage.APPLYING: {Stage.APPLIED, Stage.CHECKED, Stage.FAILED, Stage.CANCELLED},
        Stage.APPLIED: set(),
        Stage.FAILED: set(),
        Stage.CANCELLED: set(),
    }

    class Meta:
        ordering = ("-id",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes: ClassVar = [
            models.Index(fields=["country", "-id"], name="import_newest"),
            models.Index(
                fields=["updated_at"],
                condition=Q(status__in=["checking", "applying"]),
                name="import_running",
            ),
        ]
        constraints: ClassVar = [
            # The same file again changes nothing, or would double what it added.
            models.UniqueConstraint(
                fields=["country", "sha256"],
                condition=~Q(status__in=["failed", "cancelled"]),
                name="one_import_per_file",
                violation_error_message=_("This very file is being imported already."),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("action-import", kwargs={"pk": self.pk})

    @property
    def is_running(self) -> bool:
        """Whether work on it goes on, or should."""
        return self.status in RUNNING

    @property
    def has_ended(self) -> bool:
        """Whether nothing will happen with it any more."""
        return self.status in ENDED


class ImportSheet(models.Model):
    """The file of an import, and what its first rows look like; for the office that imports it.

    Rows may say what only that office sees, so the sheet stays with it, whoever sees the record.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.OneToOneField(ActionImport, models.CASCADE, related_name="sheet")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    office = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.OFFICE, editable=False
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Gone when the import has ended.
    content = models.BinaryField(null=True)
    headers = models.JSONField(default=list)
    # For each column a few values.
    samples = models.JSONField(default=list)
    # How often work on the present stage was begun; a file that kills its worker is given up.
    attempts = models.PositiveSmallIntegerField(default=0)
    # Somebody cancelled it while a worker held the import; heard before the next rows.
    stop_asked = models.BooleanField(default=False)
    # How it was read: format, encoding, divider.
    words = models.CharField(max_length=100, blank=True)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(shared=False, own="author")

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")

    def __str__(self) -> str:
        return str(self.batch_id)


class ImportRow(models.Model):
    """A row with a problem, or one of the first rows with another outcome."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sheet = models.ForeignKey(ImportSheet, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reference = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=200, blank=True)
    # The texts of the row as they stand in the file; only where there are problems.
    cells = models.JSONField(default=list)
    # [{"column": name in the file, "field", "message"}]
    problems = models.JSONField(default=list)
    # [{"field", "before", "after"}] in words.
    changes = models.JSONField(default=list)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()
    scope = Scope(through="sheet")

    class Meta:
        ordering = ("number",)
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_import_row_per_number")
        ]
        indexes: ClassVar = [
            models.Index(fields=["sheet", "outcome", "number"], name="import_row_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.number}"
