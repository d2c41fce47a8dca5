"""Evidence: an item of proof, its revisions, and who opened what is not for everybody."""

from functools import cached_property
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.countries.models import StateRecord
from apps.evidence.media_types import MEDIA_TYPES, MediaType
from focalpoint.attachments import Carrier, carriers
from focalpoint.db.fields import DayField
from focalpoint.history import tracked
from focalpoint.ids import uuid7
from focalpoint.records import Record, Transitions, append_only
from focalpoint.scope import Scope, ScopedQuerySet
from focalpoint.visibility import Visibility


class Sensitivity(models.TextChoices):
    """How carefully an item is kept, from the least to the most; each is enforced.

    Ordinary: whoever sees the record opens it. Sensitive: it never leaves the own government, and
    each opening is written down. Strictly restricted: it never leaves the owning institution, whose
    own people alone open its files (no auditor, no API token), and each opening is written down.
    The address of a link is a fact of the record, not a file.
    """

    ORDINARY = "ordinary", _("Ordinary")
    SENSITIVE = "sensitive", _("Sensitive")
    RESTRICTED = "restricted", _("Strictly restricted")


# The widest visibility that each level allows comes last.
ALLOWED_VISIBILITY = {
    Sensitivity.ORDINARY: tuple(Visibility),
    Sensitivity.SENSITIVE: (Visibility.OFFICE, Visibility.GOVERNMENT),
    Sensitivity.RESTRICTED: (Visibility.OFFICE,),
}


class Status(models.TextChoices):
    """Whether an item still stands."""

    CURRENT = "current", _("Current")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class EvidenceQuerySet(ScopedQuerySet):
    """Items of evidence."""

    def on(self, record: models.Model, carrier: Carrier) -> Self:
        """What hangs on a record."""
        return self.filter(target_kind=carrier.kind, target_id=record.pk)

    def with_latest(self) -> Self:
        """With the facts of the newest revision, as ``latest_…``, and ``latest`` for filters."""
        newest = FilteredRelation("revisions", condition=Q(revisions__number=F("revision_number")))
        return self.annotate(latest=newest).annotate(
            latest_name=F("latest__name"),
            latest_type=F("latest__media_type"),
            latest_size=F("latest__size"),
            latest_sha256=F("latest__sha256"),
            latest_url=F("latest__url"),
            latest_at=F("latest__created_at"),
        )


@tracked()
class Evidence(StateRecord):
    """What proves something of a record: a file or a link, in one or more revisions.

    ``effective_on`` is the day on which what it proves holds, whenever it was uploaded.
    """

    target_kind = models.CharField(_("belongs to"), max_length=40, editable=False)
    target_id = models.UUIDField(editable=False)
    title = models.CharField(_("title"), max_length=200)
    effective_on = DayField(
        _("effective on"), help_text=_("The day on which what it proves holds.")
    )
    sensitivity = models.CharField(
        _("sensitivity"),
        max_length=10,
        choices=Sensitivity.choices,
        default=Sensitivity.ORDINARY,
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status.choices,
        default=Status.CURRENT,
        editable=False,
    )
    withdrawal_reason = models.CharField(
        _("reason for the withdrawal"), max_length=500, blank=True, editable=False
    )
    # The number of the newest revision, raised under the record's lock.
    revision_number = models.PositiveIntegerField(_("revisions"), default=1, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("added by"),
        editable=False,
    )

    objects: ClassVar[Any] = EvidenceQuerySet.as_manager()
    scope: ClassVar[Scope] = Scope(attached="target")

    TRANSITIONS: ClassVar[Transitions] = {
        Status.CURRENT: {Status.WITHDRAWN},
        Status.WITHDRAWN: {Status.CURRENT},
    }

    class Meta:
        ordering = ("-effective_on", "-id")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes: ClassVar = [
            models.Index(fields=["target_id", "-effective_on", "-id"], name="evidence_target"),
            models.Index(fields=["country", "-id"], name="evidence_newest"),
            models.Index(fields=["country", "-effective_on", "-id"], name="evidence_effective"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sensitivity="ordinary")
                | Q(sensitivity="sensitive", visibility__in=["office", "government"])
                | Q(sensitivity="restricted", visibility="office"),
                name="evidence_stays_where_its_sensitivity_allows",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawal_reason=""),
                name="evidence_is_withdrawn_for_a_reason",
                violation_error_message=_("Say why it is withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence-detail", kwargs={"pk": self.pk})

    @property
    def carrier(self) -> Carrier:
        """The kind of record that it belongs to."""
        return carriers()[self.target_kind]

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    @property
    def is_watched(self) -> bool:
        """Whether each opening is written down."""
        return self.sensitivity != Sensitivity.ORDINARY

    def clean(self) -> None:
        """It is shared no further than its sensitivity allows."""
        super().clean()
        allowed = ALLOWED_VISIBILITY.get(Sensitivity(self.sensitivity), ())
        if self.visibility not in allowed:
            raise ValidationError(
                {
                    "visibility": _("“%(level)s” evidence is shared no further than: %(widest)s.")
                    % {
                        "level": Sensitivity(self.sensitivity).label,
                        "widest": allowed[-1].label,
                    }
                }
            )


@tracked(exclude=["checked_at"])
class Revision(Record):
    """One revision of an item: a file or a link; it is never changed and never deleted.

    ``checked_at`` is when the file's checksum was last found right, ``damaged_at`` when it was
    first found wrong, or the file gone; from then on it is not given out.
    """

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField(_("revision"))
    name = models.CharField(_("file name"), max_length=200, blank=True)
    media_type = models.CharField(_("media type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    url = models.URLField(
        _("address"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("uploaded by"),
        editable=False,
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True, editable=False)
    damaged_at = models.DateTimeField(_("found damaged"), null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="evidence")

    class Meta:
        ordering = ("-number",)
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        triggers: ClassVar = append_only(except_for=["checked_at", "damaged_at"])
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "number"], name="one_revision_per_number"),
            models.CheckConstraint(
                condition=Q(url="", size__gt=0, sha256__regex="^[0-9a-f]{64}$")
                & ~Q(name="")
                & ~Q(media_type="")
                | Q(name="", media_type="", size=None, sha256="") & ~Q(url=""),
                name="revision_is_a_file_or_a_link",
            ),
        ]
        indexes: ClassVar = [
            # What is to be checked next, and what was found damaged.
            models.Index(
                F("checked_at").asc(nulls_first=True),
                condition=Q(url=""),
                name="revision_unchecked",
            ),
            models.Index(
                fields=["evidence"], condition=Q(damaged_at__isnull=False), name="revision_damaged"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.url

    @property
    def is_file(self) -> bool:
        return not self.url

    @property
    def is_damaged(self) -> bool:
        return self.damaged_at is not None

    @cached_property
    def kind(self) -> MediaType | None:
        """What kind of file it is; ``None`` for a link."""
        return MEDIA_TYPES.get(self.media_type)


class Opening(models.Model):
    """That a person opened a revision of sensitive evidence: the log that nobody edits."""

    class Means(models.TextChoices):
        """How it was opened."""

        DOWNLOAD = "download", _("Downloaded")
        PREVIEW = "preview", _("Looked at")
        API = "api", _("By the API")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="openings", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    means = models.CharField(_("how"), max_length=10, choices=Means.choices)
    opened_at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(through="revision")

    class Meta:
        ordering = ("-id",)
        triggers: ClassVar = append_only()
        indexes: ClassVar = [models.Index(fields=["revision", "-id"], name="opening_revision")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.revision_id} {self.opened_at:%F %T}"
