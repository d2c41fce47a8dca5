"""What an import keeps of a list: its tables, the rows that wait for a person, and conflicts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import Country
from apps.treaties.choices import ActionKind, Precision
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record, Transitions


class RowOutcome(models.TextChoices):
    """Why a row waits for somebody to look at it."""

    QUARANTINED = "quarantined", _("Set aside")
    UNMATCHED = "unmatched", _("Participant not known")
    VANISHED = "vanished", _("No longer in the list")


class ConflictStatus(models.TextChoices):
    """What became of a conflict between two sources."""

    OPEN = "open", _("To be decided")
    KEPT = "kept", _("The record stands")
    TAKEN = "taken", _("The other value was taken")


class ImportFile(models.Model):
    """A list on its way; gone once it was read. What came of it stands in its batch."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.OneToOneField("treaties.ImportBatch", models.CASCADE, related_name="file")
    content = models.BinaryField()
    # A file that kills its worker is given up.
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return str(self.batch_id)


class ImportedTable(models.Model):
    """The part of a list about one instrument, with its counts beside those of the file's head."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(
        "treaties.ImportBatch", models.CASCADE, related_name="tables", db_index=False
    )
    treaty = models.ForeignKey("treaties.Treaty", models.PROTECT, related_name="imported_tables")
    source = models.CharField(_("source"), max_length=200)
    as_of = models.DateField(_("as of"))
    # Empty where the list holds statements alone.
    headings = models.JSONField(_("columns"), default=list)
    # The kinds of statements under whose heads the list prints any.
    sections = models.JSONField(_("kinds of statements"), default=list)
    counts = models.JSONField(_("counts"), default=dict)
    has_signatures = models.BooleanField(default=False)
    parties_named = models.PositiveIntegerField(_("parties by the file's own count"), null=True)
    parties_counted = models.PositiveIntegerField(_("parties counted"), default=0)
    signatories_named = models.PositiveIntegerField(
        _("signatories by the file's own count"), null=True
    )
    signatories_counted = models.PositiveIntegerField(_("signatories counted"), default=0)
    notes = models.JSONField(_("notes"), default=dict)

    class Meta:
        ordering = ("treaty__order",)
        verbose_name = _("table")
        verbose_name_plural = _("tables")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "treaty"], name="one_table_per_instrument")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.treaty_id}"

    @property
    def difference(self) -> int | None:
        """Parties counted less those that the file's head counts; ``None`` where it counts none."""
        if self.parties_named is None:
            return None
        return self.parties_counted - self.parties_named

    @property
    def signatories_difference(self) -> int | None:
        """The same of signatories."""
        if self.signatories_named is None:
            return None
        return self.signatories_counted - self.signatories_named


class ImportedRow(models.Model):
    """A row, or a cell (``column``), that needs a person: as it stands in the file, with why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    table = models.ForeignKey(ImportedTable, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(max_length=12, choices=RowOutcome.choices)
    participant = models.CharField(_("participant"), max_length=200, blank=True)
    # The name as it is compared with others.
    key = models.CharField(max_length=200, blank=True)
    column = models.CharField(_("column"), max_length=200, blank=True)
    cells = models.JSONField(_("cells"), default=list)
    code = models.CharField(max_length=30, blank=True)
    message = models.TextField(_("reason"), blank=True)
    # What an unmatched row says, to be applied once its participant is known.
    claims = models.JSONField(default=list)
    action = models.ForeignKey(
        "treaties.TreatyAction", models.PROTECT, null=True, blank=True, related_name="+"
    )
    statement = models.ForeignKey(
        "treaties.TreatyStatement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        ordering = ("number",)
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        indexes: ClassVar = [
            models.Index(fields=["table", "outcome", "number"], name="imported_row_outcome"),
            models.Index(
                fields=["key"],
                condition=Q(outcome="unmatched", resolved_at=None),
                name="imported_row_unmatched",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.participant}"


@tracked()
class ParticipantAlias(Record):
    """How a list names a participant: mapped once by a person, and known from then on."""

    key = models.CharField(max_length=200, unique=True, editable=False)
    name = models.CharField(_("name in the list"), max_length=200)
    # Nobody: the name is no participant's (a heading, a total).
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("participant"),
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name = _("name of a participant")
        verbose_name_plural = _("names of participants")

    def __str__(self) -> str:
        return self.name


@tracked()
class StatusConflict(Record):
    """Two sources that differ: what the record says (``action``), and what the other one does."""

    treaty = models.ForeignKey("treaties.Treaty", models.PROTECT, related_name="conflicts")
    country = models.ForeignKey(Country, models.PROTECT, related_name="treaty_conflicts")
    batch = models.ForeignKey(
        "treaties.ImportBatch", models.PROTECT, related_name="conflicts", verbose_name=_("import")
    )
    # What is disputed: the signature, the consent to be bound …
    slot = models.CharField(max_length=30)
    # Both values in an order of their own, so that the same dispute is not opened twice.
    key = models.CharField(max_length=120, editable=False)
    action = models.ForeignKey("treaties.TreatyAction", models.PROTECT, related_name="conflicts")
    kind = models.CharField(_("action"), max_length=30, choices=ActionKind.choices)
    date = models.DateField(_("date"))
    precision = models.CharField(max_length=5, choices=Precision.choices)
    effective_on = models.DateField(_("takes effect"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    source_as_of = models.DateField(_("source as of"))
    note = models.TextField(_("note"), blank=True)
    status = models.CharField(
        _("status"),
        max_length=5,
        choices=ConflictStatus.choices,
        default=ConflictStatus.OPEN,
        editable=False,
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    TRANSITIONS: ClassVar[Transitions] = {
        ConflictStatus.OPEN: {ConflictStatus.KEPT, ConflictStatus.TAKEN},
        ConflictStatus.KEPT: set(),
        ConflictStatus.TAKEN: set(),
    }

    class Meta:
        ordering = ("-id",)
        verbose_name = _("conflict of sources")
        verbose_name_plural = _("conflicts of sources")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["treaty", "country", "slot", "key"], name="one_conflict_per_dispute"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["status", "-id"], name="treaty_conflict_open"),
        ]

    def __str__(self) -> str:
        return f"{self.treaty_id} {self.country_id} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("treaty-conflict", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        """Whether a person still has to decide."""
        return self.status == ConflictStatus.OPEN
